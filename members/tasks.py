"""What the worker picks up about people. The broker carries wake-ups only."""

from contextlib import suppress

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import RedisError

from .current import refresh_current
from .delivery import deliver_due, deliver_invitations
from .models import Transfer
from .papers import draw_letter
from .throttle import forget_old_attempts

# Set while a wake-up waits in the queue: it serves everybody who commits before it is taken up.
WAKING = "outbox.waking"
WAKING_SECONDS = 60


@shared_task
def send_due_messages() -> dict[str, int]:
    """Delivers what is due; beat calls it each minute, services as soon as they have committed."""
    # Before looking: what is committed from now on may be overlooked and needs a wake-up again.
    with suppress(RedisError, OSError):
        cache.delete(WAKING)
    now = timezone.now()
    counts = deliver_due(now=now)
    return counts | {"invitations": deliver_invitations(now=now)}


@shared_task
def refresh_members() -> None:
    """Standings, homes and cells that begin or end today reach the columns of today; beat calls it
    each hour, so that a night asleep loses nothing."""
    refresh_current(timezone.localdate())


@shared_task
def forget_login_attempts() -> int:
    """Deletes the counts of failed log-ins whose windows are long over."""
    return forget_old_attempts(timezone.now())


@shared_task
def make_letter(transfer_id: int) -> None:
    """Draws the letter of one transfer; of a letter already drawn a second call does nothing."""
    transfers = Transfer.objects.select_related(
        "member", "from_organization__parent", "to_organization__parent"
    )
    draw_letter(transfers.get(pk=transfer_id))


@shared_task
def make_missing_letters() -> int:
    """Draws the letters whose task never came; returns how many."""
    missing = Transfer.objects.filter(released_on__isnull=False, letter="", letter_failure="")
    ids = list(missing.running().values_list("pk", flat=True)[:200])
    for pk in ids:
        make_letter.delay(pk)
    return len(ids)
