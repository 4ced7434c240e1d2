"""The year book of an organisation: its approved minutes of one year, bound."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db.models import QuerySet
from django.utils import timezone

from branches.models import Organization
from meetings.models import Meeting, MeetingKind, MeetingState, YearBook
from meetings.papers import style_of
from papers import documents as paper
from papers.markup import TextTooLarge
from papers.pdf import Limits, PaperFailed, render

from .heading import identity
from .minutes import minutes_paper

BOOK_NAME = "Sổ biên bản"
# A book is drawn as one document of a few hundred pages; a single paper never needs as much.
BOOK_SHARE = 6


def minutes_of_year(organization: Organization, year: int) -> QuerySet[Meeting]:
    """The approved meetings of the year by day; those of the branch committee are not bound in."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return (
        Meeting.objects.filter(
            organization=organization, state=MeetingState.APPROVED, month__range=(first, last)
        )
        .exclude(kind=MeetingKind.COMMITTEE)
        .select_related("organization__kind", "chair", "recorder")
        .order_by("starts_at", "pk")
    )


def revision_of_year(organization: Organization, year: int) -> str:
    """Changes when minutes of the year are approved."""
    rows = minutes_of_year(organization, year).values_list("public_id", "approved_at")
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()


def bind(*, book: YearBook, now: datetime) -> None:
    """Draws the book and keeps the file; a failure is kept in words. Of a finished one a second
    call does nothing."""
    if book.state == YearBook.State.READY:
        return

    def progress(done: int) -> None:
        YearBook.objects.filter(pk=book.pk).update(done=done)

    try:
        document = year_book(book.organization, book.year, progress=progress)
        style = style_of(book.organization, timezone.localdate(now))
        content = render(document, style, limits=book_limits())
    except (PaperFailed, TextTooLarge) as error:
        book.state, book.failure = YearBook.State.FAILED, str(error)[:300]
        book.save(update_fields=["state", "failure"])
        return
    book.file = ContentFile(content, name=f"{book.public_id}.pdf")
    book.sha256 = hashlib.sha256(content).hexdigest()
    book.done, book.state, book.made_at = book.total, YearBook.State.READY, now
    book.save()


def year_book(
    organization: Organization, year: int, *, progress: Callable[[int], None]
) -> paper.YearBookPaper:
    """`progress` is told after each minutes how many are in the book."""
    bound: list[paper.MinutesPaper] = []
    for meeting in minutes_of_year(organization, year):
        bound.append(minutes_paper(meeting))
        progress(len(bound))
    made_at = max(one.identity.made_at for one in bound)
    return paper.YearBookPaper(
        identity=identity(f"year-book:{organization.public_id}:{year}", made_at),
        heading=_heading(organization, year, made_at),
        year=year,
        minutes=tuple(bound),
    )


def _heading(organization: Organization, year: int, made_at: datetime) -> paper.Heading:
    """Names as they were valid on the last day of the year."""
    on = date(year, 12, 31)
    version = organization.version_on(on)
    above = version.parent if version else organization.parent
    return paper.Heading(
        superior=above.name_on(on) if above else "",
        issuer=version.name if version else organization.name,
        type_code=BOOK_NAME,
        symbol="",
        number=None,
        place=organization.place,
        dated_on=timezone.localdate(made_at),
        abstract=f"năm {year}",
    )


def book_limits() -> Limits:
    limits = Limits.from_settings()
    return replace(
        limits,
        wall_seconds=limits.wall_seconds * BOOK_SHARE,
        cpu_seconds=limits.cpu_seconds * BOOK_SHARE,
        html_bytes=limits.html_bytes * BOOK_SHARE,
        output_bytes=limits.output_bytes * BOOK_SHARE,
    )
