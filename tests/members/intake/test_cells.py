"""Names, numbers and choices in cells: mended where it is sure, named where not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.intake import cells
from members.intake.problems import WORDS, Trouble

TODAY = date(2026, 11, 22)
CELLS = st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.datetimes())


def code_of(reader, cell, **kwargs):
    with pytest.raises(Trouble) as trouble:
        reader(cell, **kwargs)
    assert trouble.value.code in WORDS
    return trouble.value.code


def test_names_are_composed_and_spaced():
    decomposed = "Nguye\u0302\u0303n   Va\u0306n\tA\u0302n"

    assert cells.read_name(decomposed) == "Nguyễn Văn Ân"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("NGUYỄN THỊ ÁNH", "Nguyễn Thị Ánh"),
        ("nguyễn thị ánh", "Nguyễn Thị Ánh"),
        ("Nguyễn thị Ánh", "Nguyễn thị Ánh"),
        ("KSOR H'BƠ KHẮP", "Ksor H'Bơ Khắp"),
    ],
)
def test_capitals_all_through_are_written_down(typed, kept):
    assert cells.read_name(typed) == kept


def test_an_old_font_is_named():
    assert code_of(cells.read_name, "NguyÔn V¨n ¸nh") == "name_signs"


def test_one_word_is_no_name():
    assert code_of(cells.read_name, "Ánh") == "name_short"


@pytest.mark.parametrize(
    ("cell", "card"),
    [
        ("37.123456", "37.123456"),
        (37.123456, "37.123456"),
        (7.12345, "07.123450"),
        (7123456, "07123456"),
        ("07123456", "07123456"),
        (12345678901, "012345678901"),
        ("37 123456", "37123456"),
        (None, ""),
    ],
)
def test_cards(cell, card):
    assert cells.read_card(cell) == card


def test_a_short_card_is_named():
    assert code_of(cells.read_card, "1234") == "card"


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        (912345678, "0912345678"),
        (912345678.0, "0912345678"),
        ("0912 345 678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        (2438221234, "02438221234"),
        ("", ""),
    ],
)
def test_phones(cell, phone):
    assert cells.read_phone(cell) == phone


def test_half_a_phone_is_named():
    assert code_of(cells.read_phone, "0912") == "phone"


@pytest.mark.parametrize(
    "cell", ["001180000001", 1180000001, 1180000001.0, "1180000001", "001 180 000 001"]
)
def test_identity_numbers_get_their_zeros_back(cell):
    assert cells.read_identity(cell, today=TODAY) == "001180000001"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("7,91E+10", "identity_short"),
        ("12345", "identity"),
        ("abc", "identity"),
        ("000180000001", "identity"),
    ],
)
def test_lost_digits_are_named(cell, code):
    assert code_of(cells.read_identity, cell, today=TODAY) == code


@pytest.mark.parametrize(("cell", "sex"), [("Nam", "m"), ("NỮ", "f"), ("nu", "f"), (None, "")])
def test_sexes(cell, sex):
    assert cells.read_sex(cell) == sex


def test_an_error_of_excel_is_named():
    assert code_of(cells.as_text, cells.Broken("#N/A")) == "broken"


def test_letters_that_were_lost_are_named():
    assert code_of(cells.read_name, "Nguy\ufffdn Văn An") == "letters"


def test_the_guard_against_formulas_is_taken_off():
    assert cells.as_text("'=1+1") == "=1+1"


@given(CELLS)
@pytest.mark.parametrize(
    "reader",
    [
        cells.read_name,
        cells.read_card,
        cells.read_phone,
        cells.read_email,
        cells.read_sex,
        cells.read_status,
        cells.as_text,
    ],
)
def test_anything_is_read_or_named(reader, cell):
    try:
        said = reader(cell)
    except Trouble as trouble:
        said = str(WORDS[trouble.code]) % trouble.params
    assert isinstance(said, str)


@given(CELLS)
def test_any_identity_number_is_read_or_named(cell):
    try:
        number = cells.read_identity(cell, today=TODAY)
    except Trouble:
        return
    assert number == "" or len(number) in (9, 12)
