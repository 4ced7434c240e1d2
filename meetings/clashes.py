"""What stands in the way of an evening: Tết, a holiday, another meeting of the same people; and
another evening on which nothing does. Pointed out, never refused: the branch decides."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization, Tier
from members.access import Access
from members.models import Post
from members.working_days import WorkingDays

from .models import Meeting, MeetingState
from .queries import LEADERS

# How far from the evening another one is looked for.
REACH = timedelta(days=14)
NOT_MET = [MeetingState.CANCELLED, MeetingState.POSTPONED]


@dataclass(frozen=True)
class Concern:
    """One thing that speaks against an evening."""

    icon: str
    text: str


@dataclass
class Hindrances:
    """Everything that speaks against an evening, and the nearest day without any of it."""

    concerns: list[Concern] = field(default_factory=list)
    other_day: date | None = None

    def __bool__(self) -> bool:
        return bool(self.concerns)


class Diary:
    """The evenings of an organisation's people between two days, read once."""

    def __init__(
        self,
        organization: Organization,
        access: Access,
        *,
        first: date,
        last: date,
        today: date,
        calendar: WorkingDays | None = None,
    ) -> None:
        self.today = today
        self.calendar = calendar or WorkingDays.of_today()
        found = Meeting.objects.filter(
            _concerned(organization, today),
            starts_at__gte=_midnight(first - REACH),
            starts_at__lt=_midnight(last + REACH),
        )
        self.meetings = list(found.exclude(state__in=NOT_MET).order_by("starts_at", "pk"))
        visible = Meeting.objects.visible_to(access).filter(pk__in=[one.pk for one in found])
        # Of a meeting that the reader may not see they learn no more than that people are busy.
        self.visible = set(visible.values_list("pk", flat=True)) if self.meetings else set()

    def hindrances(
        self, starts_at: datetime, ends_at: datetime, *, but: Collection[int] = ()
    ) -> Hindrances:
        """`but`: ids of meetings that do not count, the one asked about among them."""
        concerns = self._concerns(starts_at, ends_at, but)
        if not concerns:
            return Hindrances()
        return Hindrances(concerns, self._other_day(starts_at, ends_at, but))

    def of_meeting(self, meeting: Meeting) -> Hindrances:
        return self.hindrances(meeting.starts_at, meeting.ends_at, but=[meeting.pk])

    def _concerns(
        self, starts_at: datetime, ends_at: datetime, but: Collection[int]
    ) -> list[Concern]:
        off = self.calendar.why_off(timezone.localdate(starts_at))
        concerns = [Concern("calendar-x", off)] if off else []
        for meeting in self.meetings:
            if meeting.pk in but or meeting.starts_at >= ends_at or meeting.ends_at <= starts_at:
                continue
            concerns.append(Concern("people", self._in_words(meeting)))
        return concerns

    def _in_words(self, meeting: Meeting) -> str:
        clock = f"{timezone.localtime(meeting.starts_at):%H:%M}"
        if meeting.pk not in self.visible:
            return _("Another meeting of the same people begins at %(clock)s") % {"clock": clock}
        return _("“%(title)s” begins at %(clock)s") % {"title": meeting.title, "clock": clock}

    def _other_day(
        self, starts_at: datetime, ends_at: datetime, but: Collection[int]
    ) -> date | None:
        """The nearest later day of the same month, else an earlier one, at the same hour."""
        day = timezone.localdate(starts_at)
        for step in _steps():
            other = day + step
            fits = other.month == day.month and other > self.today
            if fits and not self._concerns(starts_at + step, ends_at + step, but):
                return other
        return None


def _steps() -> Iterable[timedelta]:
    ahead = [timedelta(days=number) for number in range(1, REACH.days)]
    return [*ahead, *(-step for step in ahead)]


def _concerned(organization: Organization, today: date) -> Q:
    """Meetings of the organisation and its committee, of its cells or its branch, and of whoever
    leads it wherever else they lead."""
    own = Q(organization=organization)
    if organization.kind.tier == Tier.CELL:
        own |= Q(organization=organization.branch_id)
    else:
        own |= Q(branch=organization)
    posts = Post.objects.in_force(today).filter(kind__in=LEADERS)
    leaders = list(posts.filter(organization=organization).values_list("member_id", flat=True))
    elsewhere = posts.filter(member__in=leaders).exclude(organization=organization)
    places = list(elsewhere.values_list("organization_id", flat=True))
    return own | Q(organization__in=places) | Q(chair__in=leaders) | Q(recorder__in=leaders)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
