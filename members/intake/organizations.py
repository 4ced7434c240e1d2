"""Rows of organisations: read, then placed in the tree, below each other if need be."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from branches.models import BranchKind, Organization, OrganizationKind
from branches.models.dated import in_force
from members.models import ImportBatch, ImportRow
from papers.text import fold

from . import cells as read
from .dates import read_day
from .drafts import Context, Draft
from .places import Place
from .problems import Problem, Trouble, problem
from .rosters import Outcome, Roster
from .staging import NAMED, Staged, in_a_row
from .words import read_choice

Action = ImportRow.Action
CODE_LENGTH, PLACE_LENGTH = 20, 60


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file that others may stand below."""

    number: int
    tier: int


class OrganizationRoster(Roster):
    names_people = finds_doubles = False
    limit = 50_000

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        kinds = OrganizationKind.objects.filter(in_force(context.on)).order_by("tier", "pk")
        self.kinds = {kind.pk: kind for kind in kinds}
        self.by_word = _words(self.kinds.values())
        self.lines: dict[str, list[Line]] = defaultdict(list)
        self.codes: dict[str, list[int]] = defaultdict(list)
        self.spots: dict[tuple[object, ...], list[int]] = defaultdict(list)

    def read(self, draft: Draft) -> None:
        name = draft.keep("name", lambda cell: read.within(read.as_text(cell), 200))
        if not name and not draft.problems:
            draft.refuse("required", "name")
        code = draft.keep("code", lambda cell: read.within(read.as_text(cell), CODE_LENGTH))
        draft.keep("kind", self._kind)
        draft.keep("parent", lambda cell: read.within(read.as_text(cell), 200))
        draft.keep(
            "established_on",
            lambda cell: read_day(cell, latest=self.context.latest, is_rough=True),
        )
        units = dict(BranchKind.choices)
        draft.keep(
            "branch_kind", lambda cell: read_choice("branch_kind", read.as_text(cell), units)
        )
        draft.keep("place", lambda cell: read.within(read.as_text(cell), PLACE_LENGTH))
        draft.keep("decision", lambda cell: read.within(read.as_text(cell), 200))
        self._remember(draft.number, name, code, draft.clean.get("kind"))

    def _kind(self, cell: object) -> int:
        text = read.as_text(cell)
        if not text:
            raise Trouble("required")
        kind = self.by_word.get(fold(text))
        if kind is None:
            choices = ", ".join(one.name for one in self.kinds.values())
            raise Trouble("choice", text=text[:40], choices=choices)
        return kind

    def _remember(self, number: int, name: str | None, code: str | None, kind: int | None) -> None:
        if not kind:
            return
        line = Line(number, self.kinds[kind].tier)
        for word in {fold(one) for one in (name, code) if one}:
            self.lines[word].append(line)
        if code:
            self.codes[fold(code)].append(number)

    def settle(self, rows: Sequence[Staged]) -> list[Outcome]:
        codes = [row.clean["code"] for row in rows if row.clean.get("code")]
        found = Organization.objects.filter(code__in=codes).values_list("code", "pk")
        taken = {code: pk for code, pk in found if code}
        outcomes = [self._settle(row, taken) for row in rows]
        return self._with_changes(outcomes, {row.number: row for row in rows})

    def _settle(self, row: Staged, taken: dict[str, int]) -> Outcome:
        if row.problems:
            return self.bad(row, row.problems)
        clean = row.clean
        try:
            parent, parent_row = self._parent(clean)
            existing = self._existing(clean, parent, taken)
            if existing is None:
                self._refuse_kind(clean, parent)
        except Trouble as trouble:
            return self.bad(row, [trouble.on("")])
        spot = (parent.pk if parent else -parent_row, fold(clean["name"]))
        self.spots[spot].append(row.number)
        if existing:
            problems = self._differences(clean, existing, parent)
            if problems:
                return self.bad(row, problems)
            return Outcome(row.number, Action.SAME, {"name": existing.name}, [], existing.pk)
        new = {**clean, "parent": parent.pk if parent else clean["parent"]}
        values = {"new": new, "tier": self.kinds[clean["kind"]].tier, "parent_row": parent_row}
        return Outcome(row.number, Action.NEW, values, [], None)

    def _parent(self, clean: dict[str, Any]) -> tuple[Place | None, int]:
        """The organisation above: of the tree, or the row of this file that brings it."""
        places, text = self.context.places, clean.get("parent", "")
        if not text:
            return places.by_id[self.context.batch.organization_id], 0
        tier = self.kinds[clean["kind"]].tier
        try:
            return places.find(text, tiers=frozenset(range(1, tier))), 0
        except Trouble as trouble:
            trouble.field = "parent"
            above = [line for line in self.lines[fold(text)] if line.tier < tier]
            if trouble.code != "place_unknown" or not above:
                raise
            if len(above) > 1:
                raise Trouble(
                    "place_several",
                    "parent",
                    text=text,
                    count=len(above),
                    scope=self.context.batch.name,
                ) from None
            return None, above[0].number

    def _existing(
        self, clean: dict[str, Any], parent: Place | None, taken: dict[str, int]
    ) -> Place | None:
        places, code = self.context.places, clean.get("code", "")
        if code in taken:
            place = places.by_id.get(taken[code])
            if place is None:
                raise Trouble("code_taken", "code")
            return place
        if parent is None:
            return None
        same = [
            place
            for place in places.by_name.get(fold(clean["name"]), [])
            if place.parent_id == parent.pk
            and place.stands_on(self.context.on)
            and read.alike(place.name, clean["name"])
        ]
        if same and code and same[0].code:
            raise Trouble("reorganize", "code", old=same[0].code)
        return same[0] if same else None

    def _refuse_kind(self, clean: dict[str, Any], parent: Place | None) -> None:
        kind = self.kinds[clean["kind"]]
        if parent and parent.tier >= kind.tier:
            raise Trouble("kind_above", "kind", kind=kind.name, parent=parent.name)

    def _differences(
        self, clean: dict[str, Any], existing: Place, parent: Place | None
    ) -> list[Problem]:
        """What only a reorganisation may change."""
        problems = []
        if not read.alike(clean["name"], existing.name):
            problems.append(problem("reorganize", "name", old=existing.name))
        if clean["kind"] != existing.kind_id:
            kind = self.kinds.get(existing.kind_id)
            problems.append(problem("reorganize", "kind", old=kind.name if kind else ""))
        is_given = bool(clean.get("parent"))
        if is_given and (parent is None or parent.pk != existing.parent_id):
            above = self.context.places.by_id.get(existing.parent_id or 0)
            problems.append(problem("reorganize", "parent", old=above.name if above else ""))
        day = clean.get("established_on")
        if day and date.fromisoformat(day) != existing.established_on:
            shown = f"{existing.established_on:%d/%m/%Y}"
            problems.append(problem("established", "established_on", day=shown))
        return problems

    def _with_changes(self, outcomes: list[Outcome], rows: dict[int, Staged]) -> list[Outcome]:
        """What the register lacks is filled in: code, kind of unit, place on papers."""
        ids = [one.subject_id for one in outcomes if one.subject_id]
        columns = ("code", "branch_kind", "place")
        known = {
            pk: dict(zip(columns, rest, strict=True))
            for pk, *rest in Organization.objects.filter(pk__in=ids).values_list("pk", *columns)
        }
        return [
            self._with_change(one, rows[one.number], known[one.subject_id])
            if one.subject_id
            else one
            for one in outcomes
        ]

    def _with_change(self, one: Outcome, row: Staged, known: dict[str, Any]) -> Outcome:
        new = {
            name: row.clean[name]
            for name in known
            if row.clean.get(name) and row.clean[name] != known[name]
        }
        old = {name: known[name] or "" for name in new}
        if not new:
            return one
        if "branch_kind" in new and old["branch_kind"]:
            label = str(BranchKind(old["branch_kind"]).label)
            return self.bad(row, [problem("reorganize", "branch_kind", old=label)])
        values = {**one.values, "new": new, "old": old}
        return one._replace(action=Action.CHANGED, values=values)

    def doubles(self, batch: ImportBatch) -> dict[int, list[Problem]]:
        found: dict[int, list[Problem]] = defaultdict(list)
        several = [("double_code", "code", numbers) for numbers in self.codes.values()]
        several += [("double_place", "name", numbers) for numbers in self.spots.values()]
        for code, field, numbers in several:
            if len(numbers) > 1:
                said = problem(code, field, rows=in_a_row(numbers[:NAMED], len(numbers)))
                for number in numbers:
                    found[number].append(said)
        return found


def _words(kinds: Any) -> dict[str, int]:
    """A kind by its name, its code, and its name without what the rules add to it."""
    found: dict[str, int] = {}
    for kind in kinds:
        for word in (kind.name, kind.name_en, kind.code):
            found.setdefault(fold(word), kind.pk)
    return found
