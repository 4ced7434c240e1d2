"""Rows wait in temporary tables of the worker's own session while they are compared: the database
finds doubles and members for all of them at once, and a killed worker leaves nothing behind."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from .copying import copy_rows
from .drafts import Draft, Key
from .problems import Problem, problem

CHUNK = 2000
NAMED = 5

TABLES = """
    DROP TABLE IF EXISTS intake_stage, intake_key, intake_match, intake_double;
    CREATE TEMP TABLE intake_stage (number int PRIMARY KEY, clean text, problems text, raw text);
    CREATE TEMP TABLE intake_key (number int, kind smallint, value text COLLATE "C", is_weak bool);
    CREATE TEMP TABLE intake_match (number int, kind smallint, member_id int);
    CREATE TEMP TABLE intake_double (number int, kind smallint, rows int[], size int);
"""
# By card, identity number, and name with date of birth among those at home in the scope.
MATCH = """
    ANALYZE intake_key;
    INSERT INTO intake_match
        SELECT k.number, k.kind, m.id FROM intake_key k
        JOIN members_member m ON translate(m.card_number, ' .,-', '') = k.value WHERE k.kind = 1
        UNION ALL
        SELECT k.number, k.kind, m.id FROM intake_key k
        JOIN members_member m ON m.identity_hash = k.value WHERE k.kind = 2
        UNION ALL
        SELECT k.number, k.kind, m.id FROM intake_key k
        JOIN members_member m ON m.search_key = split_part(k.value, '|', 1)
            AND m.birth_date = split_part(k.value, '|', 2)::date
        LEFT JOIN members_affiliation home ON home.member_id = m.id AND home.kind = 'home'
            AND home.valid_from <= %(on)s AND (home.valid_to IS NULL OR home.valid_to > %(on)s)
        JOIN branches_organization place
            ON place.id = coalesce(home.organization_id, m.home_id)
        WHERE k.kind = 3 AND place.path LIKE %(path)s;
    CREATE INDEX ON intake_match (number);
"""
# A card or identity number twice is wrong in itself; a name twice only where nothing tells the two
# apart.
DOUBLES = """
    INSERT INTO intake_double
        SELECT k.number, k.kind, d.rows, d.size FROM intake_key k
        JOIN (
            SELECT kind, value, count(DISTINCT number) AS size,
                (array_agg(DISTINCT number))[1:%(named)s] AS rows
            FROM intake_key GROUP BY kind, value
            HAVING count(DISTINCT number) > 1 AND (kind < 3 OR bool_or(is_weak))
        ) d ON d.kind = k.kind AND d.value = k.value;
    CREATE INDEX ON intake_double (number);
"""
DOUBLE_CODES = {Key.CARD: "double_card", Key.IDENTITY: "double_identity", Key.NAME: "double_name"}
DOUBLE_FIELDS = {Key.CARD: "card_number", Key.IDENTITY: "identity_number", Key.NAME: "full_name"}


class Staged(NamedTuple):
    """A row as it comes back, with the members it may mean by each kind of key."""

    number: int
    clean: dict[str, Any]
    problems: list[Problem]
    raw: list[str]
    members: dict[int, list[int]]


@contextmanager
def tables() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE intake_stage, intake_key, intake_match, intake_double")


def put(drafts: Sequence[Draft]) -> None:
    rows = [
        (
            draft.number,
            draft.clean,
            draft.problems,
            draft.raw(),
        )
        for draft in drafts
    ]
    keys = [
        (draft.number, int(kind), value, is_weak)
        for draft in drafts
        for kind, value, is_weak in draft.keys
    ]
    with connection.cursor() as cursor:
        copy_rows(cursor, "intake_stage", ["number", "clean", "problems", "raw"], rows)
        copy_rows(cursor, "intake_key", ["number", "kind", "value", "is_weak"], keys)


def find_members(on: date, path: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MATCH, {"on": on, "path": f"{path}%"})


def find_doubles() -> None:
    with connection.cursor() as cursor:
        cursor.execute(DOUBLES, {"named": NAMED})


def chunks() -> Iterator[list[Staged]]:
    """The rows in their order, some thousands at a time."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT number, clean, problems, raw FROM intake_stage"
                " WHERE number > %s ORDER BY number LIMIT %s",
                [last, CHUNK],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            first, last = rows[0][0], rows[-1][0]
            members = _members(cursor, first, last)
            doubles = _doubles(cursor, first, last)
        yield [
            Staged(
                number,
                json.loads(clean),
                json.loads(problems) + doubles.get(number, []),
                json.loads(raw),
                members.get(number, {}),
            )
            for number, clean, problems, raw in rows
        ]


def _members(cursor: Any, first: int, last: int) -> dict[int, dict[int, list[int]]]:
    cursor.execute(
        "SELECT number, kind, member_id FROM intake_match WHERE number BETWEEN %s AND %s",
        [first, last],
    )
    found: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, kind, member_id in cursor.fetchall():
        found[number][kind].append(member_id)
    return found


def _doubles(cursor: Any, first: int, last: int) -> dict[int, list[Problem]]:
    cursor.execute(
        "SELECT number, kind, rows, size FROM intake_double WHERE number BETWEEN %s AND %s",
        [first, last],
    )
    found: dict[int, list[Problem]] = defaultdict(list)
    for number, kind, rows, size in cursor.fetchall():
        found[number].append(
            problem(DOUBLE_CODES[kind], DOUBLE_FIELDS[kind], rows=in_a_row(rows, size))
        )
    return found


def in_a_row(rows: Sequence[int], size: int) -> str:
    return ", ".join(map(str, rows)) + (" …" if size > len(rows) else "")


def as_they_stood(numbers: Sequence[int]) -> dict[int, list[str]]:
    """All cells of some rows of the sheet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, raw FROM intake_stage WHERE number = ANY(%s)", [list(numbers)]
        )
        return {number: json.loads(raw) for number, raw in cursor.fetchall()}
