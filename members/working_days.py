"""Working days: weekends and Vietnamese public holidays left out, the editable table on top.

The calendar computes holidays by the law; what the government moves in a year (a Saturday worked
for a Monday off) is entered as `DayOff` and wins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from .models import DayOff

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@lru_cache(maxsize=64)
def _calendar(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """(holidays, weekend days worked instead) of one year."""
    vietnam = holidays.country_holidays("VN", years=[year])
    return frozenset(vietnam), frozenset(vietnam.weekend_workdays)


@dataclass(frozen=True)
class WorkingDays:
    """The calendar with the entries of the table, read once. The days counted are those after the
    first: what happens on a Monday and has one working day ends on Tuesday."""

    entered: Mapping[date, bool]

    @classmethod
    def of_today(cls) -> "WorkingDays":
        return cls(dict(DayOff.objects.values_list("date", "is_working")))

    def is_working(self, day: date) -> bool:
        if day in self.entered:
            return self.entered[day]
        free, worked = _calendar(day.year)
        if day in worked:
            return True
        return day.weekday() < SATURDAY and day not in free

    def after(self, start: date, count: int) -> date:
        """The day on which `count` working days after `start` are over; itself for none."""
        day = start
        while count > 0:
            day += ONE_DAY
            count -= self.is_working(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        days = (end - start).days
        return sum(self.is_working(start + timedelta(days=each)) for each in range(1, days + 1))
