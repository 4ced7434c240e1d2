"""What the worker picks up about meetings: a pk in, one call."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from .models import Paper, YearBook
from .papers import make
from .papers.yearbook import bind
from .reminders import plan_due_reminders

# A paper whose task was lost with the broker is taken up again after so long.
LOST_AFTER = timedelta(minutes=2)


@shared_task
def make_paper(paper_id: int) -> None:
    """Draws one paper; of a finished paper a second call does nothing."""
    make(
        Paper.objects.select_related("meeting__organization__kind", "template").get(pk=paper_id),
        now=timezone.now(),
    )


@shared_task
def make_year_book(book_id: int) -> None:
    """Binds one year book; of a finished one a second call does nothing."""
    bind(
        book=YearBook.objects.select_related("organization__kind").get(pk=book_id),
        now=timezone.now(),
    )


@shared_task
def make_missing_papers() -> int:
    """Draws the papers and books whose task never came; returns how many."""
    waiting = {"state": "waiting", "requested_at__lt": timezone.now() - LOST_AFTER}
    papers = list(Paper.objects.filter(**waiting).values_list("pk", flat=True)[:200])
    books = list(YearBook.objects.filter(**waiting).values_list("pk", flat=True)[:20])
    for pk in papers:
        make_paper.delay(pk)
    for pk in books:
        make_year_book.delay(pk)
    return len(papers) + len(books)


@shared_task
def plan_reminders() -> dict[str, int]:
    return plan_due_reminders(now=timezone.now())
