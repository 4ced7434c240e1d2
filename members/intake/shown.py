"""Rows of the preview as people read them: labels, names instead of ids, reasons in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from branches.models import BranchKind, Organization, OrganizationKind
from members.models import ImportBatch, ImportRow, Member, Post, PostKind, StandingStatus

from .columns import labels_of
from .problems import in_words

Action = ImportRow.Action
PLACES = ("home", "cell", "place", "parent")
DAYS = ("birth_date", "admitted_on", "established_on", "since", "until")
CHOICES: dict[str, Mapping[str, Any]] = {
    "sex": dict(Member.Sex.choices),
    "status": dict(StandingStatus.choices),
    "branch_kind": dict(BranchKind.choices),
    "post": dict(PostKind.choices),
    "mode": dict(Post.AppointmentMode.choices),
}
TITLES = ("full_name", "name", "given_name")


@dataclass(frozen=True)
class Cell:
    """`old` None: nothing stood there to be replaced."""

    label: str
    new: str
    old: str | None = None


@dataclass(frozen=True)
class ShownRow:
    number: int
    action: int
    title: str
    cells: list[Cell] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def shown(batch: ImportBatch, rows: Iterable[ImportRow]) -> list[ShownRow]:
    """A page of rows; two queries, however many rows."""
    rows = list(rows)
    words = _Words(batch, rows)
    return [words.row(row) for row in rows]


class _Words:
    def __init__(self, batch: ImportBatch, rows: Sequence[ImportRow]) -> None:
        self.labels = labels_of(batch.kind)
        self.is_posts = batch.kind == ImportBatch.Kind.POSTS
        values = [one for row in rows for one in _parts(row)]
        places = {one[name] for one in values for name in PLACES if isinstance(one.get(name), int)}
        kinds = {one["kind"] for one in values if isinstance(one.get("kind"), int)}
        self.places = _names(Organization, places)
        self.kinds = _names(OrganizationKind, kinds)

    def row(self, row: ImportRow) -> ShownRow:
        values = row.values
        if row.action == Action.BAD:
            texts = values.get("shown", {})
            title = next((texts[name] for name in TITLES if texts.get(name)), "")
            cells = [Cell(str(self.labels[n]), t) for n, t in texts.items() if n not in TITLES]
            reasons = [in_words(said, self.labels) for said in row.problems]
            return ShownRow(row.number, row.action, title, cells, reasons)
        new, old = values.get("new", {}), values.get("old")
        title = str(values.get("name") or new.get("full_name") or new.get("name") or "")
        if "seal" in new:
            new = {**new, "identity_number": f"•••{new['seal']['identity_tail']}"}
        skipped = () if old is not None else TITLES
        cells = [
            Cell(
                str(self.labels[name]),
                self._said(name, value),
                None if old is None else self._said(name, old.get(name)),
            )
            for name, value in new.items()
            if name in self.labels and name not in skipped
        ]
        return ShownRow(row.number, row.action, title, cells)

    def _said(self, name: str, value: Any) -> str:
        if value in (None, ""):
            return "–"
        if name in PLACES and isinstance(value, int):
            return self.places.get(value, "?")
        if name == "kind" and isinstance(value, int):
            return self.kinds.get(value, "?")
        if name in DAYS:
            return f"{date.fromisoformat(value):%d/%m/%Y}"
        return str(CHOICES.get(name, {}).get(value, value))


def _parts(row: ImportRow) -> list[dict[str, Any]]:
    return [row.values.get("new", {}), row.values.get("old", {}), row.values]


def _names(model: Any, ids: set[int]) -> dict[int, str]:
    return dict(model.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
