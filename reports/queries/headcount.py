"""Members by standing at some organisations: today by the columns of today, on another day by the
dated facts. Residence links (213) are homes of nobody, so they are in no count."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date
from operator import add, sub
from typing import Any, Protocol

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q, QuerySet

from branches.models import Organization, OrganizationVersion
from branches.models.dated import in_force
from members.models import Affiliation, Member, StandingStatus

Kind, Status = Affiliation.Kind, StandingStatus
# A city has 18,000 branches: official, probationary, exempt, suspended.
Numbers = tuple[int, int, int, int]
NOBODY: Numbers = (0, 0, 0, 0)


@dataclass(frozen=True)
class People:
    """Exempt and suspended are among the members, on top of membership."""

    official: int = 0
    probationary: int = 0
    exempt: int = 0
    suspended: int = 0

    @property
    def total(self) -> int:
        return self.official + self.probationary

    def __add__(self, other: "People") -> "People":
        return People(*map(add, astuple(self), astuple(other)))

    def __sub__(self, other: "People") -> "People":
        return People(*map(sub, astuple(self), astuple(other)))


def together(numbers: Iterable[Numbers]) -> People:
    return People(*(sum(column) for column in zip(*numbers, strict=True)))


class Headcount(Protocol):
    def at_home(self) -> dict[int, Numbers]:
        """{branch: its members}, of all branches at or below what is counted."""

    def in_cells(self, cells: list[int]) -> dict[int, Numbers]: ...

    def in_no_cell(self, branch: int) -> People:
        """Those at home in the branch who are in none of its cells."""


class Today:
    """By the columns of today and the paths of today; the parts are held against these."""

    def __init__(self, tops: list[OrganizationVersion]) -> None:
        self.here = Organization.objects.under([top.organization.path for top in tops])

    def at_home(self) -> dict[int, Numbers]:
        return self._counted(Member.objects.filter(home__in=self.here.values("pk")), "home_id")

    def in_cells(self, cells: list[int]) -> dict[int, Numbers]:
        return self._counted(Member.objects.filter(cell__in=cells), "cell_id")

    def in_no_cell(self, branch: int) -> People:
        alone = Member.objects.filter(home=branch, cell__isnull=True)
        return together(self._counted(alone, "home_id").values())

    def _counted(self, members: QuerySet[Member], by: str) -> dict[int, Numbers]:
        rows = (
            members.order_by()
            .values_list(by)
            .annotate(
                official=Count("pk", filter=Q(is_official=True)),
                probationary=Count("pk", filter=Q(is_official=False)),
                exempt=Count("pk", filter=Q(is_exempt=True)),
                suspended=Count("pk", filter=Q(is_suspended=True)),
            )
        )
        return {pk: numbers for pk, *numbers in rows}  # type: ignore[misc]  # four


class Then:
    """By the affiliations and standings in force on the day."""

    def __init__(self, organizations: Iterable[int], day: date) -> None:
        self.organizations, self.day = list(organizations), day

    def at_home(self) -> dict[int, Numbers]:
        return self._counted(kind=Kind.HOME, organization__in=self.organizations)

    def in_cells(self, cells: list[int]) -> dict[int, Numbers]:
        return self._counted(kind=Kind.CELL, organization__in=cells)

    def in_no_cell(self, branch: int) -> People:
        cells = Affiliation.objects.in_force(self.day).filter(
            member=OuterRef("member"), kind=Kind.CELL
        )
        alone = self._counted(~Exists(cells), kind=Kind.HOME, organization=branch)
        return together(alone.values())

    def _counted(self, *conditions: Any, **where: Any) -> dict[int, Numbers]:
        """Who has no standing entered for the day counts as probationary, as in the columns."""
        standing = FilteredRelation(
            "member__standings", condition=in_force(self.day, "member__standings__")
        )
        rows = (
            Affiliation.objects.in_force(self.day)
            .filter(*conditions, **where)
            .annotate(standing=standing)
            .order_by()
            .values_list("organization_id", "standing__status")
            .annotate(Count("pk"))
        )
        found: dict[int, dict[str | None, int]] = {}
        for pk, status, count in rows:
            found.setdefault(pk, {})[status] = count
        return {pk: _numbers(counts) for pk, counts in found.items()}


def _numbers(counts: dict[str | None, int]) -> Numbers:
    return (
        counts.get(Status.OFFICIAL, 0),
        counts.get(Status.PROBATIONARY, 0) + counts.get(None, 0),
        counts.get(Status.EXEMPT, 0),
        counts.get(Status.SUSPENDED, 0),
    )
