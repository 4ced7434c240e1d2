"""Asking for papers; the worker draws them after commit (`meetings.papers`)."""

import logging
from datetime import datetime

from django.db import transaction
from kombu.exceptions import OperationalError as BrokerError

from meetings.models import Meeting, MeetingState, Paper, PaperKind
from meetings.papers import document_of, revision_of
from meetings.tasks import make_paper

logger = logging.getLogger(__name__)


@transaction.atomic
def request_paper(*, meeting: Meeting, kind: str, now: datetime, subject_id: int = 0) -> Paper:
    """The paper of what the records say now: the one already made when nothing has changed, else
    a new one, drawn by the worker after commit. A failed one is tried again."""
    revision = revision_of(document_of(meeting, kind, subject_id))
    is_draft = _is_draft(meeting, kind)
    paper, is_new = Paper.objects.get_or_create(
        meeting=meeting,
        kind=kind,
        subject_id=subject_id,
        revision=f"{'draft' if is_draft else 'final'}:{revision[:56]}",
        defaults={"requested_at": now, "is_draft": is_draft},
    )
    if paper.state == Paper.State.FAILED:
        paper.state, paper.failure, paper.requested_at = Paper.State.WAITING, "", now
        paper.save(update_fields=["state", "failure", "requested_at"])
        is_new = True
    if is_new:
        transaction.on_commit(lambda: _wake(paper.pk), robust=True)
    return paper


def request_papers(*, meeting: Meeting, now: datetime) -> list[Paper]:
    """The papers of an approved meeting: minutes and every published resolution."""
    papers = [request_paper(meeting=meeting, kind=PaperKind.MINUTES, now=now)]
    for resolution in meeting.resolutions.filter(published_at__isnull=False):
        papers.append(
            request_paper(
                meeting=meeting, kind=PaperKind.RESOLUTION, subject_id=resolution.pk, now=now
            )
        )
    return papers


def _is_draft(meeting: Meeting, kind: str) -> bool:
    if kind == PaperKind.NOTICE:
        return meeting.called_at is None
    return meeting.state != MeetingState.APPROVED


def _wake(paper_id: int) -> None:
    try:
        make_paper.apply_async([paper_id], retry=False)
    except (BrokerError, OSError):
        logger.warning("The broker is away; paper %s is made by the next beat.", paper_id)
