"""`manage.py bench` times what the budgets speak of, and refuses an empty database."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from demo.management.commands import bench


@pytest.mark.django_db
def test_bench_needs_data():  # before the city is built for the module
    with pytest.raises(CommandError, match="Make some first"):
        call_command("bench")


@pytest.mark.django_db
def test_bench_says_what_the_budgets_ask(city, monkeypatch, time_machine):
    time_machine.move_to(f"{city.today}T09:00+07:00")
    monkeypatch.setattr(bench, "SEARCHED", 2)
    said = io.StringIO()

    call_command("bench", rounds=1, stdout=said)

    for line in [
        r"tree of the district +[\d.]+ +[\d.]+ +\d+",
        r"search in the tree, many +[\d.]+",
        r"Search among all members by \d+ parts of names: median \d+ ms, 95th percentile \d+ ms",
        r"page 500 of all members: \d+ ms, [\d.]+ × page 1; (\d+) and \1 statements",
        r"tree, level of \d+: \d+ ms, [\d.]+ × that of \d+; (\d+) and \1 statements",
        r"tree of the city: \d+ ms, [\d.]+ × the bare count",
        r"from the summary, [\d.]+ ms from the rows",
    ]:
        assert re.search(line, said.getvalue()), line
