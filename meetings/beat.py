"""What the clock starts that is itself a verb; what verbs hand to the worker is in `tasks`."""

from celery import shared_task
from django.utils import timezone

from .services.carrying import bring_over_everywhere
from .services.reorganization import apply_due_reorganizations
from .services.schedule import extend_fixed_days


@shared_task
def apply_reorganizations() -> dict[str, int]:
    """Lets reorganisations whose day has come take effect; a second run finds none left."""
    return apply_due_reorganizations(now=timezone.now())


@shared_task
def extend_years() -> int:
    """Keeps twelve months of meetings ahead of every fixed day; a second run makes none."""
    return extend_fixed_days(now=timezone.now())


@shared_task
def bring_over_old_business() -> int:
    """Puts what was left open on the next agendas, where no verb has; a second run brings none."""
    return bring_over_everywhere(now=timezone.now())
