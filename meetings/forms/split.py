"""Who goes to which part of a split: one choice for a cell, and one for whoever goes elsewhere.

Nobody can be in two parts, for each person has one choice; that nobody is left out is said here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from branches.models import Organization
from branches.reorganizing.plan import Part
from members.models import Member


@dataclass
class Line:
    """A person, or an organisation below, with the number of its part as chosen ("" for none)."""

    key: str
    name: str
    chosen: str = ""


@dataclass
class Group:
    """A cell with its people, or those in no cell; `choice` is where all of them go who have no
    choice of their own."""

    key: str
    name: str
    is_cell: bool
    chosen: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """A cell goes as a whole, mostly; the others are looked at one by one."""
        return not self.is_cell or any(line.chosen for line in self.lines)


class Assignment:
    """Read off what was posted; `parts` once everything is assigned."""

    def __init__(
        self,
        source: Organization,
        names: list[str],
        members: Iterable[Member],
        posted: Mapping[str, str],
        *,
        goes_on: bool,
    ) -> None:
        own = [(source.name, True)] if goes_on else []
        self.names = own + [(name, False) for name in names]
        self.posted = posted
        self.groups = self._grouped(source, members)

    @property
    def columns(self) -> list[tuple[str, str]]:
        return [(str(number), name) for number, (name, _own) in enumerate(self.names)]

    def _grouped(self, source: Organization, members: Iterable[Member]) -> list[Group]:
        standing = source.children.filter(dissolved_on__isnull=True).order_by("sort_key", "pk")
        groups = {
            child.pk: Group(f"o-{child.public_id}", child.name, is_cell=True) for child in standing
        }
        groups[0] = Group("o-none", _("In no cell") if groups else _("Everybody"), is_cell=False)
        for member in members:
            group = groups.get(member.cell_id or 0, groups[0])
            group.lines.append(Line(f"m-{member.public_id}", member.full_name))
        for group in groups.values():
            group.chosen = self._choice(group.key)
            for line in group.lines:
                line.chosen = self._choice(line.key)
        return [group for group in groups.values() if group.is_cell or group.lines]

    def _choice(self, key: str) -> str:
        chosen = self.posted.get(key, "")
        return chosen if chosen in {number for number, _name in self.columns} else ""

    @property
    def missing(self) -> list[str]:
        """Names of those who have no part yet."""
        names = []
        for group in self.groups:
            if group.is_cell and not group.chosen:
                names.append(group.name)
            names += [line.name for line in group.lines if not (line.chosen or group.chosen)]
        return names

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(
            Part(
                name="" if own else name,
                goes_on=own,
                members=frozenset(self._members(str(number))),
                children=frozenset(self._children(str(number))),
            )
            for number, (name, own) in enumerate(self.names)
        )

    def _members(self, number: str) -> list[UUID]:
        return [
            UUID(line.key.removeprefix("m-"))
            for group in self.groups
            for line in group.lines
            if (line.chosen or group.chosen) == number
        ]

    def _children(self, number: str) -> list[UUID]:
        return [
            UUID(group.key.removeprefix("o-"))
            for group in self.groups
            if group.is_cell and group.chosen == number
        ]
