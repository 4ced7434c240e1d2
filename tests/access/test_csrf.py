"""A request that changes something needs the token of the page it comes from."""

import pytest
from django.test import Client

from .asking import ask, targets
from .rules import PUBLIC, ROWS

pytestmark = pytest.mark.django_db
UNSAFE = [name for name in ROWS if "POST" in ROWS[name].methods]


@pytest.mark.parametrize("name", UNSAFE)
def test_post_without_token_is_refused(world, harvest, name):
    _place, key, url = targets(world, name)[0]
    client = Client(enforce_csrf_checks=True)
    if ROWS[name].rule != PUBLIC:
        client.force_login(world.accounts["secretary"])

    response = ask(client, "POST", url, harvest(name, key))

    assert response.status_code == 403
    assert response.templates[0].name == "403_csrf.html"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_unsafe_methods_need_it_too(world, method):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.accounts["secretary"])

    assert ask(client, method, "/").status_code == 403


def test_method_cannot_be_overridden(world, clients):
    """Neither a field nor a header turns a POST into something else."""
    found = ask(
        clients["secretary"], "POST", "/", {"_method": "GET"}, **{"x-http-method-override": "GET"}
    )

    assert found.status_code == 405
