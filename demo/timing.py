"""Times of whole requests: medians of things done in turn, the statements of a page, and where the
time of one goes."""

import time
from collections.abc import Callable, Iterator
from statistics import median, quantiles
from typing import Any

from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import User

Work = Callable[[], object]


def page(user: User | None, address: str) -> Work:
    client = Client()
    if user:
        client.force_login(user)

    def get() -> object:
        response = client.get(address, follow=True)
        if response.status_code != 200:
            raise CommandError(f"{address} answered {response.status_code}")
        return response

    return get


def statement(sql: str, values: list[Any]) -> Work:
    def execute() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.fetchall()

    return execute


def replayed(work: Work) -> Work:
    """What asks the database the same without Django: its statements through the bare driver, the
    rows written into one string."""
    with CaptureQueriesContext(connection) as captured:
        work()
    asked = [each["sql"] for each in captured.captured_queries]

    def replay() -> str:
        lines = []
        with connection.connection.cursor() as cursor:
            for sql in asked:
                cursor.execute(sql)
                lines += [f"<tr><td>{row}</td></tr>" for row in cursor.fetchall()]
        return "".join(lines)

    return replay


def alternate(rounds: int, *works: Work) -> list[float]:
    """Medians in ms of things done in turn, so that the machine's mood falls on all of them; a
    first round is not counted."""
    times: list[list[float]] = [[] for _ in works]
    for number in range(rounds + 1):
        for kept, work in zip(times, works, strict=True):
            took = once(work)
            if number:
                kept.append(took)
    return [median(kept) for kept in times]


def in_words(times: list[float]) -> str:
    """Of many things done once each."""
    return f"median {median(times):.0f} ms, 95th percentile {quantiles(times, n=20)[-1]:.0f} ms"


def once(work: Work) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def statements(work: Work) -> tuple[int, float]:
    """How many statements it makes, and how many ms they take together."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured), sum(float(each["time"]) for each in captured.captured_queries) * 1000


def profile(work: Work, *, longest: int = 6) -> Iterator[str]:
    """Which statements took longest, a line each; for what is over its budget."""
    start = time.perf_counter()
    with CaptureQueriesContext(connection) as captured:
        work()
    whole = (time.perf_counter() - start) * 1000
    yield f"    {whole:.1f} ms while looked at, {len(captured)} statements; the longest:"
    by_time = sorted(captured.captured_queries, key=lambda each: -float(each["time"]))
    for each in by_time[:longest]:
        yield f"    {float(each['time']) * 1000:6.1f} ms  {' '.join(each['sql'].split())[:90]}"
