"""What minutes get besides their text: corrections asked for in the room, addenda afterwards."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.models import (
    Addendum,
    Meeting,
    MeetingState,
    Minutes,
    PaperKind,
    ReadBackCorrection,
)
from members.models import User
from members.services.audit import record
from papers.text import normalize

from .paper import request_paper
from .states import locked, require_state

READ_OUT = frozenset({MeetingState.HELD, MeetingState.MINUTED})
LONGEST_ADDENDUM = 20_000


@transaction.atomic
def note_correction(
    *, minutes: Minutes, asked_by: str, text: str, by: User, now: datetime
) -> ReadBackCorrection:
    """Logs what somebody in the room asked to be put right while the minutes were read out; the
    text itself is mended in the minutes. Not after approval."""
    meeting = locked(minutes.meeting)
    require_state(meeting, READ_OUT)
    correction = ReadBackCorrection(
        minutes=minutes,
        asked_by=normalize(asked_by).strip(),
        text=normalize(text).strip(),
        noted_at=now,
        noted_by=by,
    )
    correction.full_clean()
    correction.save()
    record(
        verb="note_correction",
        subject=meeting.title,
        organization=meeting.organization,
        by=by,
        now=now,
    )
    return correction


@transaction.atomic
def add_addendum(*, minutes: Minutes, reason: str, text: str, by: User, now: datetime) -> Addendum:
    """The next numbered addendum to approved minutes, which stay as they are; its paper is made
    after commit. ValidationError before approval, when the minutes themselves can be mended."""
    meeting = locked(minutes.meeting)
    if not meeting.is_locked:
        raise ValidationError(_("The minutes are not approved yet: write it in the minutes."))
    text = normalize(text).strip()
    if len(text) > LONGEST_ADDENDUM:
        raise ValidationError({"text": _("The text is too long; attach long parts as documents.")})
    addendum = Addendum(
        minutes=minutes,
        ordinal=minutes.addenda.count() + 1,
        reason=normalize(reason).strip(),
        text=text,
        added_at=now,
        added_by=by,
    )
    addendum.full_clean(exclude=["minutes"])
    addendum.save()
    record(
        verb="add_addendum",
        subject=meeting.title,
        organization=meeting.organization,
        by=by,
        now=now,
    )
    request_paper(meeting=meeting, kind=PaperKind.ADDENDUM, part=addendum, now=now)
    return addendum


@transaction.atomic
def confirm_minutes(*, meeting: Meeting, by: User, now: datetime) -> Minutes:
    """This meeting has confirmed the minutes of the one before it; a second call changes nothing.
    ValidationError when there are none to confirm."""
    meeting = locked(meeting)
    require_state(meeting, frozenset({MeetingState.OPEN, MeetingState.HELD}))
    minutes = unconfirmed_before(meeting)
    if minutes is None:
        raise ValidationError(_("There are no earlier minutes left to confirm."))
    Minutes.objects.filter(pk=minutes.pk).update(confirmed_in=meeting)
    record(
        verb="confirm_minutes",
        subject=minutes.meeting.title,
        organization=meeting.organization,
        by=by,
        now=now,
    )
    return minutes


def unconfirmed_before(meeting: Meeting) -> Minutes | None:
    """The approved minutes of the same body's last meeting before this one, unless confirmed."""
    latest = (
        Minutes.objects.filter(
            meeting__organization_id=meeting.organization_id,
            meeting__kind=meeting.kind,
            meeting__state=MeetingState.APPROVED,
            meeting__starts_at__lt=meeting.starts_at,
        )
        .select_related("meeting", "number")
        .order_by("-meeting__starts_at", "-pk")
        .first()
    )
    return latest if latest and latest.confirmed_in_id is None else None
