"""What the worker picks up about meetings: a pk in, one call."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from .models import Paper
from .papers import make
from .reminders import plan_due_reminders

# A paper whose task was lost with the broker is taken up again after so long.
LOST_AFTER = timedelta(minutes=2)


@shared_task
def make_paper(paper_id: int) -> None:
    """Draws one paper; of a finished paper a second call does nothing."""
    make(
        Paper.objects.select_related("meeting__organization__kind").get(pk=paper_id),
        now=timezone.now(),
    )


@shared_task
def make_missing_papers() -> int:
    """Draws the papers whose task never came; returns how many."""
    lost = Paper.objects.filter(
        state=Paper.State.WAITING, requested_at__lt=timezone.now() - LOST_AFTER
    )
    ids = list(lost.values_list("pk", flat=True)[:200])
    for pk in ids:
        make_paper.delay(pk)
    return len(ids)


@shared_task
def plan_reminders() -> dict[str, int]:
    return plan_due_reminders(now=timezone.now())
