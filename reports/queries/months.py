"""How far the branches of a committee are with a month: a state and figures for each branch.

The figures are those of `BranchMonth`; a branch without such a row has planned nothing.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from meetings.models import BranchMonth, Meeting
from meetings.models.meeting import COUNTS_AS_PERIODIC, COUNTS_AS_THEMATIC, MeetingState

MONTHS_IN_QUARTER = 3
# Rows with the columns that the function's docstring names, which no type can say.
Annotated = QuerySet[Any]
FIGURES = (
    "planned",
    "called",
    "held",
    "filed",
    "periodic_held",
    "thematic_held",
    "base",
    "present",
)


class MonthState(TextChoices):
    """How far a branch is with the meeting of a month; each branch is in exactly one."""

    NOT_PLANNED = "not_planned", _("Not planned")
    PLANNED = "planned", _("Planned, not called")
    CALLED = "called", _("Called")
    MET = "met", _("Minutes not filed")
    FILED = "filed", _("Minutes filed")


def month_of(day: date) -> date:
    return day.replace(day=1)


def month_before(month: date) -> date:
    return month_of(month - timedelta(days=1))


def month_after(month: date) -> date:
    return month_of(month + timedelta(days=31))


def quarter_of(month: date) -> list[date]:
    """The three months of the quarter in which the day or month lies."""
    first = date(month.year, month.month - (month.month - 1) % MONTHS_IN_QUARTER, 1)
    second = month_after(first)
    return [first, second, month_after(second)]


def branches_standing(committee: Organization, month: date) -> QuerySet[Organization]:
    """Branches at or below the committee today that existed on some day of the month."""
    return standing_in(Organization.objects.under([committee.path]).branches(), month)


def standing_in(branches: QuerySet[Organization], month: date) -> QuerySet[Organization]:
    return branches.filter(
        Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=month),
        established_on__lt=month_after(month),
    )


def branches_of_month(committee: Organization, month: date) -> Annotated:
    return with_month(branches_standing(committee, month), month)


def with_month(branches: QuerySet[Organization], month: date) -> Annotated:
    """The branches with `state`, the figures of the month (`month_held`…) and `has_thematic`:
    whether one of the quarter's thematic meetings so far took place."""
    row = FilteredRelation("months", condition=Q(months__month=month))
    figures = {
        f"month_{name}": Coalesce(F(f"row__{name}"), 0, output_field=IntegerField())
        for name in FIGURES
    }
    thematic = BranchMonth.objects.filter(
        branch=OuterRef("pk"),
        month__in=[each for each in quarter_of(month) if each <= month],
        thematic_held__gt=0,
    )
    return (
        branches.annotate(row=row)
        .annotate(**figures, has_thematic=Exists(thematic))
        .annotate(state=_state("month_"))
    )


def _state(prefix: str) -> Case:
    """A month is met by a periodic meeting (a combined one is also periodic), and filed when the
    minutes of all its meetings are approved. What is called or planned but not held comes next."""
    called, held = F(f"{prefix}called"), F(f"{prefix}held")
    has_met = Q(**{f"{prefix}periodic_held__gt": 0})
    return Case(
        When(has_met & Q(**{f"{prefix}filed__gte": held}), then=Value("filed")),
        When(has_met, then=Value("met")),
        When(Q(**{f"{prefix}called__gt": held}), then=Value("called")),
        When(Q(**{f"{prefix}planned__gt": called}), then=Value("planned")),
        default=Value("not_planned"),
        output_field=CharField(),
    )


def months_of_branch(branch: Organization, months: list[date]) -> Annotated:
    """The kept rows of those months with `state`; a month without a row is not planned."""
    return BranchMonth.objects.filter(branch=branch, month__in=months).annotate(state=_state(""))


def behind(branches: Annotated, month: date, *, today: date, filed_within_days: int) -> Annotated:
    """Of `branches_of_month`, those that a reminder is due to: not called yet; minutes not filed in
    time; and, once the month is over, not met. Nobody is behind with a month that is to come."""
    if month > today:
        return branches.none()
    waiting = [MonthState.NOT_PLANNED, MonthState.PLANNED]
    if month < month_of(today):
        waiting.append(MonthState.CALLED)
    unfiled = Meeting.objects.filter(
        organization=OuterRef("pk"),
        month=month,
        kind__in={*COUNTS_AS_PERIODIC, *COUNTS_AS_THEMATIC},
        state__in=[MeetingState.OPEN, MeetingState.HELD, MeetingState.MINUTED],
        starts_at__date__lt=today - timedelta(days=filed_within_days),
    )
    return branches.filter(Q(state__in=waiting) | Q(Exists(unfiled), state=MonthState.MET))
