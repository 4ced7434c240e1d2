"""Members by standing at some organisations: today by the columns of today, on another day by the
dated facts. Residence links (213) are homes of nobody, so they are in no count."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import date
from operator import add, sub
from typing import Protocol

from django.db import connection
from django.db.models import Count, Q, QuerySet

from branches.models import Organization, OrganizationVersion
from members.models import Affiliation, Member, StandingStatus

# By hand, because the ORM goes from one dated fact to the other through the member's row.
BY_STANDING = """
    SELECT here.organization_id, standing.status, count(*)
    FROM members_affiliation AS here
    LEFT JOIN members_standing AS standing ON standing.member_id = here.member_id
        AND standing.valid_from <= %(on)s
        AND (standing.valid_to IS NULL OR standing.valid_to > %(on)s)
    WHERE here.kind = %(kind)s AND here.organization_id = ANY(%(at)s::int[])
        AND here.valid_from <= %(on)s AND (here.valid_to IS NULL OR here.valid_to > %(on)s)
        AND NOT (%(alone)s AND EXISTS (
            SELECT FROM members_affiliation AS cell
            WHERE cell.member_id = here.member_id AND cell.kind = 'cell'
                AND cell.valid_from <= %(on)s AND (cell.valid_to IS NULL OR cell.valid_to > %(on)s)
        ))
    GROUP BY here.organization_id, standing.status
"""

Kind, Status = Affiliation.Kind, StandingStatus
COLUMNS = [Status.OFFICIAL, Status.PROBATIONARY, Status.EXEMPT, Status.SUSPENDED]
# Who has no standing entered for the day counts as probationary, as in the columns of today.
COLUMN_OF: dict[str | None, int] = {
    **{status: number for number, status in enumerate(COLUMNS)},
    None: COLUMNS.index(Status.PROBATIONARY),
}
# {group: numbers in the order of COLUMNS}.
Counted = dict[int | None, list[int]]


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


def together(counted: Counted) -> People:
    return People(*map(sum, zip(*counted.values(), strict=True)))


class Headcount(Protocol):
    """Both count as the database sends the rows: lists of 18,000 cost more than the counting."""

    def at_home(self, group_of: Mapping[int, int]) -> Counted:
        """{group: members of its branches}; under None what belongs to no group, where the count
        reaches further than the groups do."""

    def in_cells(self, cells: list[int]) -> Counted: ...

    def in_no_cell(self, branch: int) -> People:
        """Those at home in the branch who are in none of its cells."""


class Today:
    """By the columns of today and the paths of today; the parts are held against these."""

    def __init__(self, tops: list[OrganizationVersion]) -> None:
        self.here = Organization.objects.under([top.organization.path for top in tops])

    def at_home(self, group_of: Mapping[int, int]) -> Counted:
        members = Member.objects.filter(home__in=self.here.values("pk"))
        return self._counted(members, "home_id", group_of)

    def in_cells(self, cells: list[int]) -> Counted:
        members = Member.objects.filter(cell__in=cells)
        return self._counted(members, "cell_id", dict(zip(cells, cells, strict=True)))

    def in_no_cell(self, branch: int) -> People:
        members = Member.objects.filter(home=branch, cell__isnull=True)
        return together(self._counted(members, "home_id", {}))

    def _counted(self, members: QuerySet[Member], by: str, group_of: Mapping[int, int]) -> Counted:
        """Counting `by` and not ids is what the index `member_home_standing` answers alone."""
        rows = (
            members.order_by()
            .values_list(by)
            .annotate(
                official=Count(by, filter=Q(is_official=True)),
                probationary=Count(by, filter=Q(is_official=False)),
                exempt=Count(by, filter=Q(is_exempt=True)),
                suspended=Count(by, filter=Q(is_suspended=True)),
            )
        )
        found: Counted = {}
        for pk, *numbers in rows.iterator():
            sums = found.setdefault(group_of.get(pk), [0] * len(numbers))
            for position, number in enumerate(numbers):
                sums[position] += number
        return found


class Then:
    """By the affiliations and standings in force on the day."""

    def __init__(self, organizations: Iterable[int], day: date) -> None:
        self.organizations, self.day = list(organizations), day

    def at_home(self, group_of: Mapping[int, int]) -> Counted:
        return self._counted(Kind.HOME, self.organizations, group_of)

    def in_cells(self, cells: list[int]) -> Counted:
        return self._counted(Kind.CELL, cells, dict(zip(cells, cells, strict=True)))

    def in_no_cell(self, branch: int) -> People:
        return together(self._counted(Kind.HOME, [branch], {}, alone=True))

    def _counted(
        self, kind: str, at: list[int], group_of: Mapping[int, int], *, alone: bool = False
    ) -> Counted:
        # As one literal: an array of 18,000 expressions takes longer to plan than to answer.
        places = "{" + ",".join(map(str, at)) + "}"
        found: Counted = {}
        with connection.cursor() as cursor:
            cursor.execute(
                BY_STANDING, {"kind": kind, "at": places, "on": self.day, "alone": alone}
            )
            for pk, status, count in cursor:
                found.setdefault(group_of.get(pk), [0] * len(COLUMNS))[COLUMN_OF[status]] += count
        return found
