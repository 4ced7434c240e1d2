"""A resolution."""

from django.utils import timezone

from meetings.models import Meeting, MeetingState, PaperKind, Resolution
from papers import documents as paper

from .heading import heading, identity, signature
from .sitting import previous_results, sitting, task_lines, vote_result
from .wording import wording_for


def resolution_of(meeting: Meeting, pk: int) -> paper.ResolutionPaper:
    return resolution_paper(meeting.resolutions.select_related("number", "vote").get(pk=pk))


def resolution_paper(resolution: Resolution) -> paper.ResolutionPaper:
    meeting = resolution.meeting
    number = resolution.number
    dated_on = timezone.localdate(resolution.published_at or meeting.starts_at)
    return paper.ResolutionPaper(
        identity=identity(
            f"resolution:{resolution.public_id}:{resolution.version}",
            resolution.published_at or meeting.opened_at or meeting.created_at,
        ),
        wording=wording_for(meeting, PaperKind.RESOLUTION, dated_on, part=resolution.pk),
        heading=heading(
            meeting,
            type_code=resolution.kind,
            number=number.number if number else None,
            dated_on=dated_on,
            abstract=resolution.abstract,
        ),
        sitting=sitting(meeting) if meeting.state != MeetingState.CALLED else None,
        signature=signature(meeting),
        legal_bases=tuple(line for line in resolution.legal_basis.splitlines() if line.strip()),
        assessment=resolution.assessment,
        previous_tasks=previous_results(meeting),
        direction=resolution.direction,
        tasks=task_lines(resolution.tasks.select_related("owner")),
        implementation=resolution.implementation,
        adoption_vote=vote_result(resolution.vote) if resolution.vote else None,
    )
