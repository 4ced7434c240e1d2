"""Runs inside the virtual environment: a few processes that deliver what is due, over and over; one
that is killed is replaced at once. `mark-first` is the mistake that the checks must see.

    python -m devkit.reliability.pool 2 [mark-first]
"""

import contextlib
import os
import signal
import sys
import time
from types import SimpleNamespace

import django
from django.conf import settings
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from config.celery import warm_up

BREATH = 0.02


def main(size: int, order: str) -> None:
    django.setup()
    _warm_up()
    living: set[int] = set()
    while True:
        while len(living) < size:
            connection.close()
            pid = os.fork()
            if not pid:
                _work(order)
            living.add(pid)
        gone, _status = os.wait()
        living.discard(gone)


def _warm_up() -> None:
    """A worker that lives a quarter of a second has no time to read templates; `config.celery` does
    the rest of it for real workers."""
    warm_up()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for name in ("task_due_soon.txt", "notice_issued.txt", "digest.txt", "email.html"):
                render_to_string(f"messages/{name}")


def _work(order: str) -> None:
    # With the pool, however it ends.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    from members.delivery import deliver_due, email, run  # noqa: PLC0415 - needs Django set up

    if order == "mark-first":
        _mark_first(email, run)
    parent = os.getppid()
    while os.getppid() == parent:
        deliver_due(now=timezone.now())
        time.sleep(BREATH)
    os._exit(0)


def _mark_first(email: object, run: object) -> None:
    """Marks a message as sent and then sends it: who dies in between has lost it. Nothing is lost
    while both are one transaction, so that one is left out as well."""
    run.transaction = SimpleNamespace(atomic=contextlib.nullcontext)  # type: ignore[attr-defined]
    send = email.Mailer._send  # type: ignore[attr-defined]

    def marked_first(self, letter, lease, messages):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        with transaction.atomic():
            email.mark_sent(lease, self.now)  # type: ignore[attr-defined]
        return send(self, letter, lease, messages)

    email.Mailer._send = marked_first  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
