"""Who was told of a meeting, who opened the notice, and who answered what; who has read a document
from above."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from branches.models import Organization, Tier
from members.access import Access, Permission
from members.models import Channel, Member, Message, MessageState, Occasion, Post, PostKind
from members.models.member import MemberQuerySet
from members.models.message import MessageQuerySet

from .models import (
    Answer,
    AttachmentReading,
    Directive,
    DirectiveReading,
    Meeting,
    MeetingKind,
    Reply,
    Visit,
)
from .queries import members_invited

NOTICES = [Occasion.NOTICE_ISSUED, Occasion.NOTICE_CHANGED]


@dataclass
class Replies:
    """The answers of those invited today; `silent` have not answered yet."""

    attend: list[Reply] = field(default_factory=list)
    online: list[Reply] = field(default_factory=list)
    leave: list[Reply] = field(default_factory=list)
    silent: list[Member] = field(default_factory=list)

    @property
    def invited(self) -> int:
        return len(self.attend) + len(self.online) + len(self.leave) + len(self.silent)


@dataclass
class Readers:
    """Of the notice as it stands now: who got it, who has not opened it, who has no account to open
    it with."""

    told: int = 0
    unread: list[Member] = field(default_factory=list)
    without_account: list[Member] = field(default_factory=list)

    @property
    def read(self) -> int:
        return self.told - len(self.unread) - len(self.without_account)


@dataclass(frozen=True)
class Receipt:
    """What is known of one member invited: notice opened, answer given, documents read."""

    member: Member
    has_account: bool
    read_at: datetime | None
    reply: Reply | None
    documents_read: int


def is_inside(access: Access, meeting: Meeting) -> bool:
    """Whether the person may read what the branch keeps to itself: belongs to it, or leads it. The
    committees above do not."""
    return access.may(Permission.SEE_MEETINGS, meeting) or access.may_inside(
        Permission.READ_MINUTES, meeting
    )


def invited_to(meeting: Meeting) -> MemberQuerySet:
    return members_invited(
        meeting.organization, meeting.kind, timezone.localdate(meeting.starts_at)
    )


def followers_of(meeting: Meeting) -> MemberQuerySet:
    """Those above who hear of a branch's meetings (HD 42-HD/BTCTW): who holds the post of one who
    follows the branches at its direct superior, and who is sent to attend this very meeting."""
    if meeting.kind in (MeetingKind.COMMITTEE, MeetingKind.CELL):
        return Member.objects.none()
    following = Post.objects.in_force(timezone.localdate(meeting.starts_at)).filter(
        kind=PostKind.REVIEWER, organization=meeting.organization.parent_id
    )
    observing = Visit.objects.filter(meeting=meeting)
    return Member.objects.filter(
        Q(pk__in=following.values("member")) | Q(pk__in=observing.values("observer"))
    )


def replies_of(meeting: Meeting) -> Replies:
    answers = {reply.member_id: reply for reply in meeting.replies.select_related("member")}
    replies = Replies()
    for member in invited_to(meeting).by_given_name():
        reply = answers.get(member.pk)
        if reply is None:
            replies.silent.append(member)
        else:
            getattr(replies, Answer(reply.answer).value).append(reply)
    return replies


def notices_sent(meeting: Meeting) -> MessageQuerySet:
    """The in-app messages of the notice as it stands now."""
    keys = [f"{occasion}:meeting:{meeting.pk}:{meeting.notice_revision}" for occasion in NOTICES]
    return Message.objects.filter(
        announcement__key__in=keys, channel=Channel.IN_APP, state=MessageState.SENT
    )


def readers_of(meeting: Meeting) -> Readers:
    rows = notices_sent(meeting).select_related("recipient__user")
    readers = Readers()
    for message in rows.order_by("recipient__sort_key"):
        readers.told += 1
        if message.read_at is None:
            silent = readers.unread if has_account(message.recipient) else readers.without_account
            silent.append(message.recipient)
    return readers


def has_account(member: Member) -> bool:
    """Of a member fetched with its user."""
    user = getattr(member, "user", None)
    return bool(user and user.is_active)


def receipts_of(meeting: Meeting) -> list[Receipt]:
    """One for each member invited today, by given name; as many queries for three as for three
    hundred."""
    opened = dict(notices_sent(meeting).values_list("recipient", "read_at"))
    replies = {reply.member_id: reply for reply in meeting.replies.select_related("member")}
    readings = AttachmentReading.objects.filter(
        attachment__meeting=meeting, attachment__removed_at=None
    )
    documents = Counter(readings.values_list("member", flat=True))
    return [
        Receipt(
            member=member,
            has_account=has_account(member),
            read_at=opened.get(member.pk),
            reply=replies.get(member.pk),
            documents_read=documents[member.pk],
        )
        for member in invited_to(meeting).by_given_name().select_related("user")
    ]


# Documents from above


@dataclass(frozen=True)
class Unread:
    """Of those who have not read a document: how many can still be reminded today, how many were,
    and how many have no account to read it with."""

    due_count: int
    told_count: int
    without_account: int

    @property
    def count(self) -> int:
        return self.due_count + self.told_count + self.without_account


def people_reading(place: Organization, on: date) -> MemberQuerySet:
    """Who should read what is in its register: whoever is told of a branch's meetings; below a
    committee the members at home there who are not suspended."""
    if place.kind.tier < Tier.BRANCH:
        return Member.objects.filter(home__path__startswith=place.path, is_suspended=False)
    return members_invited(place, MeetingKind.PERIODIC, on)


def reminder_key(directive: Directive) -> str:
    """How the keys of the reminders of a document begin; day and number follow."""
    return f"{Occasion.DIRECTIVE_UNREAD}:directive:{directive.pk}:"


def _not_read(place: Organization, directive: Directive, on: date) -> MemberQuerySet:
    read = DirectiveReading.objects.filter(directive=directive, member=OuterRef("pk"))
    return people_reading(place, on).filter(~Exists(read))


def _told(directive: Directive, on: date) -> Exists:
    """Of a member: reminded on that day, by whichever register."""
    key = f"{reminder_key(directive)}{on}:"
    messages = Message.objects.filter(announcement__key__startswith=key, channel=Channel.IN_APP)
    return Exists(messages.filter(recipient=OuterRef("pk")))


def readers_to_remind(place: Organization, directive: Directive, on: date) -> MemberQuerySet:
    """Those with an account who have not read it and were not reminded on that day."""
    unread = _not_read(place, directive, on).filter(user__is_active=True)
    return unread.filter(~_told(directive, on))


def unread_of(place: Organization, directive: Directive, on: date) -> Unread:
    told, able = Q(is_told=True), Q(user__is_active=True)
    unread = _not_read(place, directive, on).annotate(is_told=_told(directive, on))
    counts = unread.aggregate(
        due_count=Count("pk", filter=able & ~told),
        told_count=Count("pk", filter=told),
        without_account=Count("pk", filter=~able & ~told),
    )
    return Unread(**counts)
