"""The branch committee meets first; what it agrees becomes the agenda and notice of the branch
(HD 42-HD/BTCTW: it agrees the content before the notice goes out)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import Meeting, MeetingKind, MeetingState, MinutesEntry
from meetings.models.meeting import BEFORE_ROLL_CALL, MINUTES_BEING_WRITTEN
from meetings.queries import leader_of, usual_recorder
from members.models import User
from members.services.audit import record
from members.working_days import WorkingDays
from papers.text import normalize

from .agenda import AgendaLine, save_agenda
from .meeting import MeetingPlan, plan_meeting
from .minutes import ContributionLine, save_entry
from .states import lock_place, locked, require_state

# The committee usually meets so long before the branch; short, as its own agenda is.
DAYS_BEFORE = 3
LASTS = timedelta(minutes=75)
# The item of the committee's standard agenda (data/agendas.json) under which it is agreed.
DISCUSSION = "Bàn nội dung sinh hoạt chi bộ và dự thảo nghị quyết"
PREPARED_FIRST = [
    MeetingKind.PERIODIC,
    MeetingKind.THEMATIC,
    MeetingKind.COMBINED,
    MeetingKind.EXTRAORDINARY,
    MeetingKind.CONGRESS,
    MeetingKind.REVIEW,
]


@transaction.atomic
def plan_preparation(*, meeting: Meeting, by: User, now: datetime) -> Meeting:
    """Plans the committee's meeting a few days before the branch's, at the same hour and place.
    One that is there already is given back: two taps plan one meeting."""
    lock_place(meeting.organization)
    meeting = locked(meeting)
    require_state(meeting, BEFORE_ROLL_CALL)
    if meeting.kind not in PREPARED_FIRST or not meeting.organization.is_branch:
        raise ValidationError(_("Only meetings of the whole branch are prepared by its committee."))
    there = preparation_of(meeting)
    if there:
        return there
    starts_at = _evening_before(meeting, now)
    today = timezone.localdate(now)
    preparation = plan_meeting(
        organization=meeting.organization,
        plan=MeetingPlan(
            kind=MeetingKind.COMMITTEE,
            month=meeting.month,
            starts_at=starts_at,
            ends_at=starts_at + LASTS,
            form=meeting.form,
            place=meeting.place,
            link=meeting.link,
            chair=leader_of(meeting.organization, today),
            recorder=usual_recorder(meeting.organization),
        ),
        by=by,
        now=now,
        is_time_given=True,
    )
    preparation.prepares = meeting
    preparation.save(update_fields=["prepares"])
    return preparation


def preparation_of(meeting: Meeting) -> Meeting | None:
    """The committee's meeting that prepares this one, unless it was cancelled."""
    there = meeting.preparations.exclude(state=MeetingState.CANCELLED)
    return there.order_by("-starts_at", "-pk").first()


def _evening_before(meeting: Meeting, now: datetime) -> datetime:
    """The usual days before on which nobody is kept away, or the nearest later one; at least an
    hour from now and before the branch meets."""
    calendar = WorkingDays.of_today()
    for days in (DAYS_BEFORE, DAYS_BEFORE + 1, DAYS_BEFORE + 2, 2, 1):
        starts_at = meeting.starts_at - timedelta(days=days)
        is_off = calendar.why_off(timezone.localdate(starts_at))
        if starts_at > now + timedelta(hours=1) and not is_off:
            return starts_at
    starts_at = meeting.starts_at - timedelta(days=1)
    if starts_at > now:
        return starts_at
    raise ValidationError(_("The branch meets too soon for the committee to meet before it."))


@transaction.atomic
def agree_agenda(
    *,
    preparation: Meeting,
    version: int,
    lines: Sequence[AgendaLine],
    notice_text: str,
    by: User,
    now: datetime,
) -> Meeting:
    """What the committee agreed becomes the agenda and the notice of the meeting it prepares, and
    is kept in the committee's own minutes while they are being written. `version`: of the branch's
    meeting; StaleVersion when someone else changed it in between."""
    if preparation.prepares is None or preparation.state == MeetingState.CANCELLED:
        raise ValidationError(_("This meeting prepares no other one."))
    meeting = save_agenda(
        meeting=preparation.prepares, version=version, lines=lines, by=by, now=now
    )
    meeting.notice_text = normalize(notice_text).strip()
    meeting.agreed_at = now
    meeting.save(update_fields=["notice_text", "agreed_at"])
    _keep_in_minutes(preparation, lines, by, now)
    record(
        verb="agree_agenda",
        subject=meeting.title,
        organization=meeting.organization,
        by=by,
        now=now,
    )
    return meeting


def _keep_in_minutes(
    preparation: Meeting, lines: Sequence[AgendaLine], by: User, now: datetime
) -> None:
    """Minutes are Vietnamese whatever the reader's language. A conclusion written by hand stays."""
    if preparation.state not in MINUTES_BEING_WRITTEN:
        return
    entries = MinutesEntry.objects.filter(
        minutes__meeting=preparation, item__title=DISCUSSION, conclusion=""
    )
    entry = entries.select_related("minutes__meeting", "item").first()
    if entry is None:
        return
    agreed = "; ".join(normalize(line.title).strip() for line in lines)
    save_entry(
        entry=entry,
        version=entry.version,
        text=entry.text,
        conclusion=f"Thống nhất nội dung sinh hoạt chi bộ: {agreed}.",
        contributions=[
            ContributionLine(row.speaker_id, row.guest_name, row.text)
            for row in entry.contributions.all()
        ],
        by=by,
        now=now,
    )
