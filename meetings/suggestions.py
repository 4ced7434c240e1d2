"""What the form of a new meeting proposes: who may chair, which month is next, when and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import mode
from typing import Any

from django.utils import timezone

from branches.models import Organization, Tier
from branches.rules import Rules
from members.models import Member, Post, PostKind
from members.working_days import WorkingDays

from .models import Form, Meeting, MeetingKind, MeetingState, Schedule
from .models.meeting import COUNTS_AS_PERIODIC
from .models.schedule import following
from .queries import leader_of, members_invited
from .services.meeting import MeetingPlan

# Most branches meet in the evening of one of the first days of a month.
USUAL_DAY = 3
USUAL_TIME = time(19, 30)
DAYS_TO_PREPARE = 3


@dataclass(frozen=True)
class Person:
    """One who may chair, record or present; `post` in words, empty for a member without one."""

    member: Member
    post: str = ""


def people_of(organization: Organization, on: date) -> list[Person]:
    """Post holders first (a cell's also of its branch), then members by given name."""
    places = [organization.pk, organization.branch_id]
    posts = (
        Post.objects.in_force(on)
        .filter(organization__in=places)
        .exclude(kind__in=[PostKind.AUDITOR, PostKind.REVIEWER])
    )
    rank = {kind: number for number, kind in enumerate(PostKind.values)}
    held: dict[int, Person] = {}
    for post in sorted(posts.select_related("member"), key=lambda post: rank[post.kind]):
        held.setdefault(post.member_id, Person(post.member, post.get_kind_display()))
    kind = MeetingKind.CELL if organization.kind.tier == Tier.CELL else MeetingKind.PERIODIC
    members = members_invited(organization, kind, on).exclude(pk__in=held).by_given_name()
    return [*held.values(), *(Person(member) for member in members)]


def suggest_meeting(
    organization: Organization, kind: str, rules: Rules, now: datetime
) -> dict[str, Any]:
    """First values of the form, from the last meeting of the kind and the posts of today."""
    today = timezone.localdate(now)
    month = next_month_to_plan(organization, kind, today)
    last = _last_meeting(organization, kind)
    begins = timezone.localtime(last.starts_at).time() if last else USUAL_TIME
    lasts = timedelta(minutes=rules["meeting.default_minutes"])
    day = _same_weekday(timezone.localdate(last.starts_at), month) if last else None
    day = day or month.replace(day=USUAL_DAY)
    return {
        "kind": kind,
        "month": month,
        "day": max(day, today + timedelta(days=DAYS_TO_PREPARE)),
        "begins": begins,
        "ends": (datetime.combine(today, begins) + lasts).time(),
        "form": last.form if last else Form.IN_PERSON,
        "place": last.place if last else "",
        "link": last.link if last else "",
        "chair": leader_of(organization, today),
        "recorder": last.recorder if last else None,
    }


def suggest_month(
    organization: Organization, kind: str, month: date, rules: Rules, now: datetime
) -> MeetingPlan:
    """The meeting that a month lacks, as the fixed day gives it, else as the last one was. On a
    free day, and not so soon that nobody could be told."""
    today = timezone.localdate(now)
    values = suggest_meeting(organization, kind, rules, now)
    earliest = today + timedelta(days=DAYS_TO_PREPARE)
    schedule = _schedule_of(organization, kind, today)
    begins: time = schedule.time if schedule else values["begins"]
    if schedule:
        day, lasts = schedule.day_of(month), schedule.lasts
        values |= {name: getattr(schedule, name) for name in ("form", "place", "link")}
    else:
        last = _last_meeting(organization, kind)
        held = timezone.localdate(last.starts_at) if last else None
        day = _same_weekday(held, month) if held else month.replace(day=USUAL_DAY)
        lasts = timedelta(minutes=rules["meeting.default_minutes"])
    lasts = max(lasts, timedelta(minutes=rules.minimum_minutes(kind) or 0))
    day = max(WorkingDays.of_today().next_free(day), earliest)
    starts_at = timezone.make_aware(datetime.combine(day, begins))
    names = ("form", "place", "link", "chair", "recorder")
    return MeetingPlan(
        kind=kind,
        month=month,
        starts_at=starts_at,
        ends_at=starts_at + lasts,
        **{name: values[name] for name in names},
    )


def usual_evening(organization: Organization, rules: Rules) -> dict[str, Any]:
    """When and where the organisation usually meets: first values of a fixed day."""
    last = _last_meeting(organization, MeetingKind.PERIODIC)
    return {
        "day": _usual_day(organization),
        "begins": timezone.localtime(last.starts_at).time() if last else USUAL_TIME,
        "minutes": rules["meeting.default_minutes"],
        "form": last.form if last else Form.IN_PERSON,
        "place": last.place if last else "",
        "link": last.link if last else "",
    }


def _usual_day(organization: Organization) -> int:
    """The day of the month on which it met most often of late."""
    monthly = organization.meetings.filter(kind__in=[*COUNTS_AS_PERIODIC, MeetingKind.CELL])
    held = monthly.exclude(state=MeetingState.CANCELLED).order_by("-starts_at")
    days = [timezone.localdate(at).day for at in held.values_list("starts_at", flat=True)[:12]]
    return mode(days) if days else USUAL_DAY


def _schedule_of(organization: Organization, kind: str, on: date) -> Schedule | None:
    """The fixed day of the kind; of a periodic or combined meeting, that of either."""
    kinds = COUNTS_AS_PERIODIC if kind in COUNTS_AS_PERIODIC else [kind]
    found = organization.schedules.in_force(on).filter(kind__in=kinds)
    return max(found, key=lambda row: row.kind == kind, default=None)


def next_month_to_plan(organization: Organization, kind: str, today: date) -> date:
    """This month, or for the monthly kinds the first month from now on that has none yet."""
    month = today.replace(day=1)
    if kind not in COUNTS_AS_PERIODIC:
        return month
    planned = set(
        Meeting.objects.filter(
            organization=organization, kind__in=COUNTS_AS_PERIODIC, month__gte=month
        )
        .exclude(state=MeetingState.CANCELLED)
        .values_list("month", flat=True)
    )
    while month in planned:
        month = following(month)
    return month


def months_to_choose(around: Iterable[date], today: date) -> list[date]:
    """The last month, the next five, and those that must be there in any case."""
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    found = set(around)
    for _step in range(7):
        found.add(month)
        month = following(month)
    return sorted(found)


def _last_meeting(organization: Organization, kind: str) -> Meeting | None:
    """The last of the kind; for a first one, the last of any kind."""
    held = organization.meetings.exclude(state=MeetingState.CANCELLED)
    held = held.select_related("recorder").order_by("-starts_at", "-pk")
    return held.filter(kind=kind).first() or held.first()


def _same_weekday(day: date, month: date) -> date:
    """The second Tuesday of the month for a second Tuesday; the fourth for a fifth."""
    nth = min((day.day - 1) // 7, 3)
    first = month + timedelta(days=(day.weekday() - month.weekday()) % 7)
    return first + timedelta(weeks=nth)
