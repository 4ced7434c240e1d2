"""Days in every shape they have in spreadsheets."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.intake.dates import read_day
from members.intake.problems import Trouble

LATEST = date(2026, 11, 22)
BIRTH = date(1980, 2, 3)
DAYS = st.dates(date(1930, 1, 1), date(2026, 11, 22))


@pytest.mark.parametrize(
    "cell",
    [
        BIRTH,
        datetime.combine(BIRTH, time()),
        "3/2/1980",
        "03/02/1980",
        "03-02-1980",
        "3.2.1980",
        "3 / 2 / 1980",
        "03021980",
        3021980,
        "1980-02-03",
        "1980-02-03 00:00:00",
        "3/2/80",
        "ngày 3 tháng 2 năm 1980",
        "3 tháng 2, 1980",
        29254,
        29254.0,
        "29254",
        "29254,00",
        " 03/02/1980 ",
        "03/02/1980 00:00:00",
    ],
)
def test_shapes_of_one_day(cell):
    assert read_day(cell, latest=LATEST) == BIRTH


@pytest.mark.parametrize("cell", [None, "", "  ", True])
def test_empty_is_none(cell):
    assert read_day(cell, latest=LATEST) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("13/13/1980", "day"),
        ("31/02/1980", "day"),
        ("không rõ", "day"),
        ("3/1980", "day_month_only"),
        ("tháng 3/1980", "day_month_only"),
        ("1980", "day_year_only"),
        (1980, "day_year_only"),
        ("3/2/1880", "day_early"),
        ("3/2/2080", "day_late"),
        ("99999999999", "day"),
        (1e300, "day"),
        (-5, "day"),
        (float("inf"), "day"),
    ],
)
def test_what_is_no_day_is_named(cell, code):
    with pytest.raises(Trouble) as trouble:
        read_day(cell, latest=LATEST)
    assert trouble.value.code == code


@pytest.mark.parametrize(
    ("cell", "day"),
    [("1980", date(1980, 1, 1)), ("tháng 3/1980", date(1980, 3, 1)), ("3/1980", date(1980, 3, 1))],
)
def test_rough_days_where_allowed(cell, day):
    assert read_day(cell, latest=LATEST, is_rough=True) == day


def test_century_of_two_digits_is_the_latest_possible():
    assert read_day("3/2/26", latest=LATEST) == date(2026, 2, 3)
    assert read_day("3/2/27", latest=LATEST) == date(1927, 2, 3)


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d%m%Y", "%Y-%m-%d"]))
def test_every_day_in_every_shape(day, shape):
    assert read_day(day.strftime(shape), latest=LATEST) == day


@given(DAYS)
def test_every_day_as_excel_counts(day):
    serial = (day - date(1899, 12, 30)).days

    assert read_day(serial, latest=LATEST) == day
    assert read_day(str(serial), latest=LATEST) == day


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none()))
def test_anything_is_a_day_or_named(cell):
    try:
        day = read_day(cell, latest=LATEST)
    except Trouble:
        return
    assert day is None or date(1900, 1, 1) <= day <= LATEST
