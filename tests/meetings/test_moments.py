"""Days and times as people type them."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from meetings.forms.moments import ClockField, DayField, end_of_evening


@pytest.mark.parametrize(
    "typed",
    [
        "03/02/2026",
        "3/2/26",
        "3-2-2026",
        "03-02-2026",
        "3.2.2026",
        " 3 / 2 / 2026 ",
        "03022026",
        "030226",
        "2026-02-03",
        "3 2 2026",
    ],
)
def test_third_of_february_however_it_is_typed(typed):
    assert DayField().clean(typed) == date(2026, 2, 3)


@pytest.mark.parametrize(
    "typed", ["31/02/2026", "2/3", "13/13/2026", "mai", "3/2/202", "1/1/1/1", "٣/٢/٢٠٢٦x", "0/0/0"]
)
def test_what_is_no_day_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError) as refused:
        DayField().clean(typed)

    assert "03/02/2026" in refused.value.messages[0]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("19:30", time(19, 30)),
        ("19h30", time(19, 30)),
        ("19H30", time(19, 30)),
        ("19.30", time(19, 30)),
        ("19g30", time(19, 30)),
        ("19 giờ 30 phút", time(19, 30)),
        ("19 giờ", time(19)),
        ("1930", time(19, 30)),
        ("730", time(7, 30)),
        ("19h", time(19)),
        ("7", time(7)),
        ("0:00", time(0)),
    ],
)
def test_time_of_day_however_it_is_typed(typed, expected):
    assert ClockField().clean(typed) == expected


@pytest.mark.parametrize("typed", ["25:00", "19:60", "tối", "19:3:0", "99", "-1", "193000"])
def test_what_is_no_time_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError) as refused:
        ClockField().clean(typed)

    assert "19:30" in refused.value.messages[0]


def test_what_is_saved_is_shown_in_one_form():
    assert DayField().prepare_value(date(2026, 2, 3)) == "03/02/2026"
    assert ClockField().prepare_value(time(7, 5)) == "07:05"
    assert DayField().prepare_value("3/2") == "3/2"


def test_nothing_typed_is_nothing_where_nothing_is_asked():
    assert DayField(required=False).clean("") is None
    assert ClockField(required=False).clean(" ") is None


@pytest.mark.parametrize(
    ("began", "ended", "lasted"),
    [
        ((19, 30), (21, 30), timedelta(hours=2)),
        ((22, 0), (0, 30), timedelta(hours=2, minutes=30)),
        ((19, 30), (0, 0), timedelta(hours=4, minutes=30)),
        # So long is no evening: it is taken as typed, and the verb refuses it.
        ((19, 30), (9, 30), -timedelta(hours=10)),
        ((19, 30), (19, 30), timedelta(0)),
    ],
)
def test_evening_that_ends_after_midnight(began, ended, lasted):
    beginning = timezone.make_aware(datetime.combine(date(2026, 12, 3), time(*began)))

    assert end_of_evening(beginning, time(*ended)) - beginning == lasted
