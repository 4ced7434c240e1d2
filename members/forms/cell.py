"""Forms of cells: a new one, who leads it, who is in which."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from members.models import Member, Post

from .days import DayField

NO_CELL = "none"


class CellForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        error_messages={"required": _("Name the cell, for example Tổ đảng số 1.")},
    )
    on = DayField(label=_("From"))


class CellLeadForm(forms.Form):
    """`people`: those in the cell."""

    leader = forms.ModelChoiceField(
        Member.objects.none(),
        label=_("Cell leader"),
        to_field_name="public_id",
        error_messages={"required": _("Choose who leads the cell.")},
    )
    deputy = forms.ModelChoiceField(
        Member.objects.none(),
        label=_("Deputy cell leader"),
        to_field_name="public_id",
        required=False,
        empty_label=_("None"),
    )
    on = DayField(label=_("Since"))
    mode = forms.ChoiceField(
        label=_("How"), choices=Post.AppointmentMode.choices, widget=forms.RadioSelect
    )
    decision = forms.CharField(label=_("By which decision"), max_length=200, required=False)

    def __init__(self, data: Any, *, people: Any, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial={"mode": Post.AppointmentMode.ELECTED, **initial})
        for name in ("leader", "deputy"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]  # a model choice field


class AssignDayForm(forms.Form):
    on = DayField(label=_("In effect from"))


@dataclass
class Line:
    """A member; `chosen` empty: where the group goes."""

    key: str
    member: Member
    chosen: str = ""


@dataclass
class Group:
    """A cell of today with its people, or those in none; `chosen` is where all of them go who have
    no choice of their own."""

    key: str
    name: str
    cell: Organization | None
    chosen: str
    lines: list[Line] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Those in no cell are looked at one by one; a cell mostly stays as it is."""
        return self.cell is None or any(line.chosen for line in self.lines)


class CellAssignment:
    """Who goes to which cell, read off what was posted. Nobody can be in two, for each person has
    one choice; nobody is moved who was not chosen, for a group stays where it is."""

    def __init__(
        self,
        cells: Sequence[Organization],
        members: Iterable[Member],
        posted: Mapping[str, str],
    ) -> None:
        self.cells = {str(cell.public_id): cell for cell in cells}
        self.names = {str(cell.public_id): short_name(cell) for cell in cells}
        self.posted = posted
        groups = {cell.pk: self._group(key, cell) for key, cell in self.cells.items()}
        none = self._group(NO_CELL, None)
        for member in members:
            line = Line(f"m-{member.public_id}", member)
            line.chosen = self._choice(line.key)
            groups.get(member.cell_id or 0, none).lines.append(line)
        # Those in no cell first: they are who the page is mostly opened for.
        self.groups = [group for group in (none, *groups.values()) if group.lines]

    def _group(self, key: str, cell: Organization | None) -> Group:
        name = self.names[key] if cell else gettext("In no cell")
        return Group(f"g-{key}", name, cell, self._choice(f"g-{key}") or key)

    def _choice(self, key: str) -> str:
        chosen = self.posted.get(key, "")
        return chosen if chosen in self.cells or chosen == NO_CELL else ""

    @property
    def columns(self) -> list[tuple[str, str]]:
        return [*self.names.items(), (NO_CELL, gettext("No cell"))]

    def share_out(self) -> None:
        """Those in no cell go one by one to the cell that has the fewest."""
        sizes = dict.fromkeys(self.cells, 0)
        for group in self.groups:
            for line in group.lines:
                key = line.chosen or group.chosen
                if key in sizes:
                    sizes[key] += 1
        for group in self.groups:
            for line in group.lines:
                if (line.chosen or group.chosen) == NO_CELL and group.cell is None and sizes:
                    line.chosen = min(sizes, key=lambda key: sizes[key])
                    sizes[line.chosen] += 1

    @property
    def result(self) -> dict[Member, Organization | None]:
        """{member: the cell}, of those who go elsewhere than they are."""
        return {
            line.member: self.cells.get(line.chosen or group.chosen)
            for group in self.groups
            for line in group.lines
            if self.cells.get(line.chosen or group.chosen) != group.cell
        }


def short_name(cell: Organization) -> str:
    """Beside the others of its branch a cell needs not say whose it is."""
    return cell.name.removesuffix(f", {cell.parent}") if cell.parent else cell.name


def next_name(cells: Sequence[Organization]) -> str:
    """What most branches call the next one."""
    taken = {cell.name for cell in cells}
    number = len(cells) + 1
    while (name := f"Tổ đảng số {number}") in taken:
        number += 1
    return name


def lead_initial(posts: Iterable[Post], today: date) -> dict[str, Any]:
    """Who leads it today stands in the form already."""
    held = {post.kind: post.member.public_id for post in posts}
    return {"leader": held.get("cell_leader"), "deputy": held.get("cell_deputy"), "on": today}
