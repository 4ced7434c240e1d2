"""How far the branches are with a campaign: read from the records, never stored. All of it is
counted and listed of a `Part`, so that nobody is shown branches that are not theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from branches.models import Organization, Tier
from members.access import Access, Permission, lies_in
from members.models import Announcement, Channel, Message, Occasion, Post, PostKind
from papers.text import fold

from .models import Campaign, CampaignTarget, MeetingState
from .models.campaign import CampaignTargetQuerySet

S = MeetingState
STILL_MEETS = [S.PLANNED, S.CALLED, S.POSTPONED, S.OPEN, S.HELD, S.MINUTED, S.APPROVED]
HAS_MET = [S.HELD, S.MINUTED, S.APPROVED]
# Who plans the meetings of a branch: those who are told of a campaign and reminded of it.
PLANNERS = [PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY]


class Step(models.TextChoices):
    """How far one branch is, the furthest step that the records show."""

    SENT = "sent", pgettext_lazy("campaign", "Sent, not opened")
    RECEIVED = "received", pgettext_lazy("campaign", "Received")
    PLACED = "placed", pgettext_lazy("campaign", "On an agenda")
    HELD = "held", pgettext_lazy("campaign", "Held")
    REPORTED = "reported", pgettext_lazy("campaign", "Reported")


BEHIND = "behind"


@dataclass(frozen=True)
class Part:
    """A campaign as one committee follows it: with all its branches for the sender, with those at
    or below it for a committee in between."""

    campaign: Campaign
    committee: Organization

    @property
    def is_whole(self) -> bool:
        return self.committee.pk == self.campaign.organization_id

    @property
    def targets(self) -> CampaignTargetQuerySet:
        targets = CampaignTarget.objects.filter(campaign=self.campaign)
        return targets if self.is_whole else targets.below(self.committee)

    def get_absolute_url(self) -> str:
        return self._address("detail")

    def remind_url(self) -> str:
        return self._address("remind")

    def paper_url(self) -> str:
        return self._address("paper")

    def table_url(self) -> str:
        return self._address("table")

    def _address(self, page: str) -> str:
        if self.is_whole:
            return reverse(f"meetings:campaign_{page}", args=[self.campaign.public_id])
        ids = [self.committee.public_id, self.campaign.public_id]
        return reverse(f"meetings:part_{page}", args=ids)


def whole(campaign: Campaign) -> Part:
    """As its sender follows it."""
    return Part(campaign, campaign.organization)


def part_with(target: CampaignTarget, access: Access) -> Part | None:
    """Where the person follows the branch: in the whole campaign, else in the part of a committee
    of theirs above it."""
    campaign = target.campaign
    if access.may(Permission.SEE_FIGURES, campaign):
        return whole(campaign)
    scopes = access.scopes.get(Permission.SEE_FIGURES, [])
    committees = [scope for scope in scopes if scope.kind.tier < Tier.BRANCH]
    return next((Part(campaign, one) for one in committees if lies_in(one, target)), None)


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


def planners_of(part: Part, today: date) -> QuerySet[Post]:
    """The posts of those who plan the meetings of its branches today."""
    branches = part.targets.order_by().values("organization")
    return Post.objects.in_force(today).filter(kind__in=PLANNERS, organization__in=branches)


def _told(campaign: Campaign, today: date) -> Q:
    reminders = Announcement.objects.filter(
        key__startswith=reminder_key(campaign), key__endswith=f":{today}"
    )
    return Q(organization__in=reminders.values("organization"))


def _led(part: Part, today: date) -> Q:
    return Q(organization__in=planners_of(part, today).values("organization"))


def to_remind(part: Part, today: date) -> QuerySet[CampaignTarget]:
    """The branches behind where somebody can be told and nobody was today, whoever asked for it."""
    behind = part.targets.filter(is_behind(part.campaign, today), _led(part, today))
    return behind.exclude(_told(part.campaign, today)).select_related("organization")


@dataclass(frozen=True)
class Behind:
    """Of the branches behind: to how many a reminder may still go today, how many had one, and how
    many have nobody in office who could be told."""

    due_count: int
    told_count: int
    nobody_count: int


def behind_of(part: Part, today: date) -> Behind:
    told, led = _told(part.campaign, today), _led(part, today)
    counts = part.targets.filter(is_behind(part.campaign, today)).aggregate(
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


def figures_of(part: Part, today: date) -> Figures:
    return Figures(**part.targets.aggregate(**_counts(part.campaign, today)))


def reported_of(
    campaigns: Iterable[Campaign], committee: Organization
) -> list[tuple[Part, int, int]]:
    """(part, how many branches, how many have reported), asked once for all of them: either all its
    own, or all from above."""
    parts = [Part(campaign, committee) for campaign in campaigns]
    targets = CampaignTarget.objects.filter(campaign__in=[part.campaign for part in parts])
    if not all(part.is_whole for part in parts):
        targets = targets.below(committee)
    rows = targets.order_by().values("campaign")
    counts = {
        row["campaign"]: (row["total"], row["reported"])
        for row in rows.annotate(total=Count("pk"), reported=Count("reported_at"))
    }
    return [(part, *counts.get(part.campaign.pk, (0, 0))) for part in parts]


@dataclass(frozen=True)
class Group:
    """A grassroots organisation, and how far the branches in it are."""

    organization: Organization
    figures: Figures


def groups_of(part: Part, today: date) -> list[Group]:
    """By grassroots organisation; a branch that is one itself stands alone. Two questions, however
    many there are."""
    rows: Any = (
        part.targets.order_by()
        .annotate(group=Coalesce("grassroots_id", "branch_id"))
        .values("group")
        .annotate(**_counts(part.campaign, today))
    )
    figures = {row.pop("group"): Figures(**row) for row in rows}
    found = Organization.objects.filter(pk__in=list(figures)).order_by("sort_key", "pk")
    return [Group(organization, figures[organization.pk]) for organization in found]


def is_grouped(part: Part) -> bool:
    """Whether there are grassroots organisations between the committee and the branches."""
    return part.committee.kind.tier < Tier.GRASSROOTS


def place_in(part: Part, public_id: UUID | None) -> Organization | None:
    """The grassroots organisation of that address, if it has branches in it."""
    if public_id is None:
        return None
    groups = part.targets.order_by().values(group=Coalesce("grassroots_id", "branch_id"))
    return Organization.objects.filter(pk__in=groups, public_id=public_id).first()


def tracked(part: Part) -> QuerySet[CampaignTarget]:
    """Its branches with `step`, the furthest one."""
    furthest_first = reversed(list(reached(part.campaign).items()))
    step = Case(
        *(When(found, then=Value(str(step))) for step, found in furthest_first),
        default=Value(str(Step.SENT)),
        output_field=CharField(),
    )
    return (
        part.targets.annotate(step=step)
        .select_related("organization", "grassroots", "item__meeting")
        .order_by("organization__sort_key", "pk")
    )


def rows_of(
    part: Part, today: date, *, step: str = "", words: str = "", place: int | None = None
) -> QuerySet[CampaignTarget]:
    """The branches behind a figure. `step`: those who reached it, or who are behind; `place`: the
    grassroots organisation they lie in."""
    rows: Any = tracked(part)
    conditions = {**reached(part.campaign), BEHIND: is_behind(part.campaign, today)}
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
