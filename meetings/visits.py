"""Observers from above: what they may read, who may be sent, and which branches were visited."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, UUIDField

from branches.models import Organization, Tier
from members.access import Access, Permission
from members.models import Member, Post
from members.models.member import MemberQuerySet

from .models import (
    AgendaItem,
    Attachment,
    Directive,
    Meeting,
    MeetingKind,
    MeetingState,
    Visit,
)
from .models.directive import DirectiveQuerySet
from .models.meeting import MeetingQuerySet
from .models.notice import AttachmentQuerySet
from .models.visit import VisitQuerySet


def _observed(access: Access) -> QuerySet[Visit]:
    """The visits the person was sent to; a suspended member is sent nowhere."""
    if access.member is None or access.member.is_suspended:
        return Visit.objects.none()
    return Visit.objects.filter(observer=access.member)


class MeetingsToRead(MeetingQuerySet):
    """The page of a meeting is also for the observer who was sent there: its agenda and its
    documents, while every other address of the meeting stays as closed as it is."""

    def visible_to(self, access: Access) -> "MeetingsToRead":
        sent = Q(pk__in=_observed(access).values("meeting"), called_at__isnull=False)
        return self.filter(Q(pk__in=Meeting.objects.visible_to(access).values("pk")) | sent)


def meetings_to_read() -> MeetingsToRead:
    return MeetingsToRead(Meeting)


class AttachmentsToRead(AttachmentQuerySet):
    def visible_to(self, access: Access) -> "AttachmentsToRead":
        return self.filter(meeting__in=MeetingsToRead(Meeting).visible_to(access))


def attachments_to_read() -> AttachmentsToRead:
    return AttachmentsToRead(Attachment)


class DirectivesToRead(DirectiveQuerySet):
    """Documents from above are also for whoever reads an agenda on which they stand: after the
    branch has moved to another committee, and for the observer who was sent."""

    def visible_to(self, access: Access) -> "DirectivesToRead":
        on_agenda = AgendaItem.objects.filter(
            directives=OuterRef("pk"), meeting__in=MeetingsToRead(Meeting).visible_to(access)
        )
        told = Q(pk__in=Directive.objects.visible_to(access).values("pk"))
        return self.filter(told | Q(Exists(on_agenda), removed_at=None))


def directives_to_read() -> DirectivesToRead:
    return DirectivesToRead(Directive).select_related("organization__kind")


def possible_observers(meeting: Meeting, on: date, access: Access | None = None) -> MemberQuerySet:
    """Those with a post in a committee above the meeting; with `access`, of the committees for
    which the person may send somebody."""
    above = list(
        Organization.objects.filter(
            pk__in=meeting.organization.ancestor_ids, kind__tier__lt=Tier.BRANCH
        ).select_related("kind")
    )
    if access:
        above = [place for place in above if access.may(Permission.ASSIGN_VISITS, place)]
    posts = Post.objects.in_force(on).filter(member=OuterRef("pk"), organization__in=above)
    return Member.objects.filter(Exists(posts), is_suspended=False).by_given_name()


def may_be_visited(meeting: Meeting) -> bool:
    """Called and not over; the committee's own meetings are nobody's above."""
    return meeting.kind != MeetingKind.COMMITTEE and meeting.state in (
        MeetingState.CALLED,
        MeetingState.OPEN,
    )


@dataclass(frozen=True)
class Coverage:
    """Of the branches that stand below a committee today, those where an observer attended in the
    year, and those where none ever did in it. `branches` carry when they meet next."""

    visited: QuerySet[Organization]
    unvisited: QuerySet[Organization]
    total: int

    @property
    def count(self) -> int:
        return self.total - self.missing

    @property
    def missing(self) -> int:
        return self.unvisited.count()


def coverage(committee: Organization, year: int, *, today: date, now: datetime) -> Coverage:
    """A visit counts for the branch of its day, whoever that branch belongs to since."""
    attended = Visit.objects.filter(
        attended=True, meeting__branch=OuterRef("pk"), meeting__starts_at__year=year
    )
    upcoming = (
        Meeting.objects.filter(
            organization=OuterRef("pk"), state=MeetingState.CALLED, starts_at__gte=now
        )
        .exclude(kind=MeetingKind.COMMITTEE)
        .order_by("starts_at", "pk")
    )
    branches = Organization.objects.under([committee.path]).branches().standing(today)
    rows = branches.annotate(
        next_id=Subquery(upcoming.values("public_id")[:1], output_field=UUIDField()),
        next_at=Subquery(upcoming.values("starts_at")[:1], output_field=DateTimeField()),
    ).order_by("path")
    return Coverage(
        visited=rows.filter(Exists(attended)),
        unvisited=rows.exclude(Exists(attended)),
        total=branches.count(),
    )


def visits_of(committee: Organization, year: int) -> VisitQuerySet:
    """The visits of the year below the committee, by the tree of today."""
    return Visit.objects.for_page().filter(
        meeting__organization__path__startswith=committee.path, meeting__starts_at__year=year
    )
