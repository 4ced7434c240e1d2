"""Turning records into papers: fills the documents of `papers.documents` and has them drawn."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

from django.core.files.base import ContentFile
from django.utils import timezone

from branches.models import Organization
from branches.rules import rules_for
from meetings.models import Meeting, Paper, PaperKind
from papers import documents
from papers.format import RULE_PREFIX, PaperStyle
from papers.markup import TextTooLarge
from papers.pdf import PaperFailed, render

from .heading import identity
from .minutes import minutes_paper
from .notice import notice_paper
from .resolution import resolution_paper
from .sitting import previous_tasks

__all__ = ["document_of", "make", "previous_tasks", "revision_of", "style_of"]


def document_of(meeting: Meeting, kind: str, subject_id: int = 0) -> documents.Paper:
    """The paper as it would be drawn now. Its revision is in `revision_of`."""
    if kind == PaperKind.NOTICE:
        return notice_paper(meeting)
    if kind == PaperKind.MINUTES:
        return minutes_paper(meeting)
    return resolution_paper(meeting.resolutions.select_related("number", "vote").get(pk=subject_id))


def revision_of(document: documents.Paper) -> str:
    """A fingerprint of everything the paper shows, apart from its identity."""
    blank = replace(document, identity=identity("", datetime(2000, 1, 1, tzinfo=UTC)))
    return hashlib.sha256(repr(blank).encode()).hexdigest()


def style_of(organization: Organization, on: date) -> PaperStyle:
    return PaperStyle.from_rules(rules_for(organization, on).values(RULE_PREFIX))


def make(row: Paper, *, now: datetime) -> None:
    """Draws a waiting paper and keeps the file; a failure is kept in words. A second call on a
    finished paper does nothing."""
    if row.state == Paper.State.READY:
        return
    meeting = row.meeting
    document = document_of(meeting, row.kind, row.subject_id)
    style = style_of(meeting.organization, timezone.localdate(meeting.starts_at))
    try:
        content = render(document, style, draft=row.is_draft)
    except (PaperFailed, TextTooLarge) as error:
        row.state, row.failure = Paper.State.FAILED, str(error)[:300]
        row.save(update_fields=["state", "failure"])
        return
    row.file = ContentFile(content, name=f"{row.public_id}.pdf")
    row.sha256 = hashlib.sha256(content).hexdigest()
    row.state, row.made_at, row.failure = Paper.State.READY, now, ""
    row.save()
