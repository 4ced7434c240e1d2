"""Rows of posts: who holds which, where, from when until when."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import Q

from branches.models import Tier
from members.models import ImportBatch, ImportRow, Post, PostKind, StandingStatus
from members.services.posts import IN_A_BRANCH, IN_A_CELL, IN_A_COMMITTEE, OFFICE_WORK

from . import cells as read
from .dates import read_day
from .drafts import Context, Draft, read_person
from .people import Known, choose, facts_of
from .places import Place
from .problems import Problem, Trouble, problem
from .rosters import Outcome, Roster
from .staging import NAMED, Staged, in_a_row
from .words import read_choice

Action = ImportRow.Action
FAR_AHEAD = date(2100, 1, 1)
Span = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Held:
    """A post of the register."""

    pk: int
    member_id: int
    place_id: int
    kind: str
    since: date
    until: date | None
    mode: str
    decision: str
    holder: str


class PostRoster(Roster):
    finds_doubles = False
    limit = 300_000

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        context.seals = False
        # Who holds what by this file, for rows that contradict each other.
        self.given: dict[tuple[object, ...], list[tuple[Span, int]]] = defaultdict(list)

    def read(self, draft: Draft) -> None:
        context = self.context
        read_person(draft, context)
        draft.keep("post", lambda c: read_choice("post", read.as_text(c), dict(PostKind.choices)))
        if "post" not in draft.clean and draft.cell("post") in (None, ""):
            draft.refuse("required", "post")
        modes = dict(Post.AppointmentMode.choices)
        draft.keep("mode", lambda cell: read_choice("mode", read.as_text(cell), modes))
        since = draft.keep("since", lambda cell: read_day(cell, latest=FAR_AHEAD))
        until = draft.keep("until", lambda cell: read_day(cell, latest=FAR_AHEAD))
        begins = since or context.on
        if until and until <= begins:
            draft.refuse("day_order", "until", day=f"{until:%d/%m/%Y}", other=f"{begins:%d/%m/%Y}")
        if decision := draft.text("decision"):
            draft.clean["decision"] = decision
        self._read_place(draft)

    def _read_place(self, draft: Draft) -> None:
        text, above = draft.text("place"), draft.text("place_above")
        try:
            if not text:
                raise Trouble("required")
            place = self.context.places.find(text, above=above)
            kind = draft.clean.get("post")
            if kind and kind not in _posts_at(place):
                raise Trouble("post_kind", "post", place=place.name)
            draft.clean["place"] = place.pk
        except Trouble as trouble:
            draft.problems.append(trouble.on("place"))

    def settle(self, rows: Sequence[Staged]) -> list[Outcome]:
        wanted = {pk for row in rows for found in row.members.values() for pk in found}
        facts = facts_of(wanted, self.context.on) if wanted else {}
        held = _held(wanted, {row.clean["place"] for row in rows if "place" in row.clean})
        return [self._settle(row, facts, held) for row in rows]

    def _settle(self, row: Staged, facts: dict[int, Known], held: list[Held]) -> Outcome:
        if row.problems:
            return self.bad(row, row.problems)
        clean = row.clean
        known = {kind: [facts[pk] for pk in ids] for kind, ids in row.members.items()}
        try:
            person = choose(clean, known, self.context)
            if person is None:
                scope = self.context.places.scope.name
                raise Trouble("person_unknown", "full_name", scope=scope)
            own = self._own(clean, person, held)
            if own is None:
                self._refuse_unfit(clean, person)
                self._refuse_held(clean, person, held)
        except Trouble as trouble:
            return self.bad(row, [trouble.on("post")])
        span = (own.since, own.until) if own else self._span(clean)
        self._remember(row.number, clean, person, span)
        if own is None:
            new = {**clean, "member": person.pk}
            return Outcome(row.number, Action.NEW, {"name": person.full_name, "new": new}, [], None)
        new, old = _changes(clean, own)
        action = Action.CHANGED if new else Action.SAME
        values = {"name": person.full_name, "post": clean["post"], "place": clean["place"]}
        if new:
            values |= {"new": new, "old": old}
        return Outcome(row.number, action, values, [], own.pk)

    def _span(self, clean: dict[str, Any]) -> Span:
        since, until = clean.get("since"), clean.get("until")
        begins = date.fromisoformat(since) if since else self.context.on
        return begins, date.fromisoformat(until) if until else None

    def _own(self, clean: dict[str, Any], person: Known, held: Iterable[Held]) -> Held | None:
        """The post as the register has it already. Trouble when it has it for other days."""
        span = self._span(clean)
        for one in held:
            is_it = (one.member_id, one.place_id, one.kind) == (
                person.pk,
                clean["place"],
                clean["post"],
            )
            if is_it and _overlap(span, (one.since, one.until)):
                if clean.get("since") and one.since != span[0]:
                    raise Trouble("post_held", name=one.holder, day=f"{one.since:%d/%m/%Y}")
                return one
        return None

    def _refuse_held(self, clean: dict[str, Any], person: Known, held: Iterable[Held]) -> None:
        if clean["post"] != PostKind.SECRETARY:
            return
        span = self._span(clean)
        for one in held:
            if (one.place_id, one.kind) == (clean["place"], clean["post"]) and _overlap(
                span, (one.since, one.until)
            ):
                raise Trouble("post_held", name=one.holder, day=f"{one.since:%d/%m/%Y}")

    def _refuse_unfit(self, clean: dict[str, Any], person: Known) -> None:
        """As `appoint_post`: on the roll of the place, and official; but not for what is over."""
        until = clean.get("until")
        if until and date.fromisoformat(until) <= max(self._span(clean)[0], self.context.today):
            return
        place = self.context.places.by_id[clean["place"]]
        is_there = (
            person.cell_id == place.pk
            if place.tier == Tier.CELL
            else person.path.startswith(place.path)
        )
        if not is_there:
            raise Trouble("not_on_roll", "place", name=person.full_name, place=place.name)
        if clean["post"] not in OFFICE_WORK and person.status != StandingStatus.OFFICIAL:
            raise Trouble("not_official", "post", name=person.full_name)

    def _remember(self, number: int, clean: dict[str, Any], person: Known, span: Span) -> None:
        place, kind = clean["place"], clean["post"]
        is_single = kind == PostKind.SECRETARY
        key = (place, kind) if is_single else (place, kind, person.pk)
        self.given[key].append((span, number))

    def doubles(self, batch: ImportBatch) -> dict[int, list[Problem]]:
        found: dict[int, list[Problem]] = {}
        for given in self.given.values():
            numbers = _overlapping(given)
            said = problem("double_post", "post", rows=in_a_row(numbers[:NAMED], len(numbers)))
            found |= {number: [said] for number in numbers}
        return found


def _posts_at(place: Place) -> list[PostKind]:
    if place.tier == Tier.CELL:
        return IN_A_CELL
    return IN_A_BRANCH if place.tier == Tier.BRANCH else IN_A_COMMITTEE


def _held(members: set[int], places: set[int]) -> list[Held]:
    own = Q(member__in=members)
    secretaries = Q(kind=PostKind.SECRETARY, organization__in=places)
    rows = Post.objects.filter(own | secretaries).values_list(
        "pk",
        "member_id",
        "organization_id",
        "kind",
        "valid_from",
        "valid_to",
        "appointment_mode",
        "decision",
        "member__full_name",
    )
    return [Held(*row) for row in rows]


def _changes(clean: dict[str, Any], own: Held) -> tuple[dict[str, Any], dict[str, Any]]:
    stands = {
        "until": f"{own.until:%Y-%m-%d}" if own.until else "",
        "mode": own.mode,
        "decision": own.decision,
    }
    new = {name: clean[name] for name in stands if clean.get(name, stands[name]) != stands[name]}
    return new, {name: stands[name] for name in new}


def _overlap(one: Span, other: Span) -> bool:
    return (one[1] is None or other[0] < one[1]) and (other[1] is None or one[0] < other[1])


def _overlapping(given: list[tuple[Span, int]]) -> list[int]:
    """Rows whose days overlap with those of a neighbour, by their beginning."""
    numbers: set[int] = set()
    ordered = sorted(given, key=lambda one: (one[0][0], one[1]))
    for before, after in pairwise(ordered):
        if _overlap(before[0], after[0]):
            numbers |= {before[1], after[1]}
    return sorted(numbers)
