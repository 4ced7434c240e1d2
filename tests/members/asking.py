"""How often a page asks the database."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def assert_asks_as_much_for_three_as_for_one(client, address, make_row):
    """`trust.md` 2.10 allows a page 15 queries, however long its list."""
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            make_row()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15
