"""A small city, built once a module inside a transaction that is rolled back afterwards."""

import json
from argparse import Namespace
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from demo.tables import TABLES

TODAY = date(2026, 11, 22)
SIZES = {
    "superiors": 1,
    "grassroots": 4,
    "grassroots_branches": 1,
    "branches": 22,
    "members": 230,
    "residence": 260,
    "months": 14,
}


def build(folder, **changes):
    """Runs the command quietly; returns what the file of weak branches says."""
    path = folder / "weak.json"
    options = {"today": TODAY, "seed": 7, "weak_file": path, "i_know": True, "verbosity": 0}
    with open(folder / "said", "w") as said:
        call_command("demo", stdout=said, **{**options, **SIZES, **changes})
    return json.loads(path.read_text())


def digest():
    """{table: a hash of all its rows}; the salted password is the one thing that differs."""
    found = {}
    with connection.cursor() as cursor:
        for table in [*(table.name for table in TABLES), "meetings_branchmonth"]:
            rows = f"(SELECT (to_jsonb(t) - 'password')::text AS row FROM {table} t) AS rows"  # noqa: S608 - our own tables
            cursor.execute(f"SELECT count(*), md5(string_agg(row, '' ORDER BY row)) FROM {rows}")  # noqa: S608 - as above
            found[table] = cursor.fetchone()
    return found


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), transaction.atomic():
        yield Namespace(today=TODAY, sizes=SIZES, weak=build(tmp_path_factory.mktemp("demo")))
        transaction.set_rollback(True)
