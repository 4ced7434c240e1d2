"""The one thing to do next with a meeting, by its state and what the person may; and its stage."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.access import Access, Permission

from .models import Meeting, MeetingState

Text = str | Promise
S = MeetingState


@dataclass(frozen=True)
class NextStep:
    """`is_post`: a button that does it, instead of a link to where it is done."""

    heading: Text
    text: Text
    label: Text
    url: str
    is_post: bool = False


def stage_of(meeting: Meeting) -> int:
    """Preparation 1, roll call 2, discussion 3, conclusion 4, minutes 5; 6 when all is done."""
    if meeting.state == S.OPEN:
        return 3 if meeting.present_count else 2
    return {S.HELD: 4, S.MINUTED: 5, S.APPROVED: 6}.get(MeetingState(meeting.state), 1)


def next_step(meeting: Meeting, access: Access, now: datetime) -> NextStep | None:
    """None when the next step is somebody else's, or the meeting is over and done with."""
    step = STEPS.get(MeetingState(meeting.state))
    if step is None:
        return None
    permission, make = step
    return make(meeting, now) if access.may(permission, meeting) else None


def _prepare(meeting: Meeting, now: datetime) -> NextStep:
    if meeting.starts_at <= now or meeting.state == S.POSTPONED:
        return NextStep(
            _("Choose a new time"),
            _("Then send the notice again; the agenda and the documents are kept."),
            _("Choose the time"),
            _address("meeting_edit", meeting),
        )
    return NextStep(
        _("Send the notice"),
        _("See it first as members will see it on their phones."),
        _("Preview and send"),
        _address("notice_preview", meeting),
    )


def _open(meeting: Meeting, now: datetime) -> NextStep | None:
    """On the day itself; before it there is nothing to press."""
    if timezone.localdate(now) < timezone.localdate(meeting.starts_at):
        return None
    return NextStep(
        _("Open the roll call"),
        _("The roll of the day and both bases are then fixed; answers to the notice are closed."),
        _("Open the roll call"),
        _address("roll_open", meeting),
        is_post=True,
    )


def _run(meeting: Meeting, now: datetime) -> NextStep:
    if not meeting.present_count:
        return NextStep(
            _("Take the roll"),
            _("Mark who is here; whoever asked for leave is already marked."),
            _("Go to the roll call"),
            _address("rollcall_edit", meeting),
        )
    return NextStep(
        _("Run the agenda"),
        _("Item by item: who speaks, the conclusion, the votes; the screen in the room follows."),
        _("Run the meeting"),
        _address("floor_edit", meeting),
    )


def _finish(meeting: Meeting, now: datetime) -> NextStep:
    return NextStep(
        _("Finish the minutes"),
        _("Complete the minutes and the resolution, then read them back."),
        _("Go to the minutes"),
        _address("minutes_edit", meeting),
    )


def _approve(meeting: Meeting, now: datetime) -> NextStep:
    return NextStep(
        _("Approve the minutes"),
        _("Read them once more. Approved minutes are locked, and the papers are made."),
        _("Read and approve"),
        _address("minutes_read", meeting),
    )


STEPS = {
    S.PLANNED: (Permission.PLAN_MEETINGS, _prepare),
    S.POSTPONED: (Permission.PLAN_MEETINGS, _prepare),
    S.CALLED: (Permission.TAKE_ROLL, _open),
    S.OPEN: (Permission.TAKE_ROLL, _run),
    S.HELD: (Permission.WRITE_MINUTES, _finish),
    S.MINUTED: (Permission.APPROVE_MINUTES, _approve),
}


def _address(name: str, meeting: Meeting) -> str:
    return reverse(f"meetings:{name}", args=[meeting.public_id])
