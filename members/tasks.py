"""What the worker picks up about people. The broker carries wake-ups only."""

from celery import shared_task
from django.utils import timezone

from .current import refresh_current
from .delivery import deliver_due


@shared_task
def send_due_messages() -> dict[str, int]:
    """Delivers what is due; beat calls it each minute, services as soon as they have committed."""
    return deliver_due(now=timezone.now())


@shared_task
def refresh_members() -> None:
    """Standings, homes and cells that begin or end today reach the columns of today; beat calls it
    each hour, so that a night asleep loses nothing."""
    refresh_current(timezone.localdate())
