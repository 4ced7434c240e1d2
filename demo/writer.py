"""Rows go into tables by COPY: buffered as text, sent by a thread while the next are made.

Ids are given here; `finish` sets the sequences behind them and refreshes the statistics.
"""

import io
import json
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime, time
from itertools import count
from typing import Any

from django.db import connection, models

FLUSH_AT_ROWS = 60_000


def escape(text: str) -> str:
    """Text as COPY reads it; tabs do not occur in it."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\n" in text:
        text = text.replace("\n", "\\n")
    return text


def _json(value: object) -> str:
    return escape(json.dumps(value, ensure_ascii=False))


class _Encoders(dict[type, Callable[[Any], str]]):
    """How COPY reads a value of each type; subclasses (choices) are found once and remembered."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        # A choice's value, since str() of it may be its label.
        encode = escape if issubclass(kind, str) else _integer
        if not issubclass(kind, str | int):
            raise TypeError(f"COPY cannot write a {kind.__name__}.")
        self[kind] = encode
        return encode


def _integer(value: int) -> str:
    return str(int(value))


ENCODERS = _Encoders(
    {
        str: escape,
        int: str,
        bool: lambda value: "t" if value else "f",
        type(None): lambda value: "\\N",
        date: str,
        datetime: str,
        time: str,
        dict: _json,
        list: _json,
    }
)


class Table:
    """The columns written of one model; the others get the model's default, encoded once."""

    def __init__(self, model: type[models.Model], columns: str) -> None:
        fields = {field.column: field for field in model._meta.concrete_fields if field.concrete}
        given = columns.split()
        # What the database fills in itself is left to it.
        rest = [
            column
            for column, field in fields.items()
            if column not in given and not field.has_db_default()
        ]
        self.name = model._meta.db_table
        self.columns = ", ".join(f'"{column}"' for column in [*given, *rest])
        defaults = [fields[column].get_default() for column in rest]
        # An identity has no default here: its rows must bring their own.
        self.end = "".join("\t" + ENCODERS[type(value)](value) for value in defaults) + "\n"
        self.has_id = "id" in fields


class Writer:
    """Tables in the order of their foreign keys: every flush leaves the database consistent."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.tables = list(tables)
        self.counts = dict.fromkeys((table.name for table in self.tables), 0)
        self._lines: dict[str, list[str]] = {table.name: [] for table in self.tables}
        self._ids = {t.name: count(_next_id(t.name)) for t in self.tables if t.has_id}
        self._waiting = 0
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._sending: Future[None] | None = None

    def next_id(self, table: Table) -> int:
        return next(self._ids[table.name])

    def add(self, table: Table, *values: Any) -> None:
        """One row, values in the order of the table's columns."""
        line = "\t".join([ENCODERS[type(value)](value) for value in values])
        self._lines[table.name].append(line + table.end)

    def extend(self, table: Table, lines: Iterable[str]) -> None:
        """Many rows that the caller has joined by tabs: numbers and dates only."""
        self._lines[table.name].extend([line + table.end for line in lines])

    def rest(self) -> None:
        """Call it between units: sends what has gathered, once it is worth it."""
        if sum(map(len, self._lines.values())) >= FLUSH_AT_ROWS:
            self.flush()

    def flush(self) -> None:
        """Hand the gathered rows to the sending thread; waits for the batch before."""
        self.wait()
        batch = [(table, lines) for table in self.tables if (lines := self._lines[table.name])]
        for table, lines in batch:
            self.counts[table.name] += len(lines)
        self._lines = {table.name: [] for table in self.tables}
        # The thread has the connection to itself: this one touches it only after `wait`.
        self._sending = self._thread.submit(_copy, connection.connection, batch)

    def wait(self) -> None:
        if self._sending:
            self._sending.result()
            self._sending = None

    def finish(self) -> None:
        self.flush()
        self.wait()
        self._thread.shutdown()
        with connection.cursor() as cursor:
            for name in self._ids:
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), "  # noqa: S608 - our own tables
                    f'(SELECT coalesce(max(id), 0) + 1 FROM "{name}"), false)'
                )


def _next_id(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max(id), 0) + 1 FROM "{table}"')  # noqa: S608 - our own tables
        return int(cursor.fetchone()[0])


def _copy(raw: Any, batch: list[tuple[Table, list[str]]]) -> None:
    with raw.cursor() as cursor:
        for table, lines in batch:
            cursor.copy_expert(
                f'COPY "{table.name}" ({table.columns}) FROM STDIN', io.StringIO("".join(lines))
            )
