"""The page of a committee's month: its figures in one aggregate, its rows, whom to remind."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from operator import add, attrgetter
from typing import Self

from django.db.models import (
    Case,
    Count,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable, OrderBy
from django.db.models.functions import Coalesce, NullIf

from branches.models import Organization, Tier
from meetings.models import Task
from members.access import SCOPE_KEYS
from members.models import Announcement, Occasion
from papers.text import fold

from .months import Annotated, MonthState, branches_of_month

# Whom the rows may be narrowed to: a state, or one of these.
BEHIND = "behind"
NO_THEMATIC = "no_thematic"
OVERDUE = "overdue"


@dataclass(frozen=True)
class Figures:
    """Counts of branches by state, of attendance and of tasks; rates are computed, never stored."""

    branches: int = 0
    not_planned: int = 0
    planned: int = 0
    called: int = 0
    met: int = 0
    filed: int = 0
    thematic: int = 0
    base: int = 0
    present: int = 0
    open_tasks: int = 0
    overdue_tasks: int = 0

    def __add__(self, other: Self) -> "Figures":
        return Figures(*map(add, COUNTS(self), COUNTS(other)))

    @property
    def have_met(self) -> int:
        return self.met + self.filed

    @property
    def progress(self) -> tuple[float, float]:
        """For sorting: the share that has met, and among equals the share that has planned."""
        planned = self.branches - self.not_planned
        return _share(self.have_met, self.branches), _share(planned, self.branches)

    @property
    def segments(self) -> list[tuple[str, int, int]]:
        """(state, start, length) of each state on a bar as long as there are branches."""
        found, start = [], 0
        for state in MonthState.values:
            length = getattr(self, state)
            found.append((state, start, length))
            start += length
        return found

    @property
    def attendance_percent(self) -> float | None:
        """Present in the base among the base; None when nobody was to come."""
        return 100 * self.present / self.base if self.base else None


COUNTS = attrgetter(*(field.name for field in fields(Figures)))


@dataclass(frozen=True)
class Child:
    """An organisation directly below the committee, with what its branches add up to."""

    organization: Organization
    figures: Figures


def in_scope_of(organization: Organization) -> Q:
    """Rows with scope keys at or below the organisation. The reader's own right there was asked by
    the view; `Access.within` is the form with rights."""
    key = SCOPE_KEYS.get(Tier(organization.kind.tier))
    if key:
        return Q(**{key: organization.pk})
    return Q(organization__path__startswith=organization.path)


def _child_of(committee: Organization) -> Combinable:
    """The id of the organisation directly below the committee, by the scope keys a row carries."""
    tier = committee.kind.tier
    keys = [key for key_tier, key in SCOPE_KEYS.items() if key_tier > tier]
    return Coalesce(*(f"{key}_id" for key in keys)) if len(keys) > 1 else F("branch_id")


def figures_by_child(committee: Organization, month: date, *, today: date) -> dict[int, Figures]:
    """{id of the organisation directly below: figures of all branches at or below it}; below a
    grassroots body these are the branches themselves."""
    rows = (
        branches_of_month(committee, month)
        .annotate(child=_child_of(committee))
        .order_by()
        .values_list("child", "state")
        .annotate(
            branches=Count("pk"),
            thematic=Count("pk", filter=Q(has_thematic=True)),
            base=Sum("month_base"),
            present=Sum("month_present"),
        )
    )
    found: dict[int, Figures] = defaultdict(Figures)
    for child, state, branches, thematic, base, present in rows:
        found[child] += Figures(
            branches=branches, thematic=thematic, base=base, present=present, **{state: branches}
        )
    for child, still_open, overdue in _tasks_by_child(committee, today):
        if child in found:
            found[child] += Figures(open_tasks=still_open, overdue_tasks=overdue)
    return dict(found)


def _tasks_by_child(committee: Organization, today: date) -> Iterable[tuple[int, int, int]]:
    """(child id, still open, of these overdue), asked live through a partial index."""
    return (
        Task.objects.filter(in_scope_of(committee))
        .still_open()
        .annotate(child=_child_of(committee))
        .order_by()
        .values_list("child")
        .annotate(still_open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today)))
    )


def total(figures: Iterable[Figures]) -> Figures:
    return sum(figures, Figures())


def children_of(figures: dict[int, Figures], *, sort: str) -> list[Child]:
    """The organisations directly below that have figures, in the order asked."""
    below = Organization.objects.filter(pk__in=list(figures)).select_related("kind")
    children = [
        Child(organization, figures[organization.pk])
        for organization in below.order_by("kind__tier", "sort_key", "pk")
    ]
    if sort == "state":
        children.sort(key=lambda child: child.figures.progress)
    elif sort == "attendance":
        children.sort(key=lambda child: _share(child.figures.present, child.figures.base))
    elif sort == "overdue":
        children.sort(key=lambda child: -child.figures.overdue_tasks)
    return children


def _share(part: int, whole: int) -> float:
    """For sorting the weakest first; what has no base comes last."""
    return part / whole if whole else 2.0


def branch_rows(
    committee: Organization,
    branches: Annotated,
    *,
    group: str,
    words: str,
    sort: str,
    today: date,
) -> Annotated:
    """The committee's `branches_of_month` with `overdue_tasks`, `attendance_percent` and parent,
    narrowed and sorted."""
    overdue = (
        Task.objects.filter(branch=OuterRef("pk"))
        .overdue(today)
        .order_by()
        .values("branch")
        .annotate(count=Count("pk"))
        .values("count")
    )
    rows = branches.filter(_named(words)).select_related("parent")
    rows = rows.annotate(
        overdue_tasks=Coalesce(Subquery(overdue), 0),
        attendance_percent=F("month_present") * 100.0 / NullIf("month_base", 0),
    )
    if group in MonthState.values:
        rows = rows.filter(state=group)
    elif group == NO_THEMATIC:
        rows = rows.filter(has_thematic=False)
    elif group == OVERDUE:
        late = Task.objects.filter(in_scope_of(committee)).overdue(today)
        rows = rows.filter(pk__in=late.values("branch"))
    return rows.order_by(*_order(sort), "sort_key", "pk")


def _named(words: str) -> Q:
    """Branches in whose name, or their parent's, each word occurs, with or without accents."""
    condition = Q()
    for word in fold(words).split():
        condition &= Q(search_key__contains=word) | Q(parent__search_key__contains=word)
    return condition


def _order(sort: str) -> list[Combinable | OrderBy]:
    if sort == "state":
        rank = [When(state=state, then=Value(n)) for n, state in enumerate(MonthState)]
        return [Case(*rank)]
    if sort == "attendance":
        return [F("attendance_percent").asc(nulls_last=True)]
    if sort == "overdue":
        return [F("overdue_tasks").desc()]
    return []


@dataclass(frozen=True)
class Reminder:
    """Branches that are behind, and how many of them this committee has reminded today."""

    due: Annotated
    due_count: int
    told_count: int

    @property
    def behind_count(self) -> int:
        return self.due_count + self.told_count


def reminder_of(
    committee: Organization, branches: Annotated, month: date, *, today: date
) -> Reminder:
    """Of branches that are behind with the month: those a reminder may still go to today."""
    # Twin of the key that `meetings.services.notice.remind_branches` gives to its announcements.
    told = Announcement.objects.filter(
        key__startswith=f"{Occasion.COMMITTEE_REMINDER}:{committee.pk}:",
        key__endswith=f":{month}:{today}",
    )
    is_told = Q(pk__in=list(told.values_list("organization_id", flat=True)))
    counts = branches.aggregate(due=Count("pk", filter=~is_told), told=Count("pk", filter=is_told))
    return Reminder(branches.exclude(is_told), counts["due"], counts["told"])
