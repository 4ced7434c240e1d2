"""`manage.py demo` itself: where it runs, where it refuses, and that it repeats itself."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from branches.models import Organization
from demo.logins import PASSWORD, SHOWCASE
from demo.scale import SCALES, share
from members.models import User

from .conftest import build, digest

TINY = {"branches": 6, "grassroots": 2, "grassroots_branches": 0, "members": 60, "months": 4}
TINY["residence"] = 20


def schema():
    """Names and definitions; PostgreSQL spells a condition's list of choices anew each time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass, conname, contype,"
            " CASE contype WHEN 'x' THEN '' ELSE pg_get_constraintdef(oid) END FROM pg_constraint"
        )
        constraints = set(cursor.fetchall())
        cursor.execute(
            "SELECT indexname, split_part(indexdef, ' WHERE ', 1), indexdef LIKE '% WHERE %'"
            " FROM pg_indexes"
        )
        return constraints, set(cursor.fetchall())


@pytest.fixture
def rolled_back(db):
    """Builds in a savepoint that is undone, so that the next build meets an empty database."""

    def rolled_back(folder, **changes):
        with transaction.atomic():
            build(folder, **TINY, **changes)
            found = digest()
            transaction.set_rollback(True)
        return found

    return rolled_back


def test_same_seed_same_city_and_another_seed_another(rolled_back, tmp_path):
    first = rolled_back(tmp_path, seed=3)

    assert rolled_back(tmp_path, seed=3) == first
    other = rolled_back(tmp_path, seed=4)
    assert {table for table in first if first[table] == other[table]} <= {"meetings_guest"}


def test_constraints_and_indexes_are_all_there_again(db, tmp_path):
    constraints, indexes = schema()

    build(tmp_path, **TINY)

    constraints_after, indexes_after = schema()
    assert constraints_after ^ constraints == set()
    assert indexes_after ^ indexes == set()


def test_new_rows_get_ids_after_those_of_the_demo(db, tmp_path):
    build(tmp_path, **TINY)
    last = User.objects.latest("pk").pk

    assert User.objects.create_user("moi", password="x").pk == last + 1


def test_second_run_is_refused_and_if_empty_keeps_quiet(db, tmp_path):
    build(tmp_path, **TINY)
    before = digest()

    with pytest.raises(CommandError, match="has organisations already"):
        build(tmp_path, **TINY)
    call_command("demo", if_empty=True, stdout=io.StringIO())

    assert digest() == before


def test_real_server_is_refused(db, settings):
    settings.DEVELOPMENT = False

    with pytest.raises(CommandError, match="DEVELOPMENT is off"):
        call_command("demo")

    assert not Organization.objects.exists()


def test_taken_user_name_is_refused(db, tmp_path):
    User.objects.create_user("bithu", password="x")

    with pytest.raises(CommandError, match="user names"):
        build(tmp_path, **TINY)


def test_logins_are_one_line_a_role(db, tmp_path):
    with pytest.raises(CommandError, match="not here"):
        call_command("demo", logins=True)
    build(tmp_path, **TINY)
    said = io.StringIO()

    call_command("demo", logins=True, stdout=said)

    lines = said.getvalue().splitlines()
    assert len(lines) == len(SHOWCASE)
    assert all(PASSWORD in line for line in lines)


@pytest.mark.parametrize("changes", [{"branches": 1}, {"members": 10}, {"superiors": 9}])
def test_impossible_sizes_are_refused(db, tmp_path, changes):
    with pytest.raises(CommandError):
        build(tmp_path, **{**TINY, **changes})


def test_published_sizes_are_possible():
    assert [scale.problem() for scale in SCALES.values()] == [""] * len(SCALES)
    city = SCALES["city"]
    assert (city.grassroots, city.branches, city.members) == (51, 240, 8398)
    assert city.residence == 9800


@pytest.mark.parametrize("total", [0, 7, 8398])
def test_shares_add_up(total):
    assert sum(share(total, [0.5, 3, 1.7, 9.1], minimum=0)) == total
