"""Turning records into papers: fills the documents of `papers.documents` and has them drawn."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TypeGuard

from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from branches.models import Organization
from branches.rules import rules_for
from meetings.models import Meeting, Paper, PaperTemplate
from papers import documents
from papers.docx import write
from papers.format import RULE_PREFIX, PaperStyle
from papers.markup import TextTooLarge
from papers.pdf import PaperFailed, render
from papers.seal import is_configured, seal
from papers.wording import Worded

from .heading import identity
from .kinds import KINDS, Kind, is_internal, is_told
from .pack import pack_pdf, pack_zip
from .sheets import sign_in_sheet
from .sitting import previous_tasks
from .wording import wording_of

__all__ = [
    "KINDS",
    "Kind",
    "document_of",
    "is_internal",
    "is_told",
    "is_worded",
    "make",
    "previous_tasks",
    "revision_of",
    "style_of",
]


def document_of(
    meeting: Meeting, kind: str, subject_id: int = 0, *, template: PaperTemplate | None = None
) -> documents.Paper:
    """The paper as it would be drawn now; with the words of `template` when it was asked for with
    that one. Its revision is in `revision_of`."""
    document = KINDS[kind].document(meeting, subject_id)
    if template is not None and is_worded(document):
        return replace(document, wording=wording_of(template))
    return document


def is_worded(document: documents.Paper) -> TypeGuard[Worded]:
    """Whether a template has the words of the paper."""
    return isinstance(document, Worded)


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
    try:
        content = _drawn(row)
    except (PaperFailed, TextTooLarge) as error:
        row.state, row.failure = Paper.State.FAILED, str(error)[:300]
        row.save(update_fields=["state", "failure"])
        return
    if row.code and is_configured():
        content, row.is_sealed = seal(content), True
    row.file = ContentFile(content, name=f"{row.public_id}.{row.format}")
    row.sha256 = hashlib.sha256(content).hexdigest()
    row.state, row.made_at, row.failure = Paper.State.READY, now, ""
    row.save()


def _drawn(row: Paper) -> bytes:
    meeting = row.meeting
    document = document_of(meeting, row.kind, row.subject_id, template=row.template)
    if row.code:
        address = f"{settings.SITE_URL}{reverse('meetings:paper_check')}"
        marked = replace(document.identity, code=row.code, check_address=address)
        document = replace(document, identity=marked)
    style = style_of(meeting.organization, timezone.localdate(meeting.starts_at))
    if isinstance(document, documents.PackPaper):
        make_pack = pack_zip if row.format == Paper.Format.ZIP else pack_pdf
        return make_pack(meeting, document, style, draft=row.is_draft)
    if isinstance(document, documents.SignInPaper) and row.format == Paper.Format.XLSX:
        return sign_in_sheet(document)
    if row.format == Paper.Format.DOCX:
        return write(document, style, draft=row.is_draft)
    return render(document, style, draft=row.is_draft)
