"""A month by cells: the cells' meetings that make up one meeting of their branch."""

from dataclasses import dataclass

from branches.models import Organization, Tier
from members.access import Access

from .models import (
    Attendance,
    AttendanceNote,
    AttendanceStatus,
    Meeting,
    MeetingKind,
    MeetingState,
    MinutesEntry,
)
from .models.meeting import BEFORE_ROLL_CALL
from .models.rollcall import PRESENT_STATUSES

# The parts whose attendance stands: the cell's meeting is over.
PART_IS_OVER = [MeetingState.HELD, MeetingState.MINUTED, MeetingState.APPROVED]
NOT_BY_CELLS = [MeetingKind.COMMITTEE, MeetingKind.CELL]
# Of somebody in two cells, the mark further to the front is the one of the branch.
ORDER = [
    AttendanceStatus.PRESENT,
    AttendanceStatus.ONLINE,
    AttendanceStatus.EXCUSED,
    AttendanceStatus.UNEXCUSED,
]


@dataclass(frozen=True)
class PartMark:
    """What a cell's roll says of one person."""

    status: int
    note: AttendanceNote | None


@dataclass(frozen=True)
class PartLine:
    """One cell in the record of the branch: its day, its count and what it concluded."""

    meeting: Meeting
    conclusions: list[str]


@dataclass(frozen=True)
class ByCells:
    """On the page of the branch's meeting: the cells' meetings, and the cells without one."""

    parts: list[Meeting]
    without: list[Organization]
    may_plan: bool


def cells_without_part(meeting: Meeting) -> list[Organization]:
    """The cells that stand on the day and have no meeting of this record yet."""
    taken = meeting.parts.exclude(state=MeetingState.CANCELLED).values("organization")
    cells = Organization.objects.filter(parent=meeting.organization_id, kind__tier=Tier.CELL)
    standing = cells.standing(meeting.starts_at.date()).exclude(pk__in=taken)
    return list(standing.select_related("kind").order_by("path"))


def by_cells(meeting: Meeting, access: Access, *, may_plan: bool) -> ByCells | None:
    """None where there is nothing to show: the meeting is a cell's, or the branch has no cells."""
    if meeting.kind in NOT_BY_CELLS or not meeting.organization.is_branch:
        return None
    shown = Meeting.objects.visible_to(access).filter(part_of=meeting)
    parts = list(shown.select_related("organization").order_by("organization__path"))
    may_plan = may_plan and meeting.state in BEFORE_ROLL_CALL
    without = cells_without_part(meeting) if may_plan else []
    return ByCells(parts, without, may_plan) if parts or without else None


def marks_of_parts(meeting: Meeting) -> dict[int, PartMark]:
    """{member id: mark} of everybody whom a cell's finished meeting has marked."""
    over = meeting.parts.filter(state__in=PART_IS_OVER)
    rows = Attendance.objects.filter(meeting__in=over, status__in=ORDER)
    notes = {
        (note.meeting_id, note.member_id): note
        for note in AttendanceNote.objects.filter(meeting__in=over)
    }
    found: dict[int, PartMark] = {}
    for row in sorted(rows, key=lambda row: ORDER.index(AttendanceStatus(row.status))):
        note = notes.get((row.meeting_id, row.member_id))
        found.setdefault(row.member_id, PartMark(row.status, note))
    return found


def part_lines(meeting: Meeting) -> list[PartLine]:
    """What the branch's minutes say of each cell: conclusions and counts, never who said what."""
    parts = list(
        meeting.parts.filter(state__in=PART_IS_OVER)
        .select_related("organization")
        .order_by("organization__path", "starts_at")
    )
    said: dict[int, list[str]] = {part.pk: [] for part in parts}
    entries = MinutesEntry.objects.filter(
        minutes__meeting__in=parts, item__is_internal=False
    ).exclude(conclusion="")
    for pk, conclusion in entries.values_list("minutes__meeting", "conclusion"):
        said[pk].append(conclusion)
    return [PartLine(part, said[part.pk]) for part in parts]


def is_present(status: int) -> bool:
    return status in PRESENT_STATUSES
