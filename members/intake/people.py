"""Finding the member of the register whom a row means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from . import cells as read
from .drafts import Context, Key
from .problems import Trouble

# What the register says of some members on the day of the file; where nothing is in force that
# day, what is so today.
FACTS = """
    SELECT m.id, m.full_name, m.birth_date, m.sex, m.card_number, m.admitted_on, m.phone, m.email,
        m.identity_hash, m.identity_tail,
        coalesce(home.organization_id, m.home_id) AS home_id, place.path,
        coalesce(cell.organization_id, m.cell_id) AS cell_id,
        coalesce(standing.status,
                 CASE WHEN m.is_official THEN 'official' ELSE 'probationary' END) AS status,
        (SELECT min(s.valid_from) FROM members_standing s WHERE s.member_id = m.id
            AND s.status IN ('official', 'probationary') AND s.valid_from > %(on)s),
        (SELECT min(a.valid_from) FROM members_affiliation a WHERE a.member_id = m.id
            AND a.kind = 'cell' AND a.valid_from > %(on)s)
    FROM members_member m
    LEFT JOIN members_affiliation home ON home.member_id = m.id AND home.kind = 'home'
        AND home.valid_from <= %(on)s AND (home.valid_to IS NULL OR home.valid_to > %(on)s)
    LEFT JOIN members_affiliation cell ON cell.member_id = m.id AND cell.kind = 'cell'
        AND cell.valid_from <= %(on)s AND (cell.valid_to IS NULL OR cell.valid_to > %(on)s)
    LEFT JOIN members_standing standing ON standing.member_id = m.id
        AND standing.status IN ('official', 'probationary') AND standing.valid_from <= %(on)s
        AND (standing.valid_to IS NULL OR standing.valid_to > %(on)s)
    LEFT JOIN branches_organization place
        ON place.id = coalesce(home.organization_id, m.home_id)
    WHERE m.id = ANY(%(ids)s)
"""
COLUMNS = ["full_name", "birth_date", "sex", "card_number", "admitted_on", "phone", "email"]


@dataclass(slots=True)
class Known:
    """A member as the register has them; `values` are text as in a clean row."""

    pk: int
    values: dict[str, str]
    identity_hash: str | None
    identity_tail: str
    home_id: int | None
    path: str
    cell_id: int | None
    status: str
    standing_later: date | None
    cell_later: date | None

    @property
    def full_name(self) -> str:
        return self.values["full_name"]

    def agrees(self, name: str, value: str) -> bool:
        own = self.values[name]
        if name == "full_name":
            return read.alike(own, value)
        if name in ("card_number", "phone"):
            return read.bare(own) == read.bare(value)
        return own.lower() == value.lower()


def facts_of(ids: Iterable[int], on: date) -> dict[int, Known]:
    with connection.cursor() as cursor:
        cursor.execute(FACTS, {"ids": sorted(set(ids)), "on": on})
        rows = cursor.fetchall()
    return {row[0]: _known(row) for row in rows}


def _known(row: tuple[Any, ...]) -> Known:
    values = {
        name: f"{value:%Y-%m-%d}" if isinstance(value, date) else value or ""
        for name, value in zip(COLUMNS, row[1:8], strict=True)
    }
    return Known(row[0], values, row[8], row[9], row[10], row[11] or "", *row[12:])


def choose(
    clean: Mapping[str, Any], known: Mapping[int, list[Known]], context: Context
) -> Known | None:
    """By card and identity number, else by name and date of birth within the scope. Trouble when
    the two do not agree, or the member belongs elsewhere."""
    strong = {one.pk: one for key in (Key.CARD, Key.IDENTITY) for one in known.get(key, [])}
    if len(strong) > 1:
        raise Trouble("two_people", "identity_number")
    if not strong:
        return _by_name(clean, known.get(Key.NAME, []))
    person = next(iter(strong.values()))
    if person.home_id is None:
        raise Trouble("no_home")
    if not person.path.startswith(context.batch.organization.path):
        raise Trouble("foreign")
    is_other_born = clean.get("birth_date") and not person.agrees("birth_date", clean["birth_date"])
    if is_other_born and not person.agrees("full_name", clean["full_name"]):
        born = person.values["birth_date"]
        shown = f"{date.fromisoformat(born):%d/%m/%Y}" if born else "?"
        raise Trouble("other_person", "full_name", name=person.full_name, born=shown)
    return person


def _by_name(clean: Mapping[str, Any], found: Iterable[Known]) -> Known | None:
    fit = [one for one in found if _may_be(clean, one)]
    if len(fit) > 1:
        at_home = [one for one in fit if one.home_id == clean.get("home")]
        fit = at_home if len(at_home) == 1 else fit
    if len(fit) > 1:
        raise Trouble("several_people", "birth_date", count=len(fit))
    return fit[0] if fit else None


def _may_be(clean: Mapping[str, Any], person: Known) -> bool:
    """Another card or identity number is another person of that name."""
    card, hashes = clean.get("card_number"), clean.get("hashes")
    own_card = person.values["card_number"]
    return (
        person.agrees("full_name", clean["full_name"])
        and not (card and own_card and read.bare(card) != read.bare(own_card))
        and not (hashes and person.identity_hash and person.identity_hash not in hashes)
    )
