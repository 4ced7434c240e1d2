"""The rules in force for an organisation on a day: found in the packs, never written in code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import Q

from .models import Organization, RuleValue
from .models.dated import in_force


@dataclass(frozen=True)
class Majority:
    """A fraction of a base that the votes for must exceed (`is_strict`) or reach."""

    numerator: int
    denominator: int
    is_strict: bool

    def votes_needed(self, base: int) -> int:
        """The fewest votes that carry the question, in integers: 11 of 20 for more than half."""
        product = self.numerator * base
        if self.is_strict:
            return product // self.denominator + 1
        return -(-product // self.denominator)


@dataclass(frozen=True)
class RuleInForce:
    """One value with where it comes from. `organization` None: the national rule."""

    key: str
    value: Any
    source: str
    pack: str
    organization: Organization | None
    valid_from: date
    is_locked: bool


class Rules:
    """The values in force, by key. A missing key is a fault of the installation, said loudly."""

    def __init__(self, in_force: dict[str, RuleInForce]) -> None:
        self._in_force = in_force

    def __getitem__(self, key: str) -> Any:
        return self.explain(key).value

    def explain(self, key: str) -> RuleInForce:
        try:
            return self._in_force[key]
        except KeyError:
            raise ImproperlyConfigured(f"No rule pack in force has “{key}”.") from None

    def __contains__(self, key: str) -> bool:
        return key in self._in_force

    def all(self) -> list[RuleInForce]:
        return [self._in_force[key] for key in sorted(self._in_force)]

    def majority(self, name: str) -> Majority:
        value = self[f"vote.{name}"]
        return Majority(value["numerator"], value["denominator"], value["strict"])

    def minimum_minutes(self, kind: str) -> int | None:
        """Shortest duration of a kind of meeting; None where no rule sets one."""
        minutes: int | None = self["meeting.minimum_minutes"].get(kind)
        return minutes

    def values(self, prefix: str) -> dict[str, Any]:
        """`{key: value}` of the keys that begin with the prefix."""
        return {key: rule.value for key, rule in self._in_force.items() if key.startswith(prefix)}


def rules_for(organization: Organization | None, on: date) -> Rules:
    """One query: the nearest organisation's value wins, unless one above has fixed it; of one
    organisation's packs, the newest."""
    ids = ancestors_on(organization, on) if organization else []
    rows = RuleValue.objects.filter(
        in_force(on, "pack__"), Q(pack__organization__isnull=True) | Q(pack__organization__in=ids)
    ).select_related("pack__organization")
    return Rules(_nearest(rows, ids))


# For a day before the organisation came to lie where it lies: up the versions of that day.
ANCESTORS = """
    WITH RECURSIVE line(id, step) AS (
        SELECT %(organization)s, 0
        UNION ALL
        SELECT version.parent_id, line.step + 1
        FROM line
        JOIN branches_organizationversion AS version ON version.organization_id = line.id
        WHERE version.parent_id IS NOT NULL AND version.valid_from <= %(on)s
            AND (version.valid_to IS NULL OR version.valid_to > %(on)s)
    )
    SELECT id FROM line ORDER BY step DESC
"""


def ancestors_on(organization: Organization, on: date) -> list[int]:
    """Who had a say on that day: a paper of June knows nothing of the superior of July."""
    if organization.placed_on is None or on >= organization.placed_on:
        return organization.ancestor_ids
    with connection.cursor() as cursor:
        cursor.execute(ANCESTORS, {"organization": organization.pk, "on": on})
        return [pk for (pk,) in cursor.fetchall()]


def largest(key: str, on: date) -> int:
    """The largest number that anybody has in force for the rule that day: how far a search must
    reach before each organisation's own value decides. 0 when nobody has set it."""
    values = RuleValue.objects.filter(in_force(on, "pack__"), key=key)
    return max(values.values_list("value", flat=True), default=0)


class RuleEverywhere:
    """One rule on a day for any organisation, read once: for the clock, which asks for thousands.
    Python twin: `rules_for(organization, on)[key]`, for days since the organisation lies where it
    lies."""

    def __init__(self, key: str, on: date) -> None:
        self.key = key
        self.rows: dict[int | None, list[RuleValue]] = {}
        values = RuleValue.objects.filter(in_force(on, "pack__"), key=key)
        for row in values.select_related("pack__organization"):
            self.rows.setdefault(row.pack.organization_id, []).append(row)

    def of(self, organization: Organization) -> Any:
        ids = organization.ancestor_ids
        rows = [row for pk in (None, *ids) for row in self.rows.get(pk, ())]
        return Rules(_nearest(rows, ids))[self.key]


def _nearest(rows: Iterable[RuleValue], ancestor_ids: list[int]) -> dict[str, RuleInForce]:
    depth = {pk: index + 1 for index, pk in enumerate(ancestor_ids)}

    def from_the_top(row: RuleValue) -> tuple[int, date, int]:
        return depth.get(row.pack.organization_id or 0, 0), row.pack.valid_from, row.pack.pk

    found: dict[str, RuleInForce] = {}
    for row in sorted(rows, key=from_the_top):
        above = found.get(row.key)
        if above and above.is_locked and above.organization != row.pack.organization:
            continue
        found[row.key] = RuleInForce(
            key=row.key,
            value=row.value,
            source=row.source,
            pack=row.pack.name,
            organization=row.pack.organization,
            valid_from=row.pack.valid_from,
            is_locked=row.is_locked,
        )
    return found
