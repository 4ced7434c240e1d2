"""Moving a meeting from state to state: the one place that writes `Meeting.state`."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from meetings.models import Meeting
from meetings.models.meeting import MOVES, MeetingState


class NotPossibleNow(ValidationError):
    """The verb does not fit the meeting's state; the message says what the state is."""


class StaleVersion(ValidationError):
    """Someone else saved in between; nothing was written, what was typed is with the caller."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Someone else saved this page while you were writing. What you typed is still "
                "below: compare it with the saved text, then save again."
            ),
            code="stale",
        )


def locked(meeting: Meeting) -> Meeting:
    """The row as it is now, locked until the transaction ends."""
    return (
        Meeting.objects.select_for_update(of=["self"])
        .select_related("organization__kind")
        .get(pk=meeting.pk)
    )


def move(meeting: Meeting, verb: str) -> None:
    """Sets the state the verb leads to (the caller saves). NotPossibleNow from any other state."""
    allowed, target = MOVES[verb]
    require_state(meeting, allowed)
    meeting.state = target


def require_state(meeting: Meeting, allowed: frozenset[MeetingState]) -> None:
    if meeting.state not in allowed:
        raise NotPossibleNow(
            _("This cannot be done now: the meeting is “%(state)s”.")
            % {"state": meeting.get_state_display()}
        )


def require_version(current: int, version: int) -> None:
    if current != version:
        raise StaleVersion
