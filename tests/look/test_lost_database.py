"""The database is away: whoever asks is told to try again, in a page that needs none."""

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(secretary):
    """A browser that is shown what went wrong, as people are."""
    client = Client(raise_request_exception=False)
    client.force_login(secretary)
    return client


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("left", [0, 3, 6, 10, 13])
def test_wherever_the_database_is_missed_the_page_says_try_again(visitor, error, left):
    """The first statements are asked by middleware, those after them by the view."""
    count = iter(range(100))

    def lost(execute, sql, params, many, context):
        if next(count) >= left:
            raise error("server closed the connection unexpectedly")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(lost):
        answer = visitor.get("/")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "<h1" in answer.content.decode()


def test_any_other_fault_is_an_apology(visitor):
    def broken(execute, sql, params, many, context):
        raise ValueError

    with connection.execute_wrapper(broken):
        answer = visitor.get("/")

    assert answer.status_code == 500
    assert "Retry-After" not in answer
