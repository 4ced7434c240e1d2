"""Rule 11 of the domain: working days skip weekends and public holidays, by an editable table."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from members.models import DayOff
from members.working_days import WorkingDays

PLAIN = WorkingDays({})
DAYS = st.dates(date(2019, 1, 1), date(2035, 12, 31))
FRIDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 9)


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (FRIDAY, True),
        (date(2026, 3, 7), False),  # Saturday
        (date(2026, 3, 8), False),  # Sunday
        (date(2026, 2, 17), False),  # lunar new year
        (date(2026, 4, 27), False),  # the kings' day fell on a Sunday
        (date(2026, 4, 30), False),
        (date(2026, 9, 2), False),
        (date(2026, 8, 22), True),  # a Saturday worked for the Monday after
        (date(2026, 8, 31), False),
    ],
)
def test_calendar_knows_weekends_and_holidays(day, is_working):
    assert PLAIN.is_working(day) is is_working


def test_one_working_day_after_friday_is_monday():
    assert PLAIN.after(FRIDAY, 1) == MONDAY


def test_no_working_days_end_on_the_day_itself():
    assert PLAIN.after(date(2026, 3, 7), 0) == date(2026, 3, 7)


def test_thirty_working_days_over_the_end_of_april():
    """April 2026: four weekends, the kings' day moved to the 27th, 30 April and 1 May."""
    assert PLAIN.after(date(2026, 4, 1), 30) == date(2026, 5, 18)
    assert PLAIN.between(date(2026, 4, 1), date(2026, 5, 18)) == 30


def test_the_table_wins_over_the_calendar(db):
    DayOff.objects.create(date=MONDAY, note="Nghỉ bão")
    DayOff.objects.create(date=date(2026, 3, 7), is_working=True, note="Làm bù")

    days = WorkingDays.of_today()

    assert not days.is_working(MONDAY)
    assert days.is_working(date(2026, 3, 7))
    assert days.after(FRIDAY, 2) == date(2026, 3, 10)


def test_one_entry_a_day(db):
    DayOff.objects.create(date=MONDAY)

    with pytest.raises(IntegrityError):
        DayOff.objects.create(date=MONDAY, is_working=True)


@given(start=DAYS, count=st.integers(1, 90))
def test_counting_back_gives_what_was_counted(start, count):
    end = PLAIN.after(start, count)

    assert PLAIN.is_working(end)
    assert PLAIN.between(start, end) == count
    assert PLAIN.between(end, start) == -count


@given(start=DAYS, one=st.integers(0, 40), two=st.integers(0, 40))
def test_counting_in_two_steps_is_counting_at_once(start, one, two):
    assert PLAIN.after(PLAIN.after(start, one), two) == PLAIN.after(start, one + two)


@given(start=DAYS, count=st.integers(1, 60), free=st.integers(1, 90))
def test_a_day_off_never_shortens_a_clock(start, count, free):
    day = start + timedelta(days=free)

    assert WorkingDays({day: False}).after(start, count) >= PLAIN.after(start, count)
