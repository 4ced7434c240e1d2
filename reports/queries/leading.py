"""The first page of those who lead a branch or cell: the step of the month, and what waits."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from branches.models import Organization, Tier
from meetings.campaigns import Step
from meetings.models import (
    Answer,
    BranchMonth,
    CampaignTarget,
    Meeting,
    MeetingKind,
    MeetingState,
    Reply,
    Task,
)
from meetings.models.meeting import COUNTS_AS_PERIODIC
from meetings.next_step import NextStep, next_step
from meetings.queries import quarter_before
from meetings.received import step_of
from members.access import Access, Permission
from members.models import Channel, Message, MessageState, Occasion

from .months import month_after, month_before, month_of, quarter_of

S = MeetingState
RECENT = 5
CAMPAIGNS_SHOWN = 10
UNFINISHED = [S.OPEN, S.HELD, S.MINUTED]
# How many of the six steps are behind a meeting in this state; without a meeting, none.
STEPS_DONE = {
    S.PLANNED: 1,
    S.POSTPONED: 1,
    S.CALLED: 2,
    S.OPEN: 3,
    S.HELD: 3,
    S.MINUTED: 5,
    S.APPROVED: 6,
}


@dataclass(frozen=True)
class Card:
    """The one thing to do next with an organisation's month. `step` None: somebody else's turn, or
    the day has not come."""

    organization: Organization
    month: date
    meeting: Meeting | None
    heading: str
    text: str
    step: NextStep | None
    steps: list[dict[str, str]]


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the person, said with its number."""

    icon: str
    text: str
    url: str
    tone: str = ""


def places_led(access: Access) -> list[Organization]:
    """Branches and cells where the person keeps or leads meetings."""
    places = access.scopes.get(Permission.SEE_MEETINGS, [])
    return [place for place in places if place.kind.tier >= Tier.BRANCH]


def meetings_at_hand(places: list[Organization], today: date) -> list[Meeting]:
    """Meetings of the months around this one that are not called off, and older ones whose minutes
    were never approved; the earliest first."""
    month = month_of(today)
    near = Q(month__range=(month_before(month), month_after(month)))
    return list(
        Meeting.objects.filter(near | Q(state__in=UNFINISHED), organization__in=places)
        .exclude(state=S.CANCELLED)
        .select_related("organization__kind")
        .order_by("starts_at", "pk")
    )


def card_of(place: Organization, meetings: list[Meeting], access: Access, now: datetime) -> Card:
    """The meeting of today comes first; then what was begun and not finished; then this month, and
    after it the next."""
    this_month = month_of(timezone.localdate(now))
    regular = [meeting for meeting in meetings if _is_regular(meeting, place)]
    urgent = [meeting for meeting in regular if _is_now(meeting, now)]
    urgent += [meeting for meeting in regular if meeting.state in UNFINISHED]
    if urgent:
        return _card_of_meeting(urgent[0], access, now)
    for month in (this_month, month_after(this_month)):
        planned = [meeting for meeting in regular if meeting.month == month]
        if not planned:
            return _card_to_plan(place, month, access, is_late=month == this_month)
        if not planned[0].is_locked:
            return _card_of_meeting(planned[0], access, now)
    return _card_of_meeting(planned[0], access, now)


def _is_now(meeting: Meeting, now: datetime) -> bool:
    is_today = timezone.localdate(meeting.starts_at) == timezone.localdate(now)
    return meeting.state == S.OPEN or (meeting.state == S.CALLED and is_today)


def _is_regular(meeting: Meeting, place: Organization) -> bool:
    kinds = [MeetingKind.CELL] if place.kind.tier == Tier.CELL else COUNTS_AS_PERIODIC
    return meeting.organization_id == place.pk and meeting.kind in kinds


def _card_to_plan(place: Organization, month: date, access: Access, *, is_late: bool) -> Card:
    words = date_format(month, "YEAR_MONTH_FORMAT")
    if is_late:
        heading = _("Plan the meeting of %(month)s") % {"month": words}
        text = _("Nothing is entered for this month yet.")
    else:
        heading = _("This month is done. Plan %(month)s next") % {"month": words}
        text = _("The minutes are approved and the papers made. There is no hurry.")
    step = None
    if access.may(Permission.PLAN_MEETINGS, place):
        url = reverse("meetings:meeting_create", args=[place.public_id])
        step = NextStep(heading, text, _("Plan the meeting"), f"{url}?month={month:%Y-%m}")
    return Card(place, month, None, heading, text, step, _steps(0))


def _card_of_meeting(meeting: Meeting, access: Access, now: datetime) -> Card:
    step = next_step(meeting, access, now)
    heading, text = (str(step.heading), str(step.text)) if step else _words_without_step(meeting)
    done = STEPS_DONE[S(meeting.state)]
    place = meeting.organization
    return Card(place, meeting.month, meeting, heading, text, step, _steps(done))


def _words_without_step(meeting: Meeting) -> tuple[str, str]:
    if meeting.state == S.CALLED:
        return _("The meeting is called"), _("The roll call can be opened on the day itself.")
    if meeting.state == S.APPROVED:
        return _("The minutes are approved"), _("Nothing is left to do with this month.")
    return _("Somebody else's turn"), _("The next step is the secretary's or deputy's to take.")


def _steps(done: int) -> list[dict[str, str]]:
    labels = [_("Plan"), _("Call"), _("Roll call"), _("Minutes"), _("Read back"), _("Approve")]
    return [
        {"label": label, "state": "done" if n < done else "current" if n == done else "todo"}
        for n, label in enumerate(labels)
    ]


def waiting_for(
    places: list[Organization],
    meetings: list[Meeting],
    shown: set[int],
    access: Access,
    now: datetime,
) -> list[Waiting]:
    """What else waits in these places; `shown` are ids of meetings that have a card already."""
    today = timezone.localdate(now)
    called = {meeting.pk: meeting for meeting in meetings if meeting.state == S.CALLED}
    return [
        *_other_steps(meetings, shown, access, now),
        *_unread(called),
        *_leave_asked(called),
        *_overdue(places, today),
        *_campaigns(access, today),
        *_quarter_passed(places, access, today),
        *_without_thematic(places, access, today),
    ]


def _other_steps(
    meetings: list[Meeting], shown: set[int], access: Access, now: datetime
) -> Iterable[Waiting]:
    for meeting in meetings:
        step = next_step(meeting, access, now) if meeting.pk not in shown else None
        if step:
            day = timezone.localdate(meeting.starts_at)
            late = meeting.took_place and timezone.localdate(now) > day
            text = f"{step.heading}: {meeting.title}"
            yield Waiting("journal-text", text, meeting.get_absolute_url(), "warn" if late else "")


def _unread(called: dict[int, Meeting]) -> Iterable[Waiting]:
    # Twin of the keys that `meetings.services.notice` gives to the notices of a meeting.
    keys = {
        f"{occasion}:meeting:{meeting.pk}:{meeting.notice_revision}": meeting
        for meeting in called.values()
        for occasion in (Occasion.NOTICE_ISSUED, Occasion.NOTICE_CHANGED)
    }
    unread = (
        Message.objects.filter(
            announcement__key__in=list(keys), channel=Channel.IN_APP, state=MessageState.SENT
        )
        .unread()
        .order_by()
        .values_list("announcement__key")
        .annotate(Count("pk"))
    )
    for key, count in unread:
        text = ngettext(
            "%(n)s person has not opened the notice",
            "%(n)s people have not opened the notice",
            count,
        )
        yield Waiting("envelope", text % {"n": count}, keys[key].get_absolute_url())


def _leave_asked(called: dict[int, Meeting]) -> Iterable[Waiting]:
    asked = (
        Reply.objects.filter(meeting__in=list(called), answer=Answer.LEAVE)
        .order_by()
        .values_list("meeting")
        .annotate(Count("pk"))
    )
    for pk, count in asked:
        text = ngettext("%(n)s person asks for leave", "%(n)s people ask for leave", count)
        yield Waiting("person-dash", text % {"n": count}, called[pk].get_absolute_url())


def _overdue(places: list[Organization], today: date) -> Iterable[Waiting]:
    within = Q(organization__in=places) | Q(branch__in=[place.pk for place in places])
    count = Task.objects.filter(within).overdue(today).count()
    if count:
        text = ngettext("%(n)s overdue task", "%(n)s overdue tasks", count) % {"n": count}
        yield Waiting("exclamation-triangle", text, reverse("meetings:task_list"), "bad")


def _campaigns(access: Access, today: date) -> Iterable[Waiting]:
    """What a committee above has sent: to be put on an agenda, or to be reported on."""
    own = CampaignTarget.objects.of_branches(access).unanswered()
    rows = own.select_related("campaign", "item__meeting").order_by("campaign__due_on", "pk")
    for target in rows[:CAMPAIGNS_SHOWN]:
        is_late = target.campaign.due_on < today
        step = step_of(target)
        # Until its day an agenda has it; then nothing is to be done before the meeting.
        if step == Step.PLACED and not is_late:
            continue
        words = {"title": target.campaign.title, "day": f"{target.campaign.due_on:%d/%m/%Y}"}
        if step == Step.RECEIVED:
            text = _("Put on an agenda, until %(day)s: %(title)s") % words
        else:
            text = _("Report back, until %(day)s: %(title)s") % words
        yield Waiting("broadcast", text, target.get_absolute_url(), "bad" if is_late else "")


def _without_thematic(places: list[Organization], access: Access, today: date) -> Iterable[Waiting]:
    branches = [place for place in places if place.kind.tier == Tier.BRANCH]
    months = quarter_of(today)
    held: dict[int, int] = defaultdict(int)
    rows = BranchMonth.objects.filter(branch__in=branches, month__in=months).order_by()
    held.update(rows.values_list("branch").annotate(Sum("thematic_held")))
    for branch in branches:
        if not held[branch.pk] and access.may(Permission.PLAN_MEETINGS, branch):
            url = reverse("meetings:meeting_create", args=[branch.public_id])
            text = _("No thematic meeting in quarter %(quarter)s yet") % {
                "quarter": (today.month + 2) // 3
            }
            tone = "warn" if month_of(today) == months[-1] else ""
            yield Waiting("book", text, f"{url}?kind={MeetingKind.THEMATIC}", tone)


def _quarter_passed(places: list[Organization], access: Access, today: date) -> Iterable[Waiting]:
    """In the first month of a quarter: whether the one before passed without a thematic meeting."""
    if month_of(today) != quarter_of(today)[0]:
        return
    months = quarter_before(today)
    branches = [place for place in places if place.is_branch and place.stands_on(months[0])]
    held = BranchMonth.objects.filter(
        branch__in=branches, month__in=months, thematic_held__gt=0
    ).values_list("branch", flat=True)
    without = {branch.pk for branch in branches} - set(held)
    for branch in branches:
        if branch.pk in without and access.may(Permission.PLAN_MEETINGS, branch):
            url = reverse("meetings:year_plan", args=[branch.public_id])
            text = _("Quarter %(quarter)s of %(year)s passed without a thematic meeting") % {
                "quarter": (months[0].month + 2) // 3,
                "year": months[0].year,
            }
            yield Waiting("book", text, f"{url}?year={months[0].year}", "bad")


def recent_meetings(places: list[Organization], access: Access, now: datetime) -> QuerySet[Meeting]:
    """The last meetings that took place there."""
    return (
        Meeting.objects.visible_to(access)
        .filter(organization__in=places, starts_at__lt=now)
        .select_related("organization")
        .order_by("-starts_at", "-pk")[:RECENT]
    )
