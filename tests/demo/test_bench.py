"""`manage.py bench` times what the budgets speak of, leaves nothing, refuses an empty database."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from demo.evening import crowd
from demo.management.commands import bench
from meetings.models import Meeting
from members.models import User

TIMES = r"median \d+ ms, 95th percentile \d+ ms"


@pytest.mark.django_db
def test_bench_needs_data():  # before the city is built for the module
    with pytest.raises(CommandError, match="Make some first"):
        call_command("bench")


@pytest.mark.django_db
def test_bench_says_what_the_budgets_ask(city, monkeypatch, time_machine):
    time_machine.move_to(f"{city.today}T09:00+07:00")
    monkeypatch.setattr(bench, "SEARCHED", 2)
    said = io.StringIO()

    call_command("bench", "pages", "searches", "lengths", "statements", rounds=1, stdout=said)

    for line in [
        r"tree of the district +[\d.]+ +[\d.]+ +\d+",
        r"search in the tree, many +[\d.]+",
        r"Search among all members by \d+ parts of names: median \d+ ms, 95th percentile \d+ ms",
        r"page 500 of all members: \d+ ms, [\d.]+ × page 2; \d+ and \d+ statements",
        r"tree, level of \d+: \d+ ms, [\d.]+ × that of \d+; (\d+) and \1 statements",
        r"tree of the city: \d+ ms, [\d.]+ × the bare count",
        r"from the summary, [\d.]+ ms from the rows",
    ]:
        assert re.search(line, said.getvalue()), line


@pytest.mark.django_db
def test_bench_times_the_evening_and_takes_it_back(city, monkeypatch):
    monkeypatch.setattr(bench, "PEOPLE", 6)
    monkeypatch.setattr(bench, "PAPER_PEOPLE", 6)
    monkeypatch.setattr(crowd, "PEOPLE", 4)
    monkeypatch.setattr(crowd, "SECONDS", 2)
    monkeypatch.setenv("CHROMIUM", "")
    monkeypatch.setenv("PATH", "/nowhere")
    before = _rows()
    said = io.StringIO()

    call_command("bench", "evening", rounds=1, stdout=said)

    for line in [
        r"saving an item of the minutes: [\d.]+ ms, [\d.]+ × the bare rows",
        r"roll call of 6: page [\d.]+ ms, [\d.]+ × the emptiest page, \d+ statements",
        r"saving the roll of 6 with all figures kept: [\d.]+ ms, [\d.]+ × without the figures",
        r"opening the minutes filled, \d+ items: [\d.]+ ms, [\d.]+ × the emptiest page",
        r"minutes of 3 pages as PDF, warm: \d+ ms; no browser here",
        rf"4 check-ins at once, 8 threads: 4 present after .*, {TIMES}, 0 errors",
        rf"4 screens asking every 800 ms: 1 statements and 0 bytes of body .*{TIMES}, 0 other",
    ]:
        assert re.search(line, said.getvalue()), f"{line}\n{said.getvalue()}"
    assert _rows() == before


def _rows():
    """What there is, databases included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE '%bench%'")
        databases = cursor.fetchall()
    return Meeting.objects.count(), User.objects.count(), databases


@pytest.mark.django_db
def test_bench_knows_its_parts():
    with pytest.raises(CommandError, match="No such part: evenings"):
        call_command("bench", "evenings")
