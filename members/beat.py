"""What the clock starts that says something; what verbs hand to the worker is in `tasks`."""

from celery import shared_task
from django.utils import timezone

from .services.sessions import forget_old_sessions
from .services.transfer_reminders import remind_transfers


@shared_task
def remind_of_transfers() -> int:
    """Says which transfers run out of time; a second run says nothing twice."""
    return remind_transfers(now=timezone.now())


@shared_task
def forget_sessions() -> int:
    """Deletes the notes on log-ins whose time is over."""
    return forget_old_sessions(now=timezone.now())
