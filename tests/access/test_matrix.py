"""Every address × every role × every relation × every method, marked against the answer sheet.

Roles and what they may where are in `rights.py`, addresses in `rules.py`, objects in `world.py`.
"""

import pytest
from django.conf import settings
from django.shortcuts import resolve_url

from .asking import (
    ALLOWED,
    LOGIN,
    NOT_FOUND,
    ask,
    body_of,
    checksum,
    comparable,
    expected,
    nowhere,
    posted,
    send,
    targets,
)
from .canaries import found_in, may_read
from .rights import PLACES, ROLES
from .rules import ROWS

# A form may say "not like this" (200, 400, 409, 422); what counts is that the door opened.
OPENED = {200, 204, 302, 303, 400, 409, 422}
CASES = [(name, role) for name in ROWS for role in ROLES]


def is_login(response):
    return response.status_code == 302 and response.url.startswith(resolve_url(settings.LOGIN_URL))


@pytest.mark.parametrize(("name", "role"), CASES)
def test_answer_is_that_of_the_answer_sheet(world, clients, name, role):
    wrong = []
    for place, key, url in targets(world, name):
        sheet = expected(name, role, place, key)
        for method in ROWS[name].methods:
            data = posted(world, name, place) if method == "POST" else None
            response = ask(clients[role], method, url, data)
            if not _agrees(sheet, response, role):
                wrong.append(f"{method} {key}@{place}: {response.status_code}, not {sheet}")

    assert not wrong, "\n".join(wrong)


def _agrees(sheet, response, role):
    if sheet == LOGIN:
        return is_login(response)
    if sheet == ALLOWED:
        return response.status_code in OPENED and (role == "anonymous" or not is_login(response))
    return response.status_code == sheet


@pytest.mark.parametrize(("name", "role"), [case for case in CASES if case[1] != "anonymous"])
def test_stranger_learns_nothing(world, clients, name, role):
    """A foreign object answers like one that does not exist, and no answer has a foreign word."""
    readable = may_read(role, PLACES)
    wrong = []
    for place, key, url in targets(world, name):
        for method in ROWS[name].methods:
            data = posted(world, name, place) if method == "POST" else None
            response = ask(clients[role], method, url, data)
            if expected(name, role, place, key) == NOT_FOUND:
                blank = ask(clients[role], method, nowhere(name), data)
                if comparable(response) != comparable(blank):
                    wrong.append(f"{method} {key}@{place} differs from an unknown id")
            told = found_in(body_of(response).decode(errors="replace")) | found_in(
                str(response.headers)
            )
            if told - readable:
                wrong.append(f"{method} {key}@{place} told {sorted(told - readable)}")

    assert not wrong, "\n".join(wrong)


WRITES = [(name, role) for name, role in CASES if "POST" in ROWS[name].methods and ROWS[name].on]


@pytest.mark.parametrize(("name", "role"), WRITES)
def test_refused_write_changes_nothing(world, clients, undone, name, role):
    before = checksum()

    for place, key, url in targets(world, name):
        if expected(name, role, place, key) != ALLOWED:
            send(clients[role], "POST", url, posted(world, name, place))

    assert checksum() == before


@pytest.mark.parametrize("name", [name for name in ROWS if ROWS[name].rule != "public"])
def test_other_methods_are_refused(world, clients, name):
    _place, _key, url = targets(world, name)[0]
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(ROWS[name].methods):
        assert ask(clients["secretary"], method, url).status_code == 405
