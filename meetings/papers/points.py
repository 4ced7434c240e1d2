"""Several points on paper: in the notice where to go, in the minutes how many were where."""

from collections import Counter

from meetings.models import AttendanceNote, Meeting
from meetings.models.rollcall import PRESENT_STATUSES


def notice_with_points(meeting: Meeting) -> str:
    """The words of the notice, with the points as a list before them."""
    lines = []
    for point in meeting.points.select_related("keeper"):
        keeper = f"phụ trách: {point.keeper.full_name}" if point.keeper else ""
        lines.append("- " + "; ".join(filter(None, [point.name, point.place, point.link, keeper])))
    if not lines:
        return meeting.notice_text
    points = "Các điểm dự họp:\n\n" + "\n".join(lines)
    return f"{points}\n\n{meeting.notice_text}".strip()


def place_with_points(meeting: Meeting) -> str:
    """The place, and of each point how many were present there as the secretary noted it."""
    place = meeting.place or meeting.link
    points = list(meeting.points.all())
    if not points:
        return place
    present = meeting.attendances.filter(status__in=PRESENT_STATUSES).values("member")
    notes = AttendanceNote.objects.filter(meeting=meeting, member__in=present)
    counts = Counter(notes.values_list("point", flat=True))
    named = ", ".join(f"{point.name} ({counts[point.pk]} đồng chí)" for point in points)
    return f"{place}; các điểm: {named}"
