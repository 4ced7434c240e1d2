"""An empty database beside ours, for what must be committed to be timed; dropped afterwards.

Threads see each other's rows only when they are committed, and what is in the log stays there: so
a crowd meets in a database of its own. A thread is led there by `enter`; no other one is touched.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar
from uuid import uuid4

from django.core.management import call_command
from django.db import connection, connections

LONGEST_NAME = 63

T = TypeVar("T")


@contextmanager
def scratch_database() -> Iterator[str]:
    """Its name; it has all tables and no row that a migration did not write."""
    suffix = f"_bench_{uuid4().hex[:12]}"
    name = f"{connection.settings_dict['NAME']}"[: LONGEST_NAME - len(suffix)] + suffix
    quoted = connection.ops.quote_name(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
    try:
        inside(name, lambda: call_command("migrate", verbosity=0))
        yield name
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


def enter(name: str) -> None:
    """This thread speaks to that database from now on."""
    own = connections["default"]
    own.close()
    own.settings_dict = {**own.settings_dict, "NAME": name}


def inside(name: str, work: Callable[[], T]) -> T:
    """Does it in a thread of its own."""
    with crowd(name, 1) as pool:
        return pool.submit(work).result()


@contextmanager
def crowd(name: str, threads: int) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(threads, initializer=enter, initargs=(name,)) as pool:
        yield pool
