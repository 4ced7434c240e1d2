"""How far the branches are with a campaign: read from the records, never stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from branches.models import Organization, Tier
from members.models import Announcement, Channel, Message, Occasion, Post, PostKind
from papers.text import fold

from .models import Campaign, CampaignTarget, Meeting, MeetingKind, MeetingState, MinutesEntry
from .models.meeting import COUNTS_AS_THEMATIC

S = MeetingState
STILL_MEETS = [S.PLANNED, S.CALLED, S.POSTPONED, S.OPEN, S.HELD, S.MINUTED, S.APPROVED]
HAS_MET = [S.HELD, S.MINUTED, S.APPROVED]
# Who plans the meetings of a branch: those who are told of a campaign and reminded of it.
PLANNERS = [PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY]
TAKES_NONE = [MeetingKind.COMMITTEE, MeetingKind.CELL]


class Step(models.TextChoices):
    """How far one branch is, the furthest step that the records show."""

    SENT = "sent", pgettext_lazy("campaign", "Sent, not opened")
    RECEIVED = "received", pgettext_lazy("campaign", "Received")
    PLACED = "placed", pgettext_lazy("campaign", "On an agenda")
    HELD = "held", pgettext_lazy("campaign", "Held")
    REPORTED = "reported", pgettext_lazy("campaign", "Reported")


BEHIND = "behind"


def received_key(campaign: Campaign) -> str:
    """The key of the announcement that tells of a campaign."""
    return f"{Occasion.CAMPAIGN_RECEIVED}:{campaign.pk}"


def _readers(campaign: Campaign) -> QuerySet[Post, dict[str, Any]]:
    """The branches of which somebody who plans its meetings has read the announcement."""
    read = Message.objects.filter(
        announcement__key=received_key(campaign), channel=Channel.IN_APP, read_at__isnull=False
    )
    posts = Post.objects.in_force(timezone.localdate(campaign.sent_at))
    return posts.filter(kind__in=PLANNERS, member__in=read.values("recipient")).values(
        "organization"
    )


def reached(campaign: Campaign) -> dict[str, Q]:
    """{step: its branches}. Each step is counted by its own record: who reports without a meeting
    has reported, and has not held one. Whoever did anything has received."""
    placed = Q(item__meeting__state__in=STILL_MEETS)
    reported = Q(reported_at__isnull=False)
    read = Q(opened_at__isnull=False) | Q(organization__in=_readers(campaign))
    return {
        Step.RECEIVED: read | placed | reported,
        Step.PLACED: placed,
        Step.HELD: Q(item__meeting__state__in=HAS_MET),
        Step.REPORTED: reported,
    }


def is_behind(campaign: Campaign, today: date) -> Q:
    """Has not reported and is on no agenda; once the day has passed, everybody who has not
    reported."""
    unreported = Q(reported_at__isnull=True)
    if campaign.due_on < today:
        return unreported
    return unreported & ~Q(item__meeting__state__in=STILL_MEETS)


def reminder_key(campaign: Campaign) -> str:
    """How the keys of the reminders of a campaign begin; branch and day follow."""
    return f"{Occasion.CAMPAIGN_DUE}:{campaign.pk}:"


def planners_of(campaign: Campaign, today: date) -> QuerySet[Post]:
    """The posts of those who plan the meetings of its branches today."""
    return Post.objects.in_force(today).filter(
        kind__in=PLANNERS, organization__campaign_targets__campaign=campaign
    )


def _told(campaign: Campaign, today: date) -> Q:
    reminders = Announcement.objects.filter(
        key__startswith=reminder_key(campaign), key__endswith=f":{today}"
    )
    return Q(organization__in=reminders.values("organization"))


def _led(campaign: Campaign, today: date) -> Q:
    return Q(organization__in=planners_of(campaign, today).values("organization"))


def to_remind(campaign: Campaign, today: date) -> QuerySet[CampaignTarget]:
    """The branches behind where somebody can be told and nobody was today."""
    behind = campaign.targets.filter(is_behind(campaign, today), _led(campaign, today))
    return behind.exclude(_told(campaign, today)).select_related("organization")


@dataclass(frozen=True)
class Behind:
    """Of the branches behind: to how many a reminder may still go today, how many had one, and how
    many have nobody in office who could be told."""

    due_count: int
    told_count: int
    nobody_count: int


def behind_of(campaign: Campaign, today: date) -> Behind:
    told, led = _told(campaign, today), _led(campaign, today)
    counts = campaign.targets.filter(is_behind(campaign, today)).aggregate(
        due_count=Count("pk", filter=led & ~told),
        told_count=Count("pk", filter=told),
        nobody_count=Count("pk", filter=~led & ~told),
    )
    return Behind(**counts)


@dataclass(frozen=True)
class Figures:
    """Of so many branches, how many reached each step, and how many are behind."""

    total: int = 0
    received: int = 0
    placed: int = 0
    held: int = 0
    reported: int = 0
    behind: int = 0

    @property
    def steps(self) -> list[tuple[str, str, int]]:
        """(step, its word, how many) in the order of their coming."""
        steps = (Step.RECEIVED, Step.PLACED, Step.HELD, Step.REPORTED)
        return [(step.value, str(step.label), getattr(self, step.value)) for step in steps]


def _counts(campaign: Campaign, today: date) -> dict[str, Count]:
    return {
        "total": Count("pk"),
        **{str(step): Count("pk", filter=found) for step, found in reached(campaign).items()},
        "behind": Count("pk", filter=is_behind(campaign, today)),
    }


def figures_of(campaign: Campaign, today: date) -> Figures:
    return Figures(**campaign.targets.aggregate(**_counts(campaign, today)))


def reported_of(campaigns: Iterable[Campaign]) -> list[tuple[Campaign, int, int]]:
    """(campaign, how many branches, how many have reported), asked once for all of them."""
    listed = list(campaigns)
    rows = CampaignTarget.objects.filter(campaign__in=listed).order_by().values("campaign")
    counts = {
        row["campaign"]: (row["total"], row["reported"])
        for row in rows.annotate(total=Count("pk"), reported=Count("reported_at"))
    }
    return [(one, *counts.get(one.pk, (0, 0))) for one in listed]


@dataclass(frozen=True)
class Group:
    """A grassroots organisation, and how far the branches in it are."""

    organization: Organization
    figures: Figures


def groups_of(campaign: Campaign, today: date) -> list[Group]:
    """By grassroots organisation; a branch that is one itself stands alone. Two questions, however
    many there are."""
    rows: Any = (
        campaign.targets.order_by()
        .annotate(group=Coalesce("grassroots_id", "branch_id"))
        .values("group")
        .annotate(**_counts(campaign, today))
    )
    figures = {row.pop("group"): Figures(**row) for row in rows}
    found = Organization.objects.filter(pk__in=list(figures)).order_by("sort_key", "pk")
    return [Group(organization, figures[organization.pk]) for organization in found]


def is_grouped(campaign: Campaign) -> bool:
    """Whether there are grassroots organisations between the sender and the branches."""
    return campaign.organization.kind.tier < Tier.GRASSROOTS


def place_in(campaign: Campaign, public_id: UUID | None) -> Organization | None:
    """The grassroots organisation of that address, if it has branches in the campaign."""
    if public_id is None:
        return None
    groups = campaign.targets.order_by().values(group=Coalesce("grassroots_id", "branch_id"))
    return Organization.objects.filter(pk__in=groups, public_id=public_id).first()


def tracked(campaign: Campaign) -> QuerySet[CampaignTarget]:
    """Its branches with `step`, the furthest one."""
    furthest_first = reversed(list(reached(campaign).items()))
    step = Case(
        *(When(found, then=Value(str(step))) for step, found in furthest_first),
        default=Value(str(Step.SENT)),
        output_field=CharField(),
    )
    return (
        campaign.targets.annotate(step=step)
        .select_related("organization", "grassroots", "item__meeting")
        .order_by("organization__sort_key", "pk")
    )


def rows_of(
    campaign: Campaign, today: date, *, step: str = "", words: str = "", place: int | None = None
) -> QuerySet[CampaignTarget]:
    """The branches behind a figure. `step`: those who reached it, or who are behind; `place`: the
    grassroots organisation they lie in."""
    rows: Any = tracked(campaign)
    conditions = {**reached(campaign), BEHIND: is_behind(campaign, today)}
    if step in conditions:
        rows = rows.filter(conditions[step])
    elif step == Step.SENT:
        rows = rows.filter(step=Step.SENT)
    if place:
        rows = rows.filter(Q(grassroots=place) | Q(grassroots=None, branch=place))
    for word in fold(words).split():
        rows = rows.filter(
            Q(organization__search_key__contains=word) | Q(grassroots__search_key__contains=word)
        )
    return rows


# The branch's side


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
        organization=target.organization, state__in=[S.PLANNED, S.CALLED], starts_at__gt=now
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
    if meeting.state not in (S.PLANNED, S.CALLED) or meeting.kind in TAKES_NONE:
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
