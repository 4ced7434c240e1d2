"""Times of day as people type them: 19:30, 19h30, 1930; shown back in one form, 19:30. Days beside
them are those of `members.forms.days`."""

import re
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.forms.days import DayField

__all__ = ["ClockField", "DayField", "end_of_evening"]

# Past midnight it is still the same evening so long after the beginning; beyond it, a slip.
LONGEST_EVENING = timedelta(hours=6)
ONE_DAY = timedelta(days=1)

_JOINED_CLOCK = re.compile(r"(\d{1,2})(\d\d)")
_CLOCK = re.compile(r"(\d{1,2})\s*(?:[:.,hg]|giờ|\s)?\s*(\d{1,2})?\s*(?:phút|p)?")


class ClockField(forms.Field):
    default_error_messages = {
        "required": _("Type the time, for example 19:30."),
        "invalid": _("This is not a time of day. Type it like 19:30."),
    }

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"placeholder": "19:30", "autocomplete": "off", "class": "field-short"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def to_python(self, value: Any) -> time | None:
        text = str(value or "").strip().lower()
        if not text:
            return None
        found = _JOINED_CLOCK.fullmatch(text) or _CLOCK.fullmatch(text)
        try:
            if not found:
                raise ValueError
            return time(int(found[1]), int(found[2] or 0))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


def end_of_evening(beginning: datetime, clock: time) -> datetime:
    """The moment at which what began then ended at that hour: 00:30 after 22:00 is the next
    morning; 09:30 after 19:30 is taken as typed, and refused by whoever asks."""
    day = timezone.localdate(beginning)
    end = timezone.make_aware(datetime.combine(day, clock))
    if end <= beginning and end + ONE_DAY - beginning <= LONGEST_EVENING:
        return end + ONE_DAY
    return end
