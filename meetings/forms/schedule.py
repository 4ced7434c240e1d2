"""The fixed day: one plain form from which the year comes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from branches.models import Organization, Tier
from branches.rules import Rules
from meetings.models import Form, MeetingKind, Schedule
from meetings.services.schedule import LONGEST_MINUTES, FixedDay

from .moments import ClockField, DayField

COMBINED, APART, BY_HAND = "combined", "apart", "by_hand"
MONTHS_OF_QUARTER = [
    (1, _("the first month of each quarter")),
    (2, _("the second month of each quarter")),
    (3, _("the third month of each quarter")),
]
DAYS = [(day, str(day)) for day in range(1, 32)]


class FixedDayForm(forms.Form):
    """`days(rules)` is what was chosen, as the verb wants it."""

    pattern = forms.ChoiceField(
        label=_("When in the month?"),
        choices=[("day", _("On the same date")), ("weekday", _("On the same weekday"))],
        widget=forms.RadioSelect,
    )
    day = forms.TypedChoiceField(
        label=_("Date"),
        choices=DAYS,
        coerce=int,
        help_text=_("29, 30 or 31: in a shorter month the meeting is on its last day."),
    )
    ordinal = forms.TypedChoiceField(label=_("Which"), choices=Schedule.Ordinal, coerce=int)
    weekday = forms.TypedChoiceField(label=_("Weekday"), choices=Schedule.Weekday, coerce=int)
    begins = ClockField(label=_("Begins at"))
    minutes = forms.IntegerField(
        label=_("Lasts, in minutes"),
        min_value=1,
        max_value=LONGEST_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "field-short"}),
    )
    form = forms.ChoiceField(label=_("Form"), choices=Form.choices)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    link = forms.URLField(
        label=_("Link for those who join online"),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("This is not a link. Copy it whole: https://…")},
    )
    thematic = forms.ChoiceField(
        label=_("The thematic meeting of each quarter"),
        choices=[
            (COMBINED, _("Together with the periodic one")),
            (APART, _("On a day of its own")),
            (BY_HAND, _("I plan it each time")),
        ],
        widget=forms.RadioSelect,
    )
    thematic_month = forms.TypedChoiceField(label=_("In"), choices=MONTHS_OF_QUARTER, coerce=int)
    thematic_day = forms.TypedChoiceField(
        label=_("Date of its own day"), choices=DAYS, coerce=int, required=False
    )
    avoids_days_off = forms.BooleanField(
        label=_("Move a meeting that falls on Tết or a holiday to the nearest other day"),
        required=False,
    )
    starts_on = DayField(label=_("Beginning on"))

    def __init__(self, data: Any = None, *, organization: Organization, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.is_cell = organization.kind.tier == Tier.CELL
        if self.is_cell:
            for name in ("thematic", "thematic_month", "thematic_day"):
                del self.fields[name]

    def days(self, rules: Rules) -> list[FixedDay]:
        return fixed_days(self.cleaned_data, rules, is_cell=self.is_cell)


def fixed_days(values: Mapping[str, Any], rules: Rules, *, is_cell: bool) -> list[FixedDay]:
    """One day for every month; with a thematic meeting a quarter, one more. A meeting that is
    periodic and thematic lasts at least as long as the rules ask."""
    common = {name: values[name] for name in ("form", "place", "link", "avoids_days_off")}
    common |= {"time": values["begins"]}
    if values["pattern"] == Schedule.Pattern.DAY:
        when: dict[str, Any] = {"pattern": "day", "day": values["day"]}
    else:
        names = ("pattern", "ordinal", "weekday")
        when = {name: values[name] for name in names}
    if is_cell:
        return [FixedDay(kind=MeetingKind.CELL, minutes=values["minutes"], **when, **common)]

    def lasting(kind: str) -> int:
        return max(values["minutes"], rules.minimum_minutes(kind) or 0)

    once = [values["thematic_month"] + quarter for quarter in (0, 3, 6, 9)]
    rest = [month for month in range(1, 13) if month not in once]
    monthly = FixedDay(kind=MeetingKind.PERIODIC, minutes=values["minutes"], **when, **common)
    if values["thematic"] == COMBINED:
        kind = MeetingKind.COMBINED
        combined = FixedDay(kind=kind, minutes=lasting(kind), months=once, **when, **common)
        periodic = FixedDay(
            kind=MeetingKind.PERIODIC, minutes=values["minutes"], months=rest, **when, **common
        )
        return [periodic, combined]
    if values["thematic"] == APART:
        thematic = FixedDay(
            kind=MeetingKind.THEMATIC,
            pattern="day",
            day=values["thematic_day"] or 1,
            months=once,
            minutes=lasting(MeetingKind.THEMATIC),
            **common,
        )
        return [monthly, thematic]
    return [monthly]


def initial_of(schedules: list[Schedule], usual: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The fixed day as it is, or what the branch usually does."""
    by_kind = {row.kind: row for row in schedules}
    monthly = by_kind.get(MeetingKind.PERIODIC) or by_kind.get(MeetingKind.CELL)
    combined, thematic = by_kind.get(MeetingKind.COMBINED), by_kind.get(MeetingKind.THEMATIC)
    first = {
        "pattern": "day",
        "day": 3,
        "ordinal": 1,
        "weekday": 3,
        "thematic": COMBINED,
        "thematic_month": 2,
        "thematic_day": 15,
        "avoids_days_off": True,
        "starts_on": today,
    }
    if monthly is None:
        return first | dict(usual)
    names = ("pattern", "day", "ordinal", "weekday", "minutes", "form", "place", "link")
    saved = {name: getattr(monthly, name) for name in (*names, "avoids_days_off")}
    saved = {name: value for name, value in saved.items() if value is not None}
    quarterly = combined or thematic
    if quarterly:
        saved["thematic"] = COMBINED if combined else APART
        saved["thematic_month"] = min(quarterly.months)
    else:
        saved["thematic"] = BY_HAND
    if thematic:
        saved["thematic_day"] = thematic.day
    return first | saved | {"begins": monthly.time}
