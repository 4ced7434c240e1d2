"""Meetings in any state, their agenda, notice and roll."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from meetings.models import (
    AgendaItem,
    Answer,
    Attachment,
    Attendance,
    AttendanceStatus,
    Meeting,
    MeetingKind,
    MeetingState,
    Reply,
)

from .basics import numbers, scope_of

OPENED = {MeetingState.OPEN, MeetingState.HELD, MeetingState.MINUTED, MeetingState.APPROVED}
ENDED = OPENED - {MeetingState.OPEN}
CALLED = OPENED | {MeetingState.CALLED}
GIVEN_UP = {MeetingState.POSTPONED, MeetingState.CANCELLED}


def meeting(
    organization,
    *,
    state=MeetingState.PLANNED,
    kind=MeetingKind.PERIODIC,
    starts_at=None,
    base=20,
    **kwargs,
):
    """A meeting in any state, with the pairs of columns the database asks for. Those that took
    place began two hours ago; the others begin in two days."""
    now = timezone.now().replace(microsecond=0)
    ahead = -timedelta(hours=2) if state in OPENED else timedelta(days=2)
    starts_at = starts_at or now + ahead
    pairs = {}
    if state in CALLED:
        pairs |= {"called_at": now - timedelta(days=3), "notice_revision": 1}
    if state in OPENED:
        pairs |= {"opened_at": starts_at, "began_at": starts_at}
        pairs |= {"roll_count": base, "attendance_base": base, "voting_base": base}
    if state in ENDED:
        pairs |= {"ended_at": starts_at + timedelta(minutes=100)}
    if state == MeetingState.APPROVED:
        pairs |= {"approved_at": now}
    if state in GIVEN_UP:
        pairs |= {"cancel_reason": "Bão số 5"}
    defaults = {
        "month": timezone.localdate(starts_at).replace(day=1),
        "title": f"Sinh hoạt chi bộ số {next(numbers)}",
        "ends_at": starts_at + timedelta(hours=2),
        "place": "Nhà văn hoá",
        "created_at": now - timedelta(days=4),
    }
    return Meeting.objects.create(
        organization=organization,
        state=state,
        kind=kind,
        starts_at=starts_at,
        **scope_of(organization),
        **defaults | pairs | kwargs,
    )


def agenda_item(meeting, *, position=1, title="Đánh giá tình hình tháng qua", **kwargs):
    return AgendaItem.objects.create(meeting=meeting, position=position, title=title, **kwargs)


def attachment(meeting, *, name="Báo cáo.txt", content=b"Noi dung", **kwargs):
    defaults = {
        "content_type": "text/plain",
        "size": len(content),
        "sha256": "0" * 64,
        "uploaded_at": timezone.now(),
    }
    return Attachment.objects.create(
        meeting=meeting,
        name=name,
        file=ContentFile(content, name="report.txt"),
        **defaults | kwargs,
    )


def reply(meeting, member, *, answer=Answer.ATTEND, reason=""):
    return Reply.objects.create(
        meeting=meeting, member=member, answer=answer, reason=reason, answered_at=timezone.now()
    )


def attendance(meeting, member, *, status=AttendanceStatus.PRESENT, **kwargs):
    return Attendance.objects.create(meeting=meeting, member=member, status=status, **kwargs)
