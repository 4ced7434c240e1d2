"""Moving a meeting from state to state: the one place that writes `Meeting.state`; and locking.

Verbs lock in one order, so that two at one moment never wait for each other in a circle: the
organisation before its meetings, several meetings by their number, then what a campaign asks of the
branch, then the topic, then what hangs on the meeting.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from branches.models import Organization
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


class MovedMeanwhile(ValidationError):
    """What was to be put on a meeting, or taken off, lies on another one by now."""

    def __init__(self) -> None:
        super().__init__(
            _("Someone else has just moved this. Look where it is now, then try again."),
            code="moved",
        )


def lock_place(*organizations: Organization) -> None:
    """Two who plan its meetings at once come one after the other. Rows that only point to it, as
    those of the log, may be written meanwhile."""
    rows = Organization.objects.select_for_update(no_key=True)
    rows = rows.filter(pk__in=[one.pk for one in organizations])
    list(rows.order_by("pk").values_list("pk"))


def lock_meetings(*numbers: int | None) -> None:
    """For a verb that changes several: `locked` each of them afterwards."""
    rows = Meeting.objects.select_for_update().filter(pk__in=[one for one in numbers if one])
    list(rows.order_by("pk").values_list("pk"))


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
