"""Campaigns as a branch has received them: how far it is with one, which meetings can take it, what
waits to be put on an agenda or reported on."""

from datetime import datetime

from django.utils import timezone

from .campaigns import HAS_MET, STILL_MEETS, Step
from .models import Campaign, CampaignTarget, Meeting, MeetingKind, MeetingState, MinutesEntry
from .models.meeting import COUNTS_AS_THEMATIC

TAKES_NONE = [MeetingKind.COMMITTEE, MeetingKind.CELL]


def step_of(target: CampaignTarget) -> Step:
    """Python twin of `tracked`, for the branch itself: it has received what it looks at."""
    if target.reported_at:
        return Step.REPORTED
    if target.item and target.item.meeting.state in HAS_MET:
        return Step.HELD
    if target.item and target.item.meeting.state in STILL_MEETS:
        return Step.PLACED
    return Step.RECEIVED


def meetings_for(target: CampaignTarget, now: datetime) -> list[Meeting]:
    """The meetings of the branch to come whose agenda can still take it; for a thematic topic a
    thematic one in time comes first."""
    found = Meeting.objects.filter(
        organization=target.organization,
        state__in=[MeetingState.PLANNED, MeetingState.CALLED],
        starts_at__gt=now,
    ).exclude(kind__in=TAKES_NONE)
    coming = list(found.order_by("starts_at", "pk"))
    if target.campaign.kind == Campaign.Kind.TOPIC:
        coming.sort(key=lambda row: not _is_in_time(row, target.campaign))
    return coming


def _is_in_time(meeting: Meeting, campaign: Campaign) -> bool:
    day = timezone.localdate(meeting.starts_at)
    return meeting.kind in COUNTS_AS_THEMATIC and day <= campaign.due_on


def to_place(meeting: Meeting) -> list[CampaignTarget]:
    """What the branch has received and put on no agenda; nothing for meetings that take none."""
    if (
        meeting.state not in (MeetingState.PLANNED, MeetingState.CALLED)
        or meeting.kind in TAKES_NONE
    ):
        return []
    waiting = CampaignTarget.objects.filter(organization=meeting.organization).unanswered()
    waiting = waiting.exclude(item__meeting__state__in=STILL_MEETS)
    return list(waiting.select_related("campaign__organization").order_by("campaign__due_on"))


def to_report(meeting: Meeting) -> list[CampaignTarget]:
    """What this meeting dealt with and nobody has reported on yet."""
    if meeting.state not in HAS_MET:
        return []
    waiting = CampaignTarget.objects.filter(item__meeting=meeting).unanswered()
    return list(waiting.select_related("campaign__organization").order_by("campaign__due_on"))


def draft_report(target: CampaignTarget) -> str:
    """What the minutes of the meeting conclude on it, to begin the report with."""
    if target.item is None or target.item.meeting.state not in HAS_MET:
        return ""
    entries = MinutesEntry.objects.filter(item=target.item).exclude(conclusion="")
    return entries.values_list("conclusion", flat=True).first() or ""
