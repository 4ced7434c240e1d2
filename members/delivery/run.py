"""One run of the sender: everything that is due now."""

import time
from datetime import datetime

from django.db import transaction

from members.models import Channel

from . import outbox
from .email import Mailer
from .push import Pusher

# Each channel has its turn: a mail server that is silent holds up no notification. All together are
# below the time limit of the task; the next run goes on where this one stopped.
SECONDS_EACH = 65
# What is said in the app does not wait behind a long row of e-mails.
LOOK_AGAIN_SECONDS = 1


def deliver_due(*, now: datetime) -> dict[str, int]:
    """Delivers everything that is due; returns counts. A second call finds nothing left."""
    counts = {"dropped": outbox.execute(outbox.DROP_STALE, now), "in_app": 0}
    counts["in_app"] += _deliver_in_app(now)
    counts["dropped"] += outbox.execute(outbox.DROP_READ, now)
    counts["held"] = outbox.execute(outbox.KEEP_QUIET, now)
    counts |= {"email": 0, "push": 0, "failed": 0}
    look_at = time.monotonic() + LOOK_AGAIN_SECONDS
    with Mailer(now) as mailer, Pusher(now) as pusher:
        for name, leases, send in (
            ("push", outbox.claim_singly(Channel.PUSH, now), pusher.send),
            ("email", outbox.claim_singly(Channel.EMAIL, now), mailer.send_single),
            ("email", outbox.claim_digests(now), mailer.send_digest),
        ):
            stop_at = time.monotonic() + SECONDS_EACH
            for claimed in leases:
                # Renewing holds the rows until they are marked: a change of the meeting waits for
                # this one sending, so nobody is told the old time after it was changed.
                with transaction.atomic():
                    lease = claimed.renew()
                    if lease is not None:
                        counts[name if send(lease) else "failed"] += 1
                if time.monotonic() > look_at:
                    counts["in_app"] += _deliver_in_app(now)
                    look_at = time.monotonic() + LOOK_AGAIN_SECONDS
                if time.monotonic() > stop_at:
                    break
    return counts


def _deliver_in_app(now: datetime) -> int:
    delivered = 0
    while moved := outbox.execute(outbox.DELIVER_IN_APP, now):
        delivered += moved
    return delivered
