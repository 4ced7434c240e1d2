"""What is held about one person, for that person: meetings, tasks, and who read or changed it."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from meetings.models import Attendance, AttendanceStatus, Meeting, MeetingState, Task
from meetings.models.rollcall import IN_ATTENDANCE_BASE, PRESENT_STATUSES
from members.models import AuditEntry, Member

MEETINGS_SHOWN = 24
TASKS_SHOWN = 20
LINES_SHOWN = 50
TOOK_PLACE = [MeetingState.HELD, MeetingState.MINUTED, MeetingState.APPROVED]


def attendance_of(member: Member) -> QuerySet[Attendance]:
    """Rows of meetings that took place, the newest first."""
    return (
        Attendance.objects.filter(member=member, meeting__state__in=TOOK_PLACE)
        .select_related("meeting__organization")
        .order_by("-meeting__starts_at", "-meeting_id")
    )


def attendance_counts(member: Member, today: date) -> dict[str, int]:
    """Of this year, counted from the rows; `expected`: the meetings where the person counts, or
    came although nothing was expected of them."""
    rows = attendance_of(member).filter(meeting__starts_at__year=today.year)
    came = Q(status__in=PRESENT_STATUSES)
    return rows.order_by().aggregate(
        expected=Count("meeting_id", filter=Q(exclusion__in=IN_ATTENDANCE_BASE) | came),
        present=Count("meeting_id", filter=came),
        excused=Count("meeting_id", filter=Q(status=AttendanceStatus.EXCUSED)),
        unexcused=Count("meeting_id", filter=Q(status=AttendanceStatus.UNEXCUSED)),
    )


def tasks_of(member: Member) -> QuerySet[Task]:
    """Everything ever given to the person, the latest due first."""
    return (
        Task.objects.filter(owner=member, is_assigned=True)
        .select_related("organization")
        .order_by("-due_on", "-pk")
    )


def readable(attendances: list[Attendance], meetings: QuerySet[Meeting]) -> set[int]:
    """Ids of those of the meetings that the person may open today: one may have moved away."""
    ids = [row.meeting_id for row in attendances]
    return set(meetings.filter(pk__in=ids).values_list("pk", flat=True))


def lines_about(member: Member) -> QuerySet[AuditEntry]:
    """Who read and changed what is held about the person, the newest first."""
    return (
        AuditEntry.objects.filter(member=member)
        .select_related("by__member", "organization")
        .newest_first()
    )
