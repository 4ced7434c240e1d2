"""Who was told of a meeting, who opened the notice, and who answered what."""

from dataclasses import dataclass, field

from django.utils import timezone

from members.models import Channel, Member, Message, MessageState, Occasion
from members.models.member import MemberQuerySet
from members.models.message import MessageQuerySet

from .models import Answer, Meeting, Reply
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
    """Of the notice as it stands now: who got it, who has not opened it."""

    told: int = 0
    unread: list[Member] = field(default_factory=list)

    @property
    def read(self) -> int:
        return self.told - len(self.unread)


def invited_to(meeting: Meeting) -> MemberQuerySet:
    return members_invited(
        meeting.organization, meeting.kind, timezone.localdate(meeting.starts_at)
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
    rows = notices_sent(meeting).select_related("recipient").order_by("recipient__sort_key")
    messages = list(rows)
    unread = [message.recipient for message in messages if message.read_at is None]
    return Readers(told=len(messages), unread=unread)
