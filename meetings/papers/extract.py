"""The extract of one decision: what was concluded and voted under one item, nothing else."""

from django.utils import timezone

from meetings.models import Meeting, MinutesEntry
from papers import documents as paper

from .heading import heading, identity, kind_and_month, reference, signature
from .sitting import sitting, vote_result
from .words import EXTRACT_NAME


def extract_of(meeting: Meeting, pk: int) -> paper.ExtractPaper:
    """Of the entry with that pk. An item without conclusion and votes gives an empty extract; the
    page offers none for it."""
    entry = MinutesEntry.objects.select_related("item", "minutes__number").get(
        pk=pk, minutes__meeting=meeting
    )
    made_at = meeting.approved_at or meeting.opened_at or meeting.created_at
    return paper.ExtractPaper(
        identity=identity(f"extract:{entry.item.public_id}", made_at),
        heading=heading(
            meeting,
            type_code=EXTRACT_NAME,
            number=None,
            dated_on=timezone.localdate(made_at),
            abstract=kind_and_month(meeting),
            symbol="",
        ),
        sitting=sitting(meeting),
        minutes=reference(meeting, entry.minutes),
        title=entry.item.title,
        conclusion=entry.conclusion,
        votes=tuple(vote_result(vote) for vote in entry.votes.all()),
        recipients=(),
        signature=signature(meeting),
    )
