"""Checking in: members say “I am here” with a code that is shown in the room and changes.

The code is six digits of an HMAC of the floor's secret and a step of 30 seconds; the step before is
taken as well, so that nobody is too slow. It proves the room, the account proves the person.
"""

import hashlib
import hmac
from datetime import datetime

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import Attendance, AttendanceNote, AttendanceStatus, CheckIn, Floor, Meeting
from meetings.models.meeting import MeetingState
from meetings.models.rollcall import PRESENT_STATUSES
from members.models import Member, User
from members.services.audit import record

from .month import refresh_branch_month
from .rollcall import count_roll
from .states import locked, require_state

STEP_SECONDS = 30
DIGITS = 6
# Who has scanned the code may take this long to read the page and press.
PROOF_SECONDS = 300
PROOF_SALT = "meetings.checkin"
COUNTERS = [
    "present_count",
    "present_in_base",
    "excused_count",
    "unexcused_count",
    "voting_base",
]


class WrongCode(ValidationError):
    """The code is not the one in the room now."""

    def __init__(self) -> None:
        super().__init__(
            _("This is not the code shown in the room now. Look at the screen and type it again."),
            code="wrong_code",
        )


def code_at(floor: Floor, now: datetime, *, steps_ago: int = 0) -> str:
    step = int(now.timestamp()) // STEP_SECONDS - steps_ago
    digest = hmac.new(floor.checkin_secret.encode(), str(step).encode(), hashlib.sha256)
    return f"{int.from_bytes(digest.digest()[:8]) % 10**DIGITS:0{DIGITS}d}"


def seconds_left(now: datetime) -> int:
    """Until the code changes."""
    return STEP_SECONDS - int(now.timestamp()) % STEP_SECONDS


def proves_presence(floor: Floor, typed: str, now: datetime) -> bool:
    """Whether the code is that of now or of the step before."""
    digits = "".join(letter for letter in typed if letter.isdecimal())
    if not floor.checkin_secret:
        return False
    good = [code_at(floor, now, steps_ago=ago) for ago in (0, 1)]
    # Every comparison is made, so that the time it takes tells nothing.
    return sum(hmac.compare_digest(digits.encode(), code.encode()) for code in good) > 0


def proof_of(floor: Floor, user: User) -> str:
    """That the account has shown a good code just now; good for one person and one meeting."""
    return signing.dumps([floor.pk, user.pk], salt=PROOF_SALT)


def is_proven(floor: Floor, user: User, proof: str) -> bool:
    try:
        found = signing.loads(proof, salt=PROOF_SALT, max_age=PROOF_SECONDS)
    except signing.BadSignature:
        return False
    return bool(found == [floor.pk, user.pk])


@transaction.atomic
def check_in(
    *, floor: Floor, member: Member, code: str = "", proof: str = "", by: User, now: datetime
) -> CheckIn:
    """The member is present. A second time changes nothing: the recorder may have corrected it.

    The meeting's version stays, so that the recorder's open page can still be saved; what came in
    since it was opened is kept by `save_roll`. Who checks in after the first item was taken up is
    noted as late.
    """
    if not (is_proven(floor, by, proof) or proves_presence(floor, code, now)):
        raise WrongCode
    meeting = locked(floor.meeting)
    require_state(meeting, frozenset({MeetingState.OPEN}))
    row = meeting.attendances.filter(member=member).first()
    if row is None:
        raise ValidationError(_("You are not on the roll of this meeting. Speak to its secretary."))
    checked_in, is_new = CheckIn.objects.get_or_create(
        meeting=meeting, member=member, defaults={"checked_in_at": now}
    )
    if is_new and row.status not in PRESENT_STATUSES:
        _mark_present(meeting, row, now)
    if is_new:
        record(
            verb="check_in",
            subject=meeting.title,
            organization=meeting.organization,
            by=by,
            now=now,
            member=member,
        )
    return checked_in


def _mark_present(meeting: Meeting, row: Attendance, now: datetime) -> None:
    meeting.attendances.filter(member=row.member_id).update(status=AttendanceStatus.PRESENT)
    clock = timezone.localtime(now).time().replace(second=0, microsecond=0)
    has_begun = meeting.items.filter(spans__isnull=False).exists()
    late_at = clock if has_begun else None
    # A leave asked for before has no meaning any more.
    if late_at or meeting.attendance_notes.filter(member=row.member_id).exists():
        AttendanceNote.objects.update_or_create(
            meeting=meeting,
            member_id=row.member_id,
            defaults={"reason": "", "late_at": late_at},
        )
    count_roll(meeting)
    meeting.save(update_fields=COUNTERS)
    refresh_branch_month(branch=meeting.branch, month=meeting.month)
