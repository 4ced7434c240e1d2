"""What a branch of this kind might talk about: `data/branch_hints.json`, with its source."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from branches.models import BranchKind, Organization, OrganizationVersion
from papers.text import fold

from .models import MeetingKind

DATA = Path(__file__).resolve().parent / "data" / "branch_hints.json"
# Congresses and reviews have an order of their own.
HINTED = [MeetingKind.PERIODIC, MeetingKind.COMBINED, MeetingKind.THEMATIC, MeetingKind.CELL]


@dataclass(frozen=True)
class Hint:
    """`number`: its place in the list, by which the page asks for it."""

    number: int
    title: str
    hint: str
    planned_minutes: int
    category: str


@dataclass(frozen=True)
class Hints:
    """The hints of one kind of unit; `label` is the kind in words."""

    label: str
    source: str
    hints: tuple[Hint, ...]

    def numbered(self, number: str) -> Hint | None:
        return next((hint for hint in self.hints if str(hint.number) == number), None)

    def offered(self, titles: list[str]) -> list[tuple[Hint, bool]]:
        """Each with whether the agenda has it already."""
        taken = {fold(title) for title in titles}
        return [(hint, fold(hint.title) in taken) for hint in self.hints]


@cache
def _entered() -> list[dict[str, Any]]:
    """In the order of their days, so that the newest in force is the last that fits."""
    entered: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))
    return sorted(entered, key=lambda row: row["valid_from"])


def branch_kind_on(organization: Organization, on: date) -> str:
    """The kind of unit of the branch (a cell's branch) on that day; empty when none is entered."""
    versions = OrganizationVersion.objects.in_force(on)
    kinds = versions.filter(organization=organization.branch_id).values_list("branch_kind")
    found = kinds.first()
    return found[0] if found else ""


def hints_for(organization: Organization, meeting_kind: str, on: date) -> Hints | None:
    """None where there is nothing to suggest."""
    if meeting_kind not in HINTED or organization.branch_id is None:
        return None
    kind = branch_kind_on(organization, on)
    rows = [
        row
        for row in _entered()
        if row["branch_kind"] == kind and row["valid_from"] <= on.isoformat()
    ]
    if not rows:
        return None
    hints = (Hint(number, **item) for number, item in enumerate(rows[-1]["items"], start=1))
    return Hints(str(BranchKind(kind).label), rows[-1]["source"], tuple(hints))
