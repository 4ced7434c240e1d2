"""The page of a year's topics: a branch's by quarter, and the lists of the committees above it; a
committee's own list with how many branches chose each."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from branches.models import Organization

from .models import Meeting, Topic
from .models.meeting import BEFORE_ROLL_CALL, COUNTS_AS_THEMATIC, TOOK_PLACE

State = Topic.State
QUARTERS = range(1, 5)


@dataclass
class TopicsOfQuarter:
    number: int
    topics: list[Topic] = field(default_factory=list)


def quarters_of(branch: Organization, year: int) -> list[TopicsOfQuarter]:
    quarters = {number: TopicsOfQuarter(number) for number in QUARTERS}
    for topic in Topic.objects.of_plan(branch, year).select_related("writer", "meeting", "source"):
        if topic.quarter:
            quarters[topic.quarter].topics.append(topic)
    return list(quarters.values())


def offered_above(branch: Organization, year: int) -> list[Topic]:
    """What the committees above offer and the branch has not chosen yet."""
    chosen = Topic.objects.of_plan(branch, year).filter(source__isnull=False).values("source")
    offered = Topic.objects.offered_for(branch, year).exclude(pk__in=chosen)
    return list(offered.select_related("organization"))


def list_of(committee: Organization, year: int) -> QuerySet[Topic]:
    """The committee's list: how many branches chose each, and how many have met about it."""
    standing = ~Q(choices__state=State.DROPPED)
    return Topic.objects.filter(organization=committee, year=year, state=State.OFFERED).annotate(
        chosen=Count("choices__organization", filter=standing, distinct=True),
        held=Count(
            "choices__organization",
            filter=standing & Q(choices__meeting__state__in=TOOK_PLACE),
            distinct=True,
        ),
    )


def meetings_for(topic: Topic, now: datetime) -> list[Meeting]:
    """Thematic meetings of the branch that are still to come, the topic's quarter first."""
    found = Meeting.objects.filter(
        organization=topic.organization,
        kind__in=COUNTS_AS_THEMATIC,
        state__in=BEFORE_ROLL_CALL,
        starts_at__gt=now,
    )
    return sorted(
        found.order_by("starts_at"),
        key=lambda row: (row.month.year, (row.month.month + 2) // 3) != (topic.year, topic.quarter),
    )
