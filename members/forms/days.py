"""Days as people type them: 3/2/26, 03-02-2026, 03022026. Never the American order.

What is saved is shown back in one form: 03/02/2026.
"""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_JOINED_DAY = re.compile(r"(\d\d)(\d\d)(\d{4}|\d\d)")
# Days beyond these nobody means, and clocks that reckon from them would run out of calendar.
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199


class DayField(forms.Field):
    default_error_messages = {
        "required": _("Type the day, for example 03/02/2026."),
        "invalid": _("This is not a day of the calendar. Type it like 03/02/2026."),
        "ahead": _("This day is still to come."),
    }
    # Set by forms that ask for a day of the past: 3/2/50 is then of the century before.
    latest: date | None = None

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"placeholder": "03/02/2026", "autocomplete": "off", "class": "field-short"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if not text:
            return None
        joined = _JOINED_DAY.fullmatch(text)
        parts = list(joined.groups()) if joined else re.split(r"[\s/.,-]+", text)
        if len(parts) == 3 and len(parts[0]) == 4:
            parts.reverse()
        try:
            day, month, year = (int(part) for part in parts)
            found = date(_full_year(year), month, day)
            if self.latest and found > self.latest and year < 100:
                found = date(found.year - 100, month, day)
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if self.latest and found > self.latest:
            raise ValidationError(self.error_messages["ahead"], code="ahead")
        return found


def _full_year(year: int) -> int:
    if year < 100:
        return year + 2000
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueError
    return year
