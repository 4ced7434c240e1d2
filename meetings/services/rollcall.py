"""Roll call: opening it freezes who is on the roll and in which base; saving it counts."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.cells import is_present, marks_of_parts
from meetings.models import (
    Answer,
    Attendance,
    AttendanceNote,
    AttendanceStatus,
    Exclusion,
    Floor,
    Guest,
    Meeting,
    MeetingKind,
    Minutes,
    MinutesEntry,
)
from meetings.models.meeting import MINUTES_BEING_WRITTEN
from meetings.models.rollcall import (
    IN_ATTENDANCE_BASE,
    IN_VOTING_BASE,
    IN_VOTING_BASE_WHEN_PRESENT,
    PRESENT_STATUSES,
)
from meetings.queries import members_invited, standings_on
from members.models import Affiliation, Member, StandingStatus, User
from members.services.audit import record
from papers.text import normalize

from .directive_agenda import texts_of_received
from .month import refresh_branch_month
from .states import locked, move, require_state, require_version

# What a person outside the bases is before anybody calls the name.
STATUS_OF_EXCLUSION = {
    Exclusion.EXEMPT: AttendanceStatus.EXEMPT,
    Exclusion.EXEMPT_PROBATIONARY: AttendanceStatus.EXEMPT,
    Exclusion.SUSPENDED: AttendanceStatus.NOT_REQUIRED,
    Exclusion.TEMPORARILY_AWAY: AttendanceStatus.NOT_REQUIRED,
}


@dataclass(frozen=True)
class Mark:
    """What the roll says of one person."""

    status: int
    reason: str = ""
    late_at: time | None = None
    left_at: time | None = None
    point_id: int | None = None


@transaction.atomic
def open_roll(*, meeting: Meeting, by: User, now: datetime) -> Meeting:
    """Freezes the roll of the day with both bases, fills in leave not refused, opens empty minutes.

    Later transfers and standings change nothing of it (domain rules 1.2 and 2.5).
    """
    meeting = locked(meeting)
    move(meeting, "open")
    on = timezone.localdate(meeting.starts_at)
    roll = _roll_of_the_day(meeting, on)
    if not roll:
        raise ValidationError(_("Nobody is on the roll of this organisation on that day."))
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            member_id=member_id,
            exclusion=exclusion,
            status=STATUS_OF_EXCLUSION.get(exclusion, AttendanceStatus.UNKNOWN),
        )
        for member_id, exclusion in roll.items()
    )
    meeting.opened_at = now
    meeting.began_at = now
    meeting.roll_count = sum(
        1 for exclusion in roll.values() if exclusion != Exclusion.TEMPORARILY_HERE
    )
    meeting.attendance_base = sum(1 for e in roll.values() if e in IN_ATTENDANCE_BASE)
    _fill_in_leave(meeting, roll)
    take_over_from_cells(meeting)
    count_roll(meeting)
    meeting.version += 1
    meeting.save()
    Floor.objects.create(meeting=meeting, checkin_secret=secrets.token_hex(16))
    minutes = Minutes.objects.create(meeting=meeting)
    texts = texts_of_received(meeting)
    MinutesEntry.objects.bulk_create(
        MinutesEntry(minutes=minutes, item=item, text=texts.get(item.pk, ""))
        for item in meeting.items.all()
    )
    refresh_branch_month(branch=meeting.branch, month=meeting.month)
    record(
        verb="open_roll", subject=meeting.title, organization=meeting.organization, by=by, now=now
    )
    return meeting


def _roll_of_the_day(meeting: Meeting, on: date) -> dict[int, Exclusion]:
    """{member id: exclusion} of everyone who belongs here that day, suspended ones included."""
    organization = meeting.organization
    if meeting.kind in (MeetingKind.COMMITTEE, MeetingKind.CELL):
        people = members_invited(organization, meeting.kind, on)
        guests: set[int] = set()
    else:
        here = Affiliation.objects.in_force(on).filter(organization=organization)
        home = here.filter(kind=Affiliation.Kind.HOME).values_list("member_id", flat=True)
        temporary = here.filter(kind=Affiliation.Kind.TEMPORARY)
        guests = set(temporary.values_list("member_id", flat=True))
        people = Member.objects.filter(pk__in={*home, *guests})
    away = set(
        Affiliation.objects.in_force(on)
        .filter(kind=Affiliation.Kind.TEMPORARY, member__in=people.order_by())
        .exclude(organization__in=[organization, organization.branch])
        .values_list("member_id", flat=True)
    )
    standings = standings_on(people, on)
    return {
        pk: _exclusion(standings.get(pk, set()), is_away=pk in away, is_guest=pk in guests)
        for pk in people.order_by("sort_key", "pk").values_list("pk", flat=True)
    }


def _exclusion(standings: set[str], *, is_away: bool, is_guest: bool) -> Exclusion:
    """The first reason that holds; QĐ 24-QĐ/TW 9.3.2 for the voting base."""
    is_official = StandingStatus.OFFICIAL in standings
    if is_guest:
        return Exclusion.TEMPORARILY_HERE
    if StandingStatus.SUSPENDED in standings:
        return Exclusion.SUSPENDED
    if is_away:
        return Exclusion.TEMPORARILY_AWAY
    if StandingStatus.EXEMPT in standings:
        return Exclusion.EXEMPT if is_official else Exclusion.EXEMPT_PROBATIONARY
    return Exclusion.NONE if is_official else Exclusion.PROBATIONARY


def _fill_in_leave(meeting: Meeting, roll: Mapping[int, Exclusion]) -> None:
    """Leave asked for in time and not refused: who is silent does not turn it into a fault."""
    asked = meeting.replies.filter(answer=Answer.LEAVE, member__in=list(roll)).exclude(
        is_granted=False
    )
    for member_id, reason in asked.values_list("member_id", "reason"):
        meeting.attendances.filter(member=member_id, status=AttendanceStatus.UNKNOWN).update(
            status=AttendanceStatus.EXCUSED
        )
        AttendanceNote.objects.create(meeting=meeting, member_id=member_id, reason=reason)


def take_over_from_cells(meeting: Meeting) -> int:
    """The marks of the cells' finished meetings, for whoever has none yet; who came to the cell is
    present even after asking for leave, or when exempt. Returns how many people got one."""
    marks = marks_of_parts(meeting)
    count = 0
    for row in meeting.attendances.filter(member__in=list(marks)).exclude(
        status__in=[*PRESENT_STATUSES, AttendanceStatus.UNEXCUSED]
    ):
        mark = marks[row.member_id]
        if row.status != AttendanceStatus.UNKNOWN and not is_present(mark.status):
            continue
        meeting.attendances.filter(member=row.member_id).update(status=mark.status)
        meeting.attendance_notes.filter(member=row.member_id).delete()
        if mark.note:
            AttendanceNote.objects.create(
                meeting=meeting,
                member_id=row.member_id,
                reason=mark.note.reason,
                late_at=mark.note.late_at,
                left_at=mark.note.left_at,
            )
        count += 1
    return count


@transaction.atomic
def save_roll(
    *,
    meeting: Meeting,
    version: int,
    marks: Mapping[int, Mark],
    guests: Sequence[tuple[str, str]],
    by: User,
    now: datetime,
    seen: int | None = None,
) -> Meeting:
    """The roll becomes these marks (`{member id: mark}`; people left out or not called keep theirs)
    and these guests (name, office). ValidationError names the person; StaleVersion loses nothing.

    `seen`: the last check-in that the recorder's page knew of. A mark made without knowing that
    the person has checked in corrects nothing, so the check-in stays.
    """
    meeting = locked(meeting)
    require_state(meeting, MINUTES_BEING_WRITTEN)
    require_version(meeting.version, version)
    rows = {row.member_id: row for row in meeting.attendances.select_related("member")}
    if seen is not None:
        unseen = set(meeting.check_ins.filter(pk__gt=seen).values_list("member_id", flat=True))
        marks = {pk: mark for pk, mark in marks.items() if pk not in unseen}
    _check_marks(meeting, marks, rows)
    _write_marks(meeting, marks, rows)
    _write_notes(meeting, marks)
    meeting.guests.all().delete()
    Guest.objects.bulk_create(
        Guest(meeting=meeting, name=normalize(name).strip(), office=normalize(office).strip())
        for name, office in guests
        if name.strip()
    )
    count_roll(meeting)
    meeting.version += 1
    meeting.save()
    refresh_branch_month(branch=meeting.branch, month=meeting.month)
    record(
        verb="save_roll", subject=meeting.title, organization=meeting.organization, by=by, now=now
    )
    return meeting


def _check_marks(
    meeting: Meeting, marks: Mapping[int, Mark], rows: Mapping[int, Attendance]
) -> None:
    errors = []
    points = set(meeting.points.values_list("pk", flat=True))
    for member_id, mark in marks.items():
        if member_id not in rows:
            raise ValidationError(_("One of the people is not on the roll of this meeting."))
        if mark.status not in AttendanceStatus.values:
            raise ValidationError(_("Choose one of the marks offered."))
        if mark.point_id and mark.point_id not in points:
            raise ValidationError(_("Choose one of the points of this meeting."))
        if mark.status == AttendanceStatus.EXCUSED and not mark.reason.strip():
            errors.append(
                _("%(name)s: write the reason of absence, or mark “absent without reason”.")
                % {"name": rows[member_id].member.full_name}
            )
    if errors:
        raise ValidationError(errors)


def _write_marks(
    meeting: Meeting, marks: Mapping[int, Mark], rows: Mapping[int, Attendance]
) -> None:
    """One statement for each mark that somebody gets, however many people get it."""
    changed: dict[int, list[int]] = {}
    for member_id, mark in marks.items():
        if mark.status not in (AttendanceStatus.UNKNOWN, rows[member_id].status):
            changed.setdefault(mark.status, []).append(member_id)
    for status, members in changed.items():
        meeting.attendances.filter(member__in=members).update(status=status)


def _write_notes(meeting: Meeting, marks: Mapping[int, Mark]) -> None:
    meeting.attendance_notes.filter(member__in=list(marks)).delete()
    AttendanceNote.objects.bulk_create(
        AttendanceNote(
            meeting=meeting,
            member_id=member_id,
            reason=normalize(mark.reason).strip(),
            late_at=mark.late_at,
            left_at=mark.left_at,
            point_id=mark.point_id,
        )
        for member_id, mark in marks.items()
        if mark.reason.strip() or mark.late_at or mark.left_at or mark.point_id
    )


def count_roll(meeting: Meeting) -> None:
    """Counters of the meeting from its attendance rows (never += 1); the caller saves."""
    rows = list(meeting.attendances.values_list("status", "exclusion"))
    present = [exclusion for status, exclusion in rows if status in PRESENT_STATUSES]
    in_base = [status for status, exclusion in rows if exclusion in IN_ATTENDANCE_BASE]
    meeting.present_count = len(present)
    meeting.present_in_base = sum(1 for e in present if e in IN_ATTENDANCE_BASE)
    meeting.excused_count = in_base.count(AttendanceStatus.EXCUSED)
    meeting.unexcused_count = in_base.count(AttendanceStatus.UNEXCUSED)
    # An exempt member who comes and votes is counted (QĐ 24-QĐ/TW 9.3.2).
    meeting.voting_base = sum(1 for _status, e in rows if e in IN_VOTING_BASE) + sum(
        1 for e in present if e in IN_VOTING_BASE_WHEN_PRESENT
    )
