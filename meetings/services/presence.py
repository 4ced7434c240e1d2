"""Who comes and goes while the meeting runs, noted with one tap; votes count the room as it is."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.models import AttendanceNote, AttendanceStatus, Meeting
from meetings.models.meeting import MeetingState
from meetings.models.rollcall import PRESENT_STATUSES
from members.models import Member, User
from members.services.audit import record

from .month import refresh_branch_month
from .rollcall import count_roll
from .states import locked, require_state


class Movement(models.TextChoices):
    CAME = "came", gettext_lazy("Came just now")
    LEFT = "left", gettext_lazy("Left just now")


@transaction.atomic
def note_movement(
    *, meeting: Meeting, member: Member, movement: Movement, by: User, now: datetime
) -> Meeting:
    """The person came late or came back, or has left. Whoever comes is present from now on; whoever
    leaves was present, and is not in the room for the votes that follow."""
    meeting = locked(meeting)
    require_state(meeting, frozenset({MeetingState.OPEN}))
    row = meeting.attendances.filter(member=member).first()
    if row is None:
        raise ValidationError(_("One of the people is not on the roll of this meeting."))
    was_present = row.status in PRESENT_STATUSES
    clock = timezone.localtime(now).time().replace(second=0, microsecond=0)
    note = AttendanceNote.objects.filter(meeting=meeting, member=member).first()
    note = note or AttendanceNote(meeting=meeting, member=member)
    if movement == Movement.LEFT:
        if not was_present:
            raise ValidationError(_("%(name)s is not marked as present.") % {"name": member})
        note.left_at = clock
    elif was_present:
        note.left_at = None
    else:
        note.late_at, note.left_at, note.reason = clock, None, ""
        meeting.attendances.filter(member=member).update(status=AttendanceStatus.PRESENT)
    note.save()
    count_roll(meeting)
    meeting.version += 1
    meeting.save()
    refresh_branch_month(branch=meeting.branch, month=meeting.month)
    record(
        verb="note_movement",
        subject=meeting.title,
        organization=meeting.organization,
        by=by,
        now=now,
        member=member,
    )
    return meeting
