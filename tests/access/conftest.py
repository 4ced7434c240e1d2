"""The furnished world, built once for the package, and a browser for each role in it."""

import logging

import pytest
from django.db import transaction
from django.test import Client

from . import world as worlds
from .reading import read_forms
from .rights import ROLES
from .rules import ROWS


@pytest.fixture(scope="package", autouse=True)
def quiet():
    """Thousands of refusals are what is asked for; only what breaks is worth a line."""
    logger = logging.getLogger("django.request")
    level = logger.level
    logger.setLevel(logging.ERROR)
    yield
    logger.setLevel(level)


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker):
    """Tests that use it are marked `django_db`, so each takes back what it changed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def clients(world):
    """{role: browser}. A page that breaks is one answer of many: 500, which no sheet expects."""
    found = {}
    for role in ROLES:
        found[role] = Client(raise_request_exception=False)
        if role != "anonymous":
            found[role].force_login(world.accounts[role])
    return found


@pytest.fixture(scope="package")
def forms(world, clients):
    """{(name, key): form} as the pages of the branch show them."""
    return read_forms(world, clients)


@pytest.fixture(scope="package")
def harvest(world, forms):
    """`harvest(name, key)`: what a browser would post there, by the row or else by the page."""

    def data(name, key):
        row = ROWS[name]
        if row.data:
            return row.data(world.at["branch"])
        form = forms.get((name, key))
        return form.data(grown=True) if form else {}

    return data
