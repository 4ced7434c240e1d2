"""The furnished world, built once a module, and a browser for each role in it."""

import pytest
from django.db import transaction
from django.test import Client

from . import world as worlds
from .rights import ROLES


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(world):
    """{role: browser}."""
    found = {}
    for role in ROLES:
        found[role] = Client()
        if role != "anonymous":
            found[role].force_login(world.accounts[role])
    return found


@pytest.fixture
def undone(world):
    """What the test changes is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
