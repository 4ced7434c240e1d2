"""Working days: weekends and Vietnamese public holidays left out, the editable table on top; and
the evenings on which nobody meets.

The calendar computes holidays by the law; what the government moves in a year (a Saturday worked
for a Monday off) is entered as `DayOff` and wins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .models import DayOff

ONE_DAY = timedelta(days=1)
SATURDAY = 5
# So many days before and after the days off of Tết families are on the road or at table.
AROUND_TET = timedelta(days=3)
# The calendar names holidays in these languages; the first for everybody else.
NAMED_IN = {"en": "en_US", "vi": "vi"}


@lru_cache(maxsize=64)
def _calendar(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """(holidays, weekend days worked instead) of one year."""
    vietnam = holidays.country_holidays("VN", years=[year])
    return frozenset(vietnam), frozenset(vietnam.weekend_workdays)


@lru_cache(maxsize=64)
def _names(year: int, language: str) -> Mapping[date, str]:
    return dict(holidays.country_holidays("VN", years=[year], language=language))


@lru_cache(maxsize=64)
def days_of_tet(year: int) -> tuple[date, date] | None:
    """The first and last day off of Tết; None outside the years that the calendar knows."""
    days = [day for day, name in _names(year, "en_US").items() if "Lunar New Year" in name]
    return (min(days), max(days)) if days else None


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

    def why_off(self, day: date) -> str:
        """Why no meeting is held on that day, in the reader's language; empty on any other day. A
        weekend is no reason: many branches meet on Sunday morning."""
        if day in self.entered:
            return "" if self.entered[day] else _("Day off by decision")
        name = _names(day.year, NAMED_IN.get(get_language() or "", "vi")).get(day)
        if name:
            return name
        tet = days_of_tet(day.year)
        if tet and tet[0] - AROUND_TET <= day <= tet[1] + AROUND_TET:
            return _("Close to Tết")
        return ""

    def next_free(self, day: date) -> date:
        """The day itself, or the nearest one on which people meet: a later one of the same month,
        else an earlier one."""
        for step in (ONE_DAY, -ONE_DAY):
            found = day
            while found.month == day.month:
                if not self.why_off(found):
                    return found
                found += step
        return day
