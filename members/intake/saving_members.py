"""Members enter the roll by the thousand, with everything that `register_member` would write."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from branches.models import Organization, Tier
from members.current import refresh_current
from members.models import Affiliation, ImportRow, Member, Standing, StandingStatus
from members.services.belonging import join_cell, set_standing
from papers.text import fold, name_sort_key

from . import staging
from .bulk import Bulk, new_ids
from .columns import labels_of
from .drafts import Context, Draft, keys_of
from .people import Known, choose, facts_of
from .places import Place
from .problems import Trouble
from .savers import AUDIT, RegisterChanged, RowRefused, Saver

MEMBER = Bulk(
    Member,
    "id public_id full_name birth_date sex card_number admitted_on phone email identity_cipher"
    " identity_hash identity_tail search_key sort_key",
)
AFFILIATION = Bulk(Affiliation, "member_id organization_id kind valid_from decision")
STANDING = Bulk(Standing, "member_id status valid_from decision")
NO_SEAL = {"identity_cipher": "", "identity_hash": None, "identity_tail": ""}
SEAL = list(NO_SEAL)
# Columns of the row itself; standing and cell are facts of their own.
PLAIN = ["full_name", "birth_date", "sex", "card_number", "admitted_on", "phone", "email"]


class MemberSaver(Saver):
    def refuse_changed(self, bites: Iterable[Sequence[ImportRow]]) -> None:
        """New rows are looked for once more, as they were when the file was checked."""
        context = Context(self.batch, self.places, self.today, self.on, {})
        with staging.tables():
            for rows in bites:
                staging.put([_again(row) for row in rows])
            staging.find_members(self.on, self.batch.organization.path)
            for chunk in staging.chunks():
                for row in chunk:
                    if row.members:
                        _refuse_known(row, context)

    def enter(self, rows: Sequence[ImportRow]) -> None:
        people, lines = [], []
        homes, standings = [], []
        ids = new_ids(Member, len(rows))
        for pk, row in zip(ids, rows, strict=True):
            clean = row.values["new"]
            home = self._home(clean["home"])
            decision = clean.get("decision", "")
            people.append(_columns(pk, clean))
            homes.append((pk, home.pk, Affiliation.Kind.HOME, self.on, decision))
            if clean.get("cell"):
                cell = self.place(clean["cell"])
                homes.append((pk, cell.pk, Affiliation.Kind.CELL, self.on, ""))
            status, since = _standing(clean, self.on)
            standings.append((pk, status, since, decision))
            lines.append(self.line("register_member", clean["full_name"], home, pk))
        MEMBER.insert(people)
        AFFILIATION.insert(homes)
        STANDING.insert(standings)
        AUDIT.insert(lines)
        refresh_current(self.today, only=ids)

    def _home(self, pk: int) -> Place:
        place = self.place(pk)
        if place.tier != Tier.BRANCH:
            raise RegisterChanged
        return place

    def change(self, rows: Sequence[ImportRow]) -> None:
        ids = [row.subject_id for row in rows if row.subject_id]
        members = {one.pk: one for one in Member.objects.select_for_update().filter(pk__in=ids)}
        facts = facts_of(ids, self.on)
        labels, lines, touched = labels_of(self.batch.kind), [], []
        for row in rows:
            member = members.get(row.subject_id or 0)
            if member is None or not _still_so(row.values["old"], facts[member.pk]):
                raise RegisterChanged
            names = [name for name in row.values["new"] if name in PLAIN or name in row_seal(row)]
            if names:
                _set(member, row)
                touched.append(member)
                said = ", ".join(str(labels[name]) for name in names)
                home = self.place(row.values["home"])
                lines.append(
                    self.line("edit_member", f"{member.full_name}: {said}", home, member.pk)
                )
        columns = [*PLAIN, *SEAL, "search_key", "sort_key", "version"]
        Member.objects.bulk_update(touched, columns, batch_size=500)
        AUDIT.insert(lines)
        for row in rows:
            self._change_facts(row, members[row.subject_id or 0])

    def _change_facts(self, row: ImportRow, member: Member) -> None:
        new = row.values["new"]
        try:
            if "status" in new:
                set_standing(
                    member=member,
                    status=StandingStatus(new["status"]),
                    on=self.on,
                    by=self.by,
                    now=self.now,
                    decision=row.values.get("decision", ""),
                )
            if "cell" in new:
                cell = Organization.objects.select_related("kind").get(pk=new["cell"])
                join_cell(member=member, cell=cell, on=self.on, by=self.by, now=self.now)
        except ValidationError as error:
            raise RowRefused(row.number, " ".join(error.messages)) from error


def row_seal(row: ImportRow) -> tuple[str, ...]:
    return ("identity_number",) if "seal" in row.values else ()


def _again(row: ImportRow) -> Draft:
    draft = Draft(row.number, (), {}, clean=row.values["new"])
    draft.keys = keys_of(draft.clean)
    return draft


def _refuse_known(row: staging.Staged, context: Context) -> None:
    wanted = {pk for found in row.members.values() for pk in found}
    facts = facts_of(wanted, context.on)
    known = {kind: [facts[pk] for pk in ids] for kind, ids in row.members.items()}
    try:
        person = choose(row.clean, known, context)
    except Trouble:
        raise RegisterChanged from None
    if person:
        raise RegisterChanged


def _columns(pk: int, clean: dict[str, Any]) -> tuple[Any, ...]:
    name, seal = clean["full_name"], clean.get("seal", NO_SEAL)
    return (
        pk,
        uuid.uuid4(),
        name,
        clean.get("birth_date"),
        clean.get("sex", ""),
        clean.get("card_number"),
        clean.get("admitted_on"),
        clean.get("phone", ""),
        clean.get("email", ""),
        *(seal[column] for column in SEAL),
        fold(name),
        name_sort_key(name),
    )


def _standing(clean: dict[str, Any], on: date) -> tuple[str, Any]:
    """Official since the day it was recognised, if the file says so."""
    official = StandingStatus.OFFICIAL.value
    status = clean.get("status") or clean.get("likely") or official
    return status, (clean.get("since") if status == official else None) or on


def _still_so(old: dict[str, Any], known: Known) -> bool:
    """Whether the register says what the preview showed as old."""
    now = {
        **known.values,
        "identity_number": f"•••{known.identity_tail}" if known.identity_tail else "",
        "status": known.status,
        "cell": known.cell_id,
    }
    return all(now[name] == value for name, value in old.items())


def _set(member: Member, row: ImportRow) -> None:
    for name in PLAIN:
        if name in row.values["new"]:
            setattr(member, name, row.values["new"][name])
    for name, value in row.values.get("seal", {}).items():
        setattr(member, name, value)
    member.search_key = fold(member.full_name)
    member.sort_key = name_sort_key(member.full_name)
    member.version += 1
