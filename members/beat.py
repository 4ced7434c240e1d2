"""What the clock starts that says something, and the long work of imports; what else verbs hand to
the worker is in `tasks`."""

from celery import shared_task
from django.utils import timezone

from .intake.checking import check
from .intake.forgetting import forget_imports
from .intake.saving import save
from .models import ImportBatch
from .services.sessions import forget_old_sessions
from .services.term_reminders import remind_ending
from .services.transfer_reminders import remind_transfers


@shared_task
def remind_of_transfers() -> int:
    """Says which transfers run out of time; a second run says nothing twice."""
    return remind_transfers(now=timezone.now())


@shared_task
def remind_of_endings() -> int:
    """Says which terms of office and posts end soon; a second run says nothing twice."""
    return remind_ending(now=timezone.now())


@shared_task
def forget_sessions() -> int:
    """Deletes the notes on log-ins whose time is over."""
    return forget_old_sessions(now=timezone.now())


# Half a million rows take minutes; Redis hands a task out again after an hour.
A_LONG_TIME = {"time_limit": 3500, "soft_time_limit": 3400}


@shared_task(**A_LONG_TIME)
def check_rows(batch_id: int) -> None:
    """Checks one import; one that is checked, cancelled or being checked is left alone."""
    now = timezone.now()
    check(batch_id, now=now, today=timezone.localdate(now))


@shared_task(**A_LONG_TIME)
def save_rows(batch_id: int) -> None:
    """Saves one import; one that is saved, cancelled or being saved is left alone."""
    now = timezone.now()
    save(batch_id, now=now, today=timezone.localdate(now))


@shared_task
def resume_imports() -> int:
    """Hands out again what a killed worker or a lost message left behind. The worker that is still
    at it keeps it: the others find the door locked."""
    work = {ImportBatch.State.CHECKING: check_rows, ImportBatch.State.SAVING: save_rows}
    batches = ImportBatch.objects.filter(state__in=work).order_by("pk")
    waiting = list(batches.values_list("pk", "state")[:50])
    for pk, state in waiting:
        work[ImportBatch.State(state)].delay(pk)
    return len(waiting)


@shared_task
def forget_old_imports() -> int:
    """Erases the files of imports after 30 days."""
    return forget_imports(now=timezone.now())
