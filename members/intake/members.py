"""Rows of members: read, then compared with the register."""

from datetime import date, timedelta
from typing import Any

from branches.models import Tier
from members.models import ImportRow, Member, StandingStatus

from . import cells as read
from .dates import read_day
from .drafts import Context, Draft, read_person
from .people import Known, choose
from .places import BRANCHES, CELLS
from .problems import Problem, Trouble, problem

Action = ImportRow.Action
PROBATION = timedelta(days=2 * 366)
# Clean value → column of the register; compared as text.
COMPARED = ["full_name", "birth_date", "sex", "card_number", "admitted_on", "phone", "email"]


def read_row(draft: Draft, context: Context) -> None:
    read_person(draft, context)
    draft.keep("sex", read.read_sex)
    if "sex" not in draft.clean and "is_female" in draft.columns:
        ticked = draft.take("is_female", read.is_ticked)
        draft.clean["sex"] = Member.Sex.FEMALE.value if ticked else Member.Sex.MALE.value
    draft.keep("phone", read.read_phone)
    draft.keep("email", read.read_email)
    if decision := draft.text("decision"):
        draft.clean["decision"] = decision
    _read_days(draft, context)
    _read_places(draft, context)


def _read_days(draft: Draft, context: Context) -> None:
    def rough(cell: object) -> date | None:
        return read_day(cell, latest=context.latest, is_rough=True)

    admitted = draft.keep("admitted_on", rough)
    official = draft.take("official_on", rough)
    born = draft.clean.get("birth_date")
    if admitted and born and f"{admitted:%Y-%m-%d}" < born:
        draft.refuse(
            "day_order",
            "admitted_on",
            day=f"{admitted:%d/%m/%Y}",
            other=f"{date.fromisoformat(born):%d/%m/%Y}",
        )
    if official and admitted and official < admitted:
        draft.refuse(
            "day_order", "official_on", day=f"{official:%d/%m/%Y}", other=f"{admitted:%d/%m/%Y}"
        )
    _read_status(draft, context, admitted, official)


def _read_status(
    draft: Draft, context: Context, admitted: date | None, official: date | None
) -> None:
    """What is said outright is compared with the register; what is only likely enters new
    members."""
    status = draft.keep("status", read.read_status)
    if official and official <= context.on:
        draft.clean["since"] = f"{official:%Y-%m-%d}"
    if status:
        return
    if official:
        is_official = official <= context.on
        draft.clean["status"] = (
            StandingStatus.OFFICIAL if is_official else StandingStatus.PROBATIONARY
        ).value
    elif "official_on" in draft.columns and admitted and admitted + PROBATION > context.on:
        draft.clean["likely"] = StandingStatus.PROBATIONARY.value


def _read_places(draft: Draft, context: Context) -> None:
    places, above = context.places, draft.text("place_above")
    home = draft.text("home")
    try:
        if home:
            found = places.find(home, above=above, tiers=BRANCHES)
        elif context.batch.organization.kind.tier == Tier.BRANCH:
            found = places.by_id[context.batch.organization_id]
        else:
            raise Trouble("required")
        draft.clean["home"] = found.pk
    except Trouble as trouble:
        draft.problems.append(trouble.on("home"))
        return
    cell = draft.text("cell")
    if cell:
        try:
            draft.clean["cell"] = places.find(cell, tiers=CELLS, under=found.pk).pk
        except Trouble:
            draft.refuse("place_not_cell", "cell", text=cell)


def compare(
    clean: dict[str, Any], known: dict[int, list[Known]], context: Context
) -> tuple[Action, int | None, dict[str, Any], list[Problem]]:
    """What saving the row would do: (action, id of the member, values to keep, problems)."""
    try:
        person = choose(clean, known, context)
        if person is None:
            return Action.NEW, None, {"new": clean}, []
        if person.home_id != clean["home"]:
            home = context.places.by_id[person.home_id] if person.home_id else None
            raise Trouble("at_home_elsewhere", "home", home=home.name if home else "")
        new, old = _changes(clean, person)
    except Trouble as trouble:
        return Action.BAD, None, {}, [trouble.on("")]
    if not new:
        return Action.SAME, person.pk, {"name": person.full_name, "home": clean["home"]}, []
    values = {"name": person.full_name, "home": clean["home"], "new": new, "old": old}
    problems = _refused(new, person, context)
    if "identity_number" in new:
        values["seal"] = clean["seal"]
    if "decision" in clean:
        values["decision"] = clean["decision"]
    return (Action.BAD if problems else Action.CHANGED), person.pk, values, problems


def _changes(clean: dict[str, Any], person: Known) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields that differ, new and old; what the file leaves empty stays as it is."""
    new = {
        name: clean[name]
        for name in COMPARED
        if clean.get(name) and not person.agrees(name, clean[name])
    }
    old: dict[str, Any] = {name: person.values[name] for name in new}
    if "hashes" in clean and person.identity_hash not in clean["hashes"]:
        new["identity_number"] = f"•••{clean['seal']['identity_tail']}"
        old["identity_number"] = f"•••{person.identity_tail}" if person.identity_tail else ""
    if clean.get("status") and person.status and clean["status"] != person.status:
        new["status"], old["status"] = clean["status"], person.status
    if clean.get("cell") and clean["cell"] != person.cell_id:
        new["cell"], old["cell"] = clean["cell"], person.cell_id
    return new, old


def _refused(new: dict[str, Any], person: Known, context: Context) -> list[Problem]:
    later = {"status": person.standing_later, "cell": person.cell_later}
    return [
        problem("entry_later", name, day=f"{day:%d/%m/%Y}")
        for name, day in later.items()
        if name in new and day
    ]
