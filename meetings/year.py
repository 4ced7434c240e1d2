"""The page of a branch's year: twelve months with their meetings, what is missing and what stands
in the way; and the evenings that a fixed day would give, before it is set."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from branches.models import Organization, Tier
from members.access import Access
from members.working_days import WorkingDays

from .clashes import Diary, Hindrances
from .models import Meeting, MeetingKind, MeetingState, Schedule, Topic
from .models.meeting import COUNTS_AS_PERIODIC, COUNTS_AS_THEMATIC
from .services.schedule import FixedDay, held_on, months_taken, untouched_from

MONTHS_IN_QUARTER = 3
LOOKED_AHEAD = {MeetingState.PLANNED, MeetingState.CALLED, MeetingState.POSTPONED}
# So far back and ahead a year may be looked at.
YEARS = 10


@dataclass(frozen=True)
class Evening:
    """One evening that a fixed day would give. `is_taken`: the month has its meeting already."""

    kind: str
    day: date
    starts_at: datetime
    ends_at: datetime
    hindrances: Hindrances
    why_moved: str = ""
    is_taken: bool = False

    @property
    def kind_label(self) -> str:
        return str(MeetingKind(self.kind).label)


def evenings_of(
    organization: Organization,
    days: Sequence[FixedDay],
    starts_on: date,
    access: Access,
    now: datetime,
) -> list[Evening]:
    """What saving these fixed days would make, in the order of the calendar."""
    today = timezone.localdate(now)
    replaced = list(untouched_from(organization, starts_on).values_list("pk", flat=True))
    calendar = WorkingDays.of_today()
    schedules = [day.schedule(organization, starts_on) for day in days]
    coming = {index: row.coming(max(today, starts_on)) for index, row in enumerate(schedules)}
    every = [day for found in coming.values() for day in found]
    if not every:
        return []
    diary = Diary(
        organization, access, first=min(every), last=max(every), today=today, calendar=calendar
    )
    evenings = []
    for index, schedule in enumerate(schedules):
        taken = months_taken(organization, schedule.kind, coming[index], but=replaced)
        for day in coming[index]:
            held = held_on(schedule, day, calendar)
            starts_at = timezone.make_aware(datetime.combine(held, schedule.time))
            ends_at = starts_at + schedule.lasts
            is_taken = day.replace(day=1) in taken
            found = diary.hindrances(starts_at, ends_at, but=replaced)
            evenings.append(
                Evening(
                    kind=schedule.kind,
                    day=day,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    hindrances=Hindrances() if is_taken else found,
                    why_moved=calendar.why_off(day) if held != day else "",
                    is_taken=is_taken,
                )
            )
    return sorted(evenings, key=lambda evening: evening.starts_at)


@dataclass(frozen=True)
class Planned:
    """One meeting of the year, and what speaks against its evening."""

    meeting: Meeting
    hindrances: Hindrances


@dataclass
class Month:
    first: date
    planned: list[Planned] = field(default_factory=list)
    is_past: bool = False
    is_now: bool = False
    # Nothing of the kind that every month needs.
    is_missing: bool = False


@dataclass
class Quarter:
    """`has_thematic`: one is planned or was held; `is_without`: the quarter is over without one."""

    number: int
    months: list[Month]
    topics: list[Topic] = field(default_factory=list)
    has_thematic: bool = False
    is_over: bool = False

    @property
    def is_without(self) -> bool:
        return self.is_over and not self.has_thematic

    @property
    def middle(self) -> date:
        return self.months[1].first


@dataclass
class Year:
    number: int
    quarters: list[Quarter]
    schedules: list[Schedule]

    @property
    def missing(self) -> int:
        return sum(month.is_missing and not month.is_past for month in self.months)

    @property
    def hindered(self) -> int:
        return sum(bool(one.hindrances) for month in self.months for one in month.planned)

    @property
    def months(self) -> list[Month]:
        return [month for quarter in self.quarters for month in quarter.months]


def year_of(organization: Organization, number: int, access: Access, now: datetime) -> Year:
    """A fixed number of queries, however many meetings there are."""
    today = timezone.localdate(now)
    first, last = date(number, 1, 1), date(number, 12, 31)
    meetings = Meeting.objects.visible_to(access).filter(
        organization=organization, month__gte=first, month__lte=last
    )
    diary = Diary(organization, access, first=first, last=last, today=today)
    needs_one = [MeetingKind.CELL] if organization.kind.tier == Tier.CELL else COUNTS_AS_PERIODIC
    months = [_month(date(number, month, 1), today) for month in range(1, 13)]
    for meeting in meetings.order_by("starts_at", "pk"):
        is_ahead = meeting.state in LOOKED_AHEAD and meeting.starts_at > now
        found = diary.of_meeting(meeting) if is_ahead else Hindrances()
        months[meeting.month.month - 1].planned.append(Planned(meeting, found))
    for month in months:
        month.is_missing = not _has(month, needs_one)
    topics = list(Topic.objects.of_plan(organization, number).select_related("writer", "meeting"))
    quarters = [_quarter(quarter, months, topics, today) for quarter in range(1, 5)]
    return Year(number, quarters, list(organization.schedules.standing(today)))


def year_asked(typed: str, today: date) -> int:
    """A wrong number is this year: nobody typed it."""
    number = int(typed) if typed.isdecimal() and len(typed) == 4 else today.year
    return number if abs(number - today.year) <= YEARS else today.year


def _month(first: date, today: date) -> Month:
    this = today.replace(day=1)
    return Month(first, is_past=first < this, is_now=first == this)


def _has(month: Month, kinds: Sequence[str], *, held: bool = False) -> bool:
    """A meeting of these kinds that is not called off; with `held`, one that took place."""
    return any(
        one.meeting.kind in kinds
        and (one.meeting.took_place if held else one.meeting.state != MeetingState.CANCELLED)
        for one in month.planned
    )


def _quarter(number: int, months: list[Month], topics: list[Topic], today: date) -> Quarter:
    own = months[(number - 1) * MONTHS_IN_QUARTER : number * MONTHS_IN_QUARTER]
    is_over = (own[-1].first + timedelta(days=31)).replace(day=1) <= today
    return Quarter(
        number,
        own,
        topics=[topic for topic in topics if topic.quarter == number],
        has_thematic=any(_has(month, COUNTS_AS_THEMATIC, held=is_over) for month in own),
        is_over=is_over,
    )
