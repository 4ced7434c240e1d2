"""Months, quarters and moments, reckoned from the demo's own today."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def first_of(day: date) -> date:
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """The first of the month `count` months away."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def months_between(earlier: date, later_month: date) -> int:
    return (later_month.year - earlier.year) * 12 + later_month.month - earlier.month


def add_years(day: date, count: int) -> date:
    """The same day `count` years away; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + count)
    except ValueError:
        return date(day.year + count, 3, 1)


def quarter_of(month: date) -> tuple[int, int]:
    return month.year, (month.month + 2) // 3


def quarter_name(quarter: tuple[int, int]) -> str:
    return f"{quarter[0]}-Q{quarter[1]}"


def last_months(today: date, count: int) -> list[date]:
    """The firsts of `count` months, the last being that of today."""
    return [add_months(first_of(today), step - count + 1) for step in range(count)]


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), timezone.get_default_timezone())


def later(start: datetime, minutes: int) -> datetime:
    return start + timedelta(minutes=minutes)
