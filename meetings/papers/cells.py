"""The cells in the minutes of the branch: a section for each, with its day, count, conclusions."""

from django.utils import timezone

from meetings.cells import part_lines
from meetings.models import Meeting
from papers import documents as paper


def cells_items(meeting: Meeting) -> list[paper.MinutesItem]:
    return [
        paper.MinutesItem(
            title=(
                f"Sinh hoạt {line.meeting.organization.name}, "
                f"ngày {timezone.localdate(line.meeting.starts_at):%d/%m/%Y}"
            ),
            text=f"Có mặt {line.meeting.present_count}/{line.meeting.roll_count} đồng chí.",
            conclusion="\n\n".join(line.conclusions),
        )
        for line in part_lines(meeting)
    ]
