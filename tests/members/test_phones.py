"""Telephone numbers: one stored form, or refused."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from members.models import Member
from members.services.contact import clean_phone


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0912345678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("(+84) 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("0084 912 345 678", "0912345678"),
        ("912345678", "0912345678"),
        ("024 3825 1234", "02438251234"),
        ("+84 24 3825 1234", "02438251234"),
        ("0163 123 4567", "0331234567"),
        ("０９１２３４５６７８", "0912345678"),
        ("+33 1 42 68 53 00", "+33142685300"),
        ("", ""),
    ],
)
def test_phone_has_one_stored_form(typed, stored):
    assert clean_phone(typed) == stored
    assert clean_phone(stored) == stored


@pytest.mark.parametrize("typed", ["không có", "0912", "0912345678 0987654321", "1912345678"])
def test_what_is_no_phone_is_refused(typed):
    with pytest.raises(ValidationError):
        clean_phone(typed)


@given(st.text(max_size=30))
def test_phone_is_clean_or_refused(typed):
    try:
        stored = clean_phone(typed)
    except ValidationError:
        return
    assert clean_phone(stored) == stored
    assert len(stored) <= Member._meta.get_field("phone").max_length
