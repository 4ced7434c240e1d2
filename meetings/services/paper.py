"""Asking for papers; the worker draws them after commit (`meetings.papers`)."""

import logging
import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Model
from kombu.exceptions import OperationalError as BrokerError

from meetings.models import Meeting, MeetingState, Paper, PaperKind
from meetings.papers import KINDS, document_of, is_internal, is_worded, revision_of
from meetings.tasks import make_paper

logger = logging.getLogger(__name__)

# Without letters and digits that look alike; 60 bits, so that no code is found by trying.
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_GROUPS, CODE_GROUP_LENGTH = 3, 4


@transaction.atomic
def request_paper(
    *,
    meeting: Meeting,
    kind: str,
    now: datetime,
    part: Model | None = None,
    file_format: str = Paper.Format.PDF,
) -> Paper:
    """The paper of what the records say now, of one `part` of the meeting where it has several: the
    one already made when nothing has changed, else a new one, drawn by the worker after commit. A
    failed one is tried again."""
    subject_id = part.pk if part else 0
    document = document_of(meeting, kind, subject_id)
    revision = revision_of(document)
    is_draft = _is_draft(meeting, kind)
    has_code = KINDS[kind].has_code and not is_draft and file_format == Paper.Format.PDF
    paper, is_new = Paper.objects.get_or_create(
        meeting=meeting,
        kind=kind,
        subject_id=subject_id,
        format=file_format,
        revision=f"{'draft' if is_draft else 'final'}:{revision[:56]}",
        defaults={
            "requested_at": now,
            "is_draft": is_draft,
            "is_internal": is_internal(meeting, kind, part),
            "code": _new_code() if has_code else "",
            "template_id": document.wording.template if is_worded(document) else None,
        },
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
            request_paper(meeting=meeting, kind=PaperKind.RESOLUTION, part=resolution, now=now)
        )
    return papers


def _is_draft(meeting: Meeting, kind: str) -> bool:
    if not KINDS[kind].needs_minutes:
        return meeting.called_at is None
    return meeting.state != MeetingState.APPROVED


def _new_code() -> str:
    """“K7QM-2XPA-9RTB”, as it is printed and typed."""
    groups = (
        "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_GROUP_LENGTH))
        for _group in range(CODE_GROUPS)
    )
    return "-".join(groups)


def _wake(paper_id: int) -> None:
    try:
        make_paper.apply_async([paper_id], retry=False)
    except (BrokerError, OSError):
        logger.warning("The broker is away; paper %s is made by the next beat.", paper_id)
