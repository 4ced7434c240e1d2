"""What the worker picks up about people. The broker carries wake-ups only."""

from celery import shared_task
from django.utils import timezone

from .delivery import deliver_due


@shared_task
def send_due_messages() -> dict[str, int]:
    """Delivers what is due; beat calls it each minute, services as soon as they have committed."""
    return deliver_due(now=timezone.now())
