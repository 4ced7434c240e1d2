"""Every address × every role × every relation × every method, marked against the answer sheet.

Roles and what they may where are in `rights.py`, addresses in `rules.py`, objects in `world.py`.
"""

import pytest
from django.conf import settings
from django.shortcuts import resolve_url

from .answers import comparable
from .asking import (
    ALLOWED,
    LOGIN,
    NOT_FOUND,
    ask,
    checksum,
    expected,
    nowhere,
    send,
    targets,
)
from .canaries import found_in, may_read, tokens_of
from .rights import PLACES, ROLES
from .rules import ROWS

pytestmark = pytest.mark.django_db

# A form may say "not like this" (200, 400, 409, 422); what counts is that the door opened.
OPENED = {200, 204, 302, 303, 400, 409, 422}
CASES = [(name, role) for name in ROWS for role in ROLES]


def is_login(response):
    return response.status_code == 302 and response.url.startswith(resolve_url(settings.LOGIN_URL))


@pytest.fixture(scope="module")
def at_first(world, clients, forms):
    """The content of all tables before anybody asked anything."""
    return checksum()


@pytest.mark.parametrize(("name", "role"), CASES)
def test_answer_is_that_of_the_answer_sheet(world, clients, harvest, at_first, name, role):
    """The right status; a foreign object answers like one that does not exist; no answer has a
    word from where the role has no right; what is refused changes nothing."""
    readable = may_read(role, PLACES)
    wrong, unknown = [], {}
    for place, key, url in targets(world, name):
        for method in ROWS[name].methods:
            data = harvest(name, key) if method == "POST" else None
            sheet = expected(name, role, place, key, method)
            # The effect of what is allowed is taken back; what is refused must have none.
            response = (ask if sheet == ALLOWED else send)(clients[role], method, url, data)
            if not _agrees(sheet, response, ROWS[name]):
                wrong.append(f"{method} {key}@{place}: {response.status_code}, not {sheet}")
            if sheet == NOT_FOUND:
                if method not in unknown:
                    unknown[method] = comparable(send(clients[role], method, nowhere(name), data))
                if comparable(response) != unknown[method]:
                    wrong.append(f"{method} {key}@{place} differs from an unknown id")
            told = found_in(response) - readable - tokens_of(str(data))
            if told:
                wrong.append(f"{method} {key}@{place} told {sorted(told)}")

    assert not wrong, "\n".join(wrong)
    assert "POST" not in ROWS[name].methods or checksum() == at_first


def _agrees(sheet, response, row):
    if sheet == LOGIN:
        return is_login(response)
    if sheet == ALLOWED:
        return response.status_code in OPENED | {*row.also}
    return response.status_code == sheet


@pytest.mark.parametrize("name", [name for name in ROWS if ROWS[name].rule != "public"])
def test_other_methods_are_refused(world, clients, name):
    _place, _key, url = targets(world, name)[0]
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(ROWS[name].methods):
        assert ask(clients["secretary"], method, url).status_code == 405
