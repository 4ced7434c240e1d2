"""Reminders: who has to be told what now. Each question is "due and not said yet", never "due
today", so a beat that slept loses nothing and one that runs twice says nothing twice."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from branches.models import Organization
from branches.rules import RuleEverywhere, largest, rules_for
from members.models import Announcement, Occasion
from members.services.messages import Saying, announce_each, announce_to_places

from .campaigns import is_behind, planners_of, reminder_key, whole
from .models import BranchMonth, Campaign, Meeting, MeetingState, Task
from .queries import (
    holders_of,
    invited_alike,
    invited_by_place,
    leaders_of_each,
    quarter_before,
)

# How far back an hourly run looks for what it may have missed; keys make repetition harmless.
LOOK_BACK = timedelta(days=7)
# So many meetings are locked together, so that whoever changes one of them waits but a moment.
MEETINGS_AT_ONCE = 500
# What a reminder of one says, and what tells whom.
SAID = ["public_id", "kind", "notice_revision", "starts_at", "title", "place", "link"]


def plan_due_reminders(*, now: datetime) -> dict[str, int]:
    """Writes the reminders that have become due to the outbox; returns people reminded by kind."""
    return {
        "meeting_tomorrow": _meetings_ahead(now),
        "minutes_not_filed": _minutes_not_filed(now),
        "task_due_soon": _tasks_due_soon(now),
        "task_overdue": _tasks_overdue(now),
        "campaign_due": _campaigns_due_soon(now),
        "quarter_no_topic": _quarter_without_thematic(now),
    }


def _meetings_ahead(now: datetime) -> int:
    today = timezone.localdate(now)
    ahead = now + timedelta(hours=largest("reminder.meeting_hours_ahead", today))
    hours = RuleEverywhere("reminder.meeting_hours_ahead", today)
    # Told at an earlier hour of the same day: asked once for all, or each hour would ask for each.
    prefix = f"{Occasion.MEETING_TOMORROW}:meeting:"
    told = set(
        Announcement.objects.filter(
            key__startswith=prefix, created_at__gt=now - (ahead - now) - LOOK_BACK
        ).values_list("key", flat=True)
    )
    meetings = Meeting.objects.filter(
        state=MeetingState.CALLED, starts_at__gt=now, starts_at__lte=ahead
    ).select_related("organization")
    # Eighteen thousand whole meetings would cost more than telling half a million people of them.
    meetings = meetings.only("kind", "notice_revision", "starts_at", "organization__path")
    due = [
        meeting
        for meeting in meetings.order_by("pk")
        if f"{prefix}{meeting.pk}:{meeting.notice_revision}" not in told
        and meeting.starts_at - now <= timedelta(hours=hours.of(meeting.organization))
    ]
    alike: dict[tuple[str, date], list[Meeting]] = {}
    for meeting in due:
        day = timezone.localdate(meeting.starts_at)
        alike.setdefault((invited_alike(meeting.kind), day), []).append(meeting)
    return sum(
        _remind_of(group[first : first + MEETINGS_AT_ONCE], kind, day, now)
        for (kind, day), group in alike.items()
        for first in range(0, len(group), MEETINGS_AT_ONCE)
    )


@transaction.atomic
def _remind_of(meetings: Sequence[Meeting], kind: str, day: date, now: datetime) -> int:
    """Of meetings of that day that concern the same people of their organisation. Whoever is moving
    one of them at this moment goes first: its old time is told to nobody."""
    revisions = {meeting.pk: meeting.notice_revision for meeting in meetings}
    locked = Meeting.objects.select_for_update(of=["self"]).select_related("organization")
    locked = locked.only(*SAID, "organization__name")
    locked = locked.filter(pk__in=revisions, state=MeetingState.CALLED).order_by("pk")
    unmoved = [meeting for meeting in locked if meeting.notice_revision == revisions[meeting.pk]]
    return announce_to_places(
        occasion=Occasion.MEETING_TOMORROW,
        sayings=(
            Saying(
                key=f"{Occasion.MEETING_TOMORROW}:meeting:{meeting.pk}:{meeting.notice_revision}",
                organization=meeting.organization,
                path=meeting.get_absolute_url(),
                params=meeting.message_params(),
                stale_at=meeting.starts_at,
            )
            for meeting in unmoved
        ),
        audience=invited_by_place([meeting.organization_id for meeting in unmoved], kind, day),
        by=None,
        now=now,
    )


def _minutes_not_filed(now: datetime) -> int:
    today = timezone.localdate(now)
    allowed = timedelta(days=largest("minutes.filed_within_days", today))
    days = RuleEverywhere("minutes.filed_within_days", today)
    meetings = Meeting.objects.filter(
        state__in=[MeetingState.HELD, MeetingState.MINUTED],
        ended_at__lt=now,
        ended_at__gte=now - allowed - LOOK_BACK,
    ).select_related("organization")
    late = [
        (meeting, allowed_days)
        for meeting in meetings
        if meeting.ended_at
        and now - meeting.ended_at
        >= timedelta(days=(allowed_days := days.of(meeting.organization)))
    ]
    said = announce_each(
        occasion=Occasion.MINUTES_NOT_FILED,
        sayings=(
            Saying(
                key=f"{Occasion.MINUTES_NOT_FILED}:meeting:{meeting.pk}",
                organization=meeting.organization,
                path=meeting.get_absolute_url(),
                params={**meeting.message_params(), "days": allowed_days},
                recipients=sorted({pk for pk in (meeting.chair_id, meeting.recorder_id) if pk}),
            )
            for meeting, allowed_days in late
        ),
        by=None,
        now=now,
    )
    return sum(len(saying.recipients) for saying in said)


def _tasks_due_soon(now: datetime) -> int:
    today = timezone.localdate(now)
    days = RuleEverywhere("task.due_soon_days", today)
    tasks = Task.objects.still_open().filter(
        due_on__gte=today,
        due_on__lte=today + timedelta(days=largest("task.due_soon_days", today)),
    )
    due = [
        task
        for task in tasks.select_related("organization")
        if task.due_on - today <= timedelta(days=days.of(task.organization))
    ]
    return _about_tasks(due, Occasion.TASK_DUE_SOON, now)


def _tasks_overdue(now: datetime) -> int:
    today = timezone.localdate(now)
    late = Task.objects.overdue(today).filter(due_on__gte=today - LOOK_BACK)
    return _about_tasks(late.select_related("organization"), Occasion.TASK_OVERDUE, now)


def _about_tasks(tasks: Iterable[Task], occasion: Occasion, now: datetime) -> int:
    said = announce_each(
        occasion=occasion,
        sayings=(
            Saying(
                key=f"{occasion}:task:{task.pk}",
                organization=task.organization,
                path=task.get_absolute_url(),
                params=task.message_params(),
                recipients=[task.owner_id],
            )
            for task in tasks
        ),
        by=None,
        now=now,
    )
    return len(said)


def _campaigns_due_soon(now: datetime) -> int:
    """Once a branch and campaign, as many days ahead as of a task: the branches that have neither
    reported nor put it on an agenda."""
    today = timezone.localdate(now)
    days = RuleEverywhere("task.due_soon_days", today)
    running = Campaign.objects.filter(
        sent_at__isnull=False,
        closed_at=None,
        due_on__gte=today,
        due_on__lte=today + timedelta(days=largest("task.due_soon_days", today)),
    )
    return sum(
        _remind_of_campaign(campaign, now)
        for campaign in running.select_related("organization")
        if campaign.due_on - today <= timedelta(days=days.of(campaign.organization))
    )


def _remind_of_campaign(campaign: Campaign, now: datetime) -> int:
    today = timezone.localdate(now)
    planners = holders_of(planners_of(whole(campaign), today))
    behind = campaign.targets.filter(is_behind(campaign, today)).select_related("organization")
    said = announce_each(
        occasion=Occasion.CAMPAIGN_DUE,
        sayings=(
            Saying(
                key=f"{reminder_key(campaign)}{target.organization_id}:soon",
                organization=target.organization,
                path=target.get_absolute_url(),
                params={**campaign.message_params(), "branch": target.organization.name},
                recipients=planners[target.organization_id],
            )
            for target in behind
            if target.organization_id in planners
        ),
        by=None,
        now=now,
    )
    return sum(len(saying.recipients) for saying in said)


def _quarter_without_thematic(now: datetime) -> int:
    """From the first day after a quarter: its branches that held no thematic meeting in it. A
    combined one counts. Once a branch and quarter."""
    today = timezone.localdate(now)
    months = quarter_before(today)
    ended_on = months[-1].replace(day=28)
    over_since = today - (months[-1] + timedelta(days=31)).replace(day=1)
    if over_since >= LOOK_BACK or not largest("meeting.thematic_per_quarter", ended_on):
        return 0
    quarter = (months[0].month + 2) // 3
    prefix = f"{Occasion.QUARTER_WITHOUT_TOPIC}:{months[0].year}-{quarter}:"
    held = BranchMonth.objects.filter(branch=OuterRef("pk"), month__in=months, thematic_held__gt=0)
    told = Announcement.objects.filter(key__startswith=prefix).values("organization")
    branches = Organization.objects.branches().standing(months[0]).standing(today)
    silent = branches.filter(~Exists(held)).exclude(pk__in=told).order_by("pk")
    everywhere = RuleEverywhere("meeting.thematic_per_quarter", ended_on)
    due = [branch for branch in silent if _expects_topic(branch, ended_on, everywhere)]
    leaders = leaders_of_each(due, today)
    said = announce_each(
        occasion=Occasion.QUARTER_WITHOUT_TOPIC,
        sayings=(
            Saying(
                key=f"{prefix}{branch.pk}",
                organization=branch,
                path=reverse("meetings:year_plan", args=[branch.public_id]),
                params={"branch": branch.name, "quarter": quarter, "year": months[0].year},
                recipients=leaders.get(branch.pk, []),
            )
            for branch in due
        ),
        by=None,
        now=now,
    )
    return sum(len(saying.recipients) for saying in said)


def _expects_topic(branch: Organization, on: date, everywhere: RuleEverywhere) -> bool:
    if branch.placed_on and on < branch.placed_on:  # it lay elsewhere, under other rules
        return bool(rules_for(branch, on)[everywhere.key])
    return bool(everywhere.of(branch))
