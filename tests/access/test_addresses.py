"""The table and the app agree: no view without a row, no row without a view, no guessable id."""

import pytest
from django.urls.converters import UUIDConverter

from members.access import Rule
from members.permissions import Permission

from .addresses import ADDRESSES, walk
from .rules import PUBLIC, ROWS, SIGNED_IN

# Addresses without a rule are looked after by somebody else: each with the reason.
EXCEPTIONS = {"styleguide": "exists in development only, shows invented data"}


def described(rule: Rule) -> str:
    if rule.is_public:
        return PUBLIC
    return rule.permission.name if rule.permission else SIGNED_IN


def test_every_address_has_one_name():
    names = [address.name for address in walk()]

    assert sorted(names) == sorted(set(names))


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(ADDRESSES) - set(EXCEPTIONS) == set(ROWS)


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=lambda address: address.name)
def test_view_says_who_may(address):
    if address.name in EXCEPTIONS:
        return
    rule = address.rule

    assert rule is not None, f"{address.name} has no access rule"
    row = ROWS[address.name]
    assert described(rule) == row.rule
    assert set(rule.methods) - {"HEAD"} == set(row.methods)


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=lambda address: address.name)
def test_ids_in_addresses_cannot_be_guessed(address):
    if address.name in EXCEPTIONS:
        return
    kinds = {type(converter) for converter in address.converters.values()}

    assert kinds <= {UUIDConverter}


@pytest.mark.parametrize("name", ROWS)
def test_row_names_a_permission_and_an_object(name):
    row = ROWS[name]

    assert row.rule in {PUBLIC, SIGNED_IN, *Permission.__members__}
    assert bool(row.on) == bool(ADDRESSES[name].converters)
