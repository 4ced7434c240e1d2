"""One worker at a time for one import, and a way to stop it between two bites."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.db import connection

from members.models import ImportBatch

# The first number of our advisory locks: nobody else's are mixed up with them.
NAMESPACE = 20_213
SAVING_OF_ALL = 0
REMEMBERED = 3600


class Stopped(Exception):
    """Somebody cancelled while the worker was at it."""


@contextmanager
def alone(pk: int) -> Iterator[bool]:
    """Whether this worker has the import. The lock belongs to its session: with a killed worker it
    is gone at once, and the next one begins anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [NAMESPACE, pk])
        has_it = bool(cursor.fetchone()[0])
    try:
        yield has_it
    finally:
        if has_it:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [NAMESPACE, pk])


def one_saving_at_a_time() -> None:
    """Until the transaction ends: two imports of the same people must see each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NAMESPACE, SAVING_OF_ALL])


def say_checked(batch: ImportBatch, processed: int) -> None:
    """How far checking is, seen by everybody at once. Stopped when it was cancelled."""
    at_it = ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.CHECKING)
    if not at_it.update(processed=processed):
        raise Stopped


def say_saved(batch: ImportBatch, processed: int) -> None:
    """How far saving is: beside the database, which shows nothing of it before the end."""
    cache.set(_key(batch.pk), processed, REMEMBERED)
    if not ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.SAVING).exists():
        raise Stopped


def saved_so_far(batch: ImportBatch) -> int:
    return int(cache.get(_key(batch.pk), 0))


def _key(pk: int) -> str:
    return f"import-saved-{pk}"
