"""The end of a meeting: closing it, reading the minutes back, approving and locking them."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import AttendanceStatus, Meeting, Minutes
from members.models import User
from members.services.audit import record
from papers.text import normalize

from .carrying import bring_over
from .floor import close_floor
from .month import refresh_branch_month
from .number import issue_number
from .paper import request_papers
from .resolution import publish_resolutions
from .signing import Signer, missing_signers
from .states import locked, move


@transaction.atomic
def close_meeting(*, meeting: Meeting, ended_at: datetime, by: User, now: datetime) -> Meeting:
    """The meeting is over; its minutes can still be written."""
    meeting = locked(meeting)
    move(meeting, "close")
    if meeting.began_at and ended_at <= meeting.began_at:
        raise ValidationError({"ended_at": _("The end must be later than the beginning.")})
    meeting.ended_at = ended_at
    close_floor(meeting, ended_at)
    _moved(meeting, "close_meeting", by, now)
    bring_over(organization=meeting.organization, now=now)
    return meeting


@transaction.atomic
def read_back_minutes(*, meeting: Meeting, adoption_note: str, by: User, now: datetime) -> Meeting:
    """The minutes have been read out and adopted. Everyone on the roll must have a mark."""
    meeting = locked(meeting)
    move(meeting, "read_back")
    unmarked = meeting.attendances.filter(status=AttendanceStatus.UNKNOWN).count()
    if unmarked:
        raise ValidationError(
            _("%(count)s people have no mark in the roll call yet. Finish it first.")
            % {"count": unmarked}
        )
    Minutes.objects.filter(meeting=meeting).update(adoption_note=normalize(adoption_note).strip())
    return _moved(meeting, "read_back_minutes", by, now)


@transaction.atomic
def reopen_minutes(*, meeting: Meeting, by: User, now: datetime) -> Meeting:
    """Back to writing, when the reading brought something up; not after approval. What chair and
    recorder had approved is no longer the text, so both approve again."""
    meeting = locked(meeting)
    move(meeting, "reopen_minutes")
    Minutes.objects.filter(meeting=meeting).update(
        chair_approved_at=None, recorder_approved_at=None
    )
    return _moved(meeting, "reopen_minutes", by, now)


@transaction.atomic
def approve_minutes(
    *, meeting: Meeting, by: User, now: datetime, is_signed_on_paper: bool = False
) -> Meeting:
    """Approves and locks the minutes, numbers them, publishes the meeting's resolutions and hands
    out their tasks; the papers are made after commit. All or nothing.

    ValidationError while the chair or the recorder has not approved, unless it is `by`, or they
    have signed the printed minutes by hand.
    """
    meeting = locked(meeting)
    move(meeting, "approve")
    minutes = Minutes.objects.select_for_update().get(meeting=meeting)
    if not is_signed_on_paper and (missing := missing_signers(meeting, minutes, by)):
        people = {Signer.CHAIR: meeting.chair, Signer.RECORDER: meeting.recorder}
        raise ValidationError(
            _("%(names)s has not approved the minutes yet.")
            % {"names": ", ".join(str(people[signer]) for signer in missing)}
        )
    meeting.approved_at, meeting.approved_by = now, by
    minutes.number = issue_number(
        organization=meeting.organization, document_type="BB", on=timezone.localdate(now)
    )
    minutes.save(update_fields=["number"])
    publish_resolutions(meeting=meeting, by=by, now=now)
    _moved(meeting, "approve_minutes", by, now)
    request_papers(meeting=meeting, now=now)
    bring_over(organization=meeting.organization, now=now)
    return meeting


def _moved(meeting: Meeting, verb: str, by: User, now: datetime) -> Meeting:
    meeting.version += 1
    meeting.save()
    refresh_branch_month(branch=meeting.branch, month=meeting.month)
    record(verb=verb, subject=meeting.title, organization=meeting.organization, by=by, now=now)
    return meeting
