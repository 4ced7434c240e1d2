"""Telling a notice, and every change of it, to the same people: each of them once."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from meetings.models import Meeting
from meetings.readers import followers_of, invited_to
from members.models import (
    Announcement,
    Channel,
    Member,
    Message,
    MessageState,
    Occasion,
    User,
)
from members.services.messages import announce, withdraw

# Told of one meeting; each but the first replaces what still waits of the ones before.
ABOUT_THE_NOTICE = [
    Occasion.NOTICE_ISSUED,
    Occasion.NOTICE_CHANGED,
    Occasion.MEETING_TOMORROW,
    Occasion.NOTICE_UNREAD,
]
# Time and place are told at once; an agenda saved five times in a row is told once.
AT_ONCE = frozenset({"time", "place"})
SETTLES = timedelta(minutes=5)
SOON = timedelta(hours=2)
# The key of what goes to the committee above ends so: it is nobody's receipt.
ABOVE = ":above"


def tell_the_invited(
    meeting: Meeting,
    occasion: Occasion,
    *,
    by: User | None,
    now: datetime,
    due_at: datetime | None = None,
    **params: Any,
) -> int:
    """One announcement a revision of the notice to everyone the meeting concerns, and one to those
    above who follow the branch. Returns how many of the first."""
    key = f"{occasion}:meeting:{meeting.pk}:{meeting.notice_revision}"
    invited = invited_to(meeting)
    if occasion != Occasion.NOTICE_ISSUED:
        # Who heard of it and has moved meanwhile hears of the change too.
        invited = Member.objects.filter(Q(pk__in=invited) | Q(pk__in=_told(meeting)))
    words: dict[str, Any] = {
        "occasion": occasion,
        "organization": meeting.organization,
        "path": meeting.get_absolute_url(),
        "params": {**meeting.message_params(), **params},
        "by": by,
        "now": now,
        "due_at": due_at,
        # What begins cannot be announced any more; a cancellation is worth reading afterwards.
        "stale_at": meeting.starts_at if occasion in ABOUT_THE_NOTICE else None,
    }
    followers = followers_of(meeting).exclude(pk__in=invited)
    if followers.exists():
        announce(key=f"{key}{ABOVE}", recipients=followers, **words)
    return announce(key=key, recipients=invited, **words)


def _told(meeting: Meeting) -> Any:
    """Ids of those whom the first notice, or a change of it, has reached."""
    notices = Q()
    for occasion in (Occasion.NOTICE_ISSUED, Occasion.NOTICE_CHANGED):
        notices |= Q(announcement__key__startswith=f"{occasion}:meeting:{meeting.pk}:")
    sent = Message.objects.filter(notices, channel=Channel.IN_APP, state=MessageState.SENT)
    return sent.exclude(announcement__key__endswith=ABOVE).values("recipient")


def tell_of_change(
    meeting: Meeting, changes: Collection[str], by: User | None, now: datetime, **params: Any
) -> None:
    """The notice of a called meeting has changed: a new revision of it, told to everyone. What
    still waits of the old one is not sent, and its changes are told with these. The caller holds
    the lock and saves."""
    told = set(changes)
    for untold in _untold_changes(meeting):
        told.update(untold["changes"])
        if "time" in untold["changes"]:
            # The time in between was told to nobody.
            params["was_at"] = untold["was_at"]
    is_first = _is_untold(meeting)
    meeting.notice_revision += 1
    withdraw_notice(meeting)
    at_once = told & AT_ONCE or is_first or meeting.starts_at - now < SOON
    tell_the_invited(
        meeting,
        # To whom nothing was said yet, nothing has changed.
        Occasion.NOTICE_ISSUED if is_first else Occasion.NOTICE_CHANGED,
        by=by,
        now=now,
        due_at=now if at_once else now + SETTLES,
        changes=sorted(told),
        **params,
    )


def withdraw_notice(meeting: Meeting) -> None:
    """What still waits of earlier notices is not sent: nobody is told the old time any more."""
    for occasion in ABOUT_THE_NOTICE:
        withdraw(key_prefix=f"{occasion}:meeting:{meeting.pk}:")


def _untold_changes(meeting: Meeting) -> list[dict[str, Any]]:
    """What earlier changes say that have not reached anybody yet."""
    waiting = Announcement.objects.filter(
        key__startswith=f"{Occasion.NOTICE_CHANGED}:meeting:{meeting.pk}:",
        messages__channel=Channel.IN_APP,
        messages__state=MessageState.PENDING,
    )
    return [row.params for row in waiting.distinct() if "changes" in row.params]


def _is_untold(meeting: Meeting) -> bool:
    """Whether the first notice still waits to be sent to anybody."""
    waits = Message.objects.filter(
        announcement__key__startswith=f"{Occasion.NOTICE_ISSUED}:meeting:{meeting.pk}:",
        channel=Channel.IN_APP,
        state=MessageState.PENDING,
    )
    return waits.exists() and not _told(meeting).exists()
