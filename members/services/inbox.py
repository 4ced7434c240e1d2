"""What people do with the messages they got."""

from datetime import datetime

from members.models import Channel, Member, Message, MessageState


def open_message(*, message: Message, now: datetime) -> str:
    """Marks it read, once and for all, and gives the address of the page it is about."""
    Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=now)
    return message.announcement.path


def read_all(*, member: Member, now: datetime) -> int:
    """Marks everything in the inbox read; returns how many were not."""
    return Message.objects.in_app_of(member).unread().update(read_at=now)


def read_about(*, member: Member, path: str, now: datetime) -> int:
    """Marks read what leads to a page the member has just opened, also what is not delivered yet:
    it need not shine as new an hour later. Returns how many."""
    return Message.objects.filter(
        recipient=member,
        channel=Channel.IN_APP,
        state__in=[MessageState.PENDING, MessageState.SENT],
        read_at__isnull=True,
        announcement__path=path,
    ).update(read_at=now)
