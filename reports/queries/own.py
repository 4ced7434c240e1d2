"""The first page of every member: the next meeting, own tasks, messages, the last resolution."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from meetings.models import Meeting, MeetingKind, Reply, Resolution, Task
from meetings.queries import COMMITTEE_POSTS
from members.access import Access
from members.models import Affiliation, Member, Message, Post

TASKS_SHOWN = 5
MESSAGES_SHOWN = 3


def next_meetings(member: Member, access: Access, now: datetime) -> QuerySet[Meeting]:
    """Meetings to come that concern the member, with `own_reply` (a list of one or none)."""
    today = access.today
    here = Affiliation.objects.in_force(today).filter(
        member=member, organization=OuterRef("organization")
    )
    posts = Post.objects.in_force(today).filter(
        member=member, organization=OuterRef("organization"), kind__in=COMMITTEE_POSTS
    )
    of_committee = Q(kind=MeetingKind.COMMITTEE)
    told = Q(Exists(here.exclude(kind=Affiliation.Kind.RESIDENCE))) & ~of_committee
    replies = Reply.objects.filter(member=member)
    return (
        Meeting.objects.visible_to(access)
        .filter(
            told & ~Q(kind=MeetingKind.COMMITTEE) | Q(Exists(posts), kind=MeetingKind.COMMITTEE)
        )
        .upcoming(now)
        .select_related("organization")
        .prefetch_related(Prefetch("replies", queryset=replies, to_attr="own_reply"))
    )


def own_tasks(member: Member, today: date) -> list[tuple[Task, bool]]:
    """Open tasks of the member, the longest overdue first, each with whether it is overdue."""
    tasks = Task.objects.filter(owner=member).still_open().order_by("due_on", "pk")
    return [(task, task.is_overdue(today)) for task in tasks.select_related("organization")]


def unread_messages(member: Member) -> QuerySet[Message]:
    return (
        Message.objects.in_app_of(member)
        .unread()
        .select_related("announcement")
        .order_by("-delivered_at", "-pk")
    )


def last_resolution(member: Member, access: Access) -> Resolution | None:
    """The newest one published where the member is at home."""
    return (
        Resolution.objects.visible_to(access)
        .filter(meeting__branch=member.home_id, published_at__isnull=False)
        .select_related("meeting", "number")
        .order_by("-published_at", "-pk")
        .first()
    )
