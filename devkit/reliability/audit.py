"""Runs inside the virtual environment: counts what became of messages, in SQL of its own. What was
meant is worked out from people and announcements, never from the outbox that is on trial."""

from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import psycopg2

from .sinks import Sink

# Each time a row becomes "sent" is written down apart: a row alone cannot tell of a second time.
WATCH = """
    CREATE TABLE IF NOT EXISTS reliability_sent (message bigint, channel int);
    CREATE OR REPLACE FUNCTION reliability_note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO reliability_sent VALUES (NEW.id, NEW.channel); RETURN NULL; END $$;
    CREATE OR REPLACE TRIGGER reliability_watch AFTER UPDATE ON members_message
        FOR EACH ROW WHEN (OLD.state <> 2 AND NEW.state = 2) EXECUTE FUNCTION reliability_note();
"""
FORGET = """
    DROP TRIGGER IF EXISTS reliability_watch ON members_message;
    DROP FUNCTION IF EXISTS reliability_note();
    DROP TABLE IF EXISTS reliability_sent;
"""
STATES = """
    SELECT m.channel, m.state, count(*) FROM members_message m
    JOIN members_announcement a ON a.id = m.announcement_id WHERE a.key LIKE %s GROUP BY 1, 2
"""
MEANT_BY_MAIL = """
    SELECT left(encode(sha256(convert_to(a.key || ':' || p.id, 'UTF8')), 'hex'), 32), p.email
    FROM members_announcement a CROSS JOIN members_member p
    WHERE a.key LIKE %s AND p.email LIKE %s
"""
IN_APP_TWICE = """
    SELECT count(*) - count(DISTINCT s.message) FROM reliability_sent s
    JOIN members_message m ON m.id = s.message JOIN members_announcement a
        ON a.id = m.announcement_id WHERE s.channel = 1 AND a.key LIKE %s
"""
IN_APP, EMAIL, PUSH = 1, 2, 3
PENDING, SENT, PARKED, CANCELLED, ON_PAPER = 1, 2, 3, 4, 5


@dataclass(frozen=True)
class Count:
    """Rows of one channel: what was created must be found again in one of the four."""

    delivered: int
    parked: int
    cancelled: int
    waiting: int

    @property
    def created(self) -> int:
        return self.delivered + self.parked + self.cancelled + self.waiting


class Audit:
    """A connection of its own, made anew when the server was crashed in between."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __enter__(self) -> Self:
        self.run(WATCH)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.run(FORGET)

    def run(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        connection = psycopg2.connect(self.url)
        try:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def count(self, channel: int, keys: str) -> Count:
        found = {(row[0], row[1]): row[2] for row in self.run(STATES, keys)}
        given_up = found.get((channel, CANCELLED), 0) + found.get((channel, ON_PAPER), 0)
        return Count(
            delivered=found.get((channel, SENT), 0),
            parked=found.get((channel, PARKED), 0),
            cancelled=given_up,
            waiting=found.get((channel, PENDING), 0),
        )

    def waiting(self, keys: str) -> int:
        return sum(row[2] for row in self.run(STATES, keys) if row[1] == PENDING)

    def in_app_twice(self, keys: str) -> int:
        return int(self.run(IN_APP_TWICE, keys)[0][0])

    def mail_lost(self, keys: str, receivers: str, sink: Sink) -> int:
        """How many of the letters that were meant the mail server never got."""
        got = {(name.strip("<>").partition("@")[0], to) for name, to in sink.log}
        return sum(1 for letter in self.run(MEANT_BY_MAIL, keys, receivers) if letter not in got)
