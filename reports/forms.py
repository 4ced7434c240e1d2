"""What one may ask by the address; a wrong word falls back to the usual."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.days import DayField

from .queries.committee import BEHIND, NO_THEMATIC, OVERDUE
from .queries.months import MonthState, month_of

ALL = "all"
FIRST_YEAR, LAST_YEAR = 1930, 2200


@dataclass(frozen=True)
class Asked:
    """`group` empty: the organisations directly below."""

    month: date
    group: str
    words: str
    sort: str


class MonthForm(forms.Form):
    month = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("Search by name"), required=False, max_length=80)
    group = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            (ALL, _("All branches")),
            (BEHIND, _("Branches that are behind")),
            *MonthState.choices,
            (NO_THEMATIC, _("Without a thematic meeting this quarter")),
            (OVERDUE, _("With overdue tasks")),
        ],
    )
    sort = forms.ChoiceField(
        label=_("Sort by"),
        required=False,
        choices=[
            ("", _("Name of the organisation")),
            ("state", _("Progress, least first")),
            ("attendance", _("Attendance, lowest first")),
            ("overdue", _("Overdue tasks, most first")),
        ],
    )

    def __init__(self, data: Any, *, has_committees: bool) -> None:
        """`has_committees` below: the rows are those first, and all branches are a choice."""
        super().__init__(data)
        group = self.fields["group"]
        if has_committees:
            group.choices = [("", _("By organisation")), *group.choices]  # type: ignore[attr-defined]  # a ChoiceField
        else:
            group.choices = [("", _("All branches")), *group.choices[1:]]  # type: ignore[attr-defined]  # as above

    def clean_month(self) -> date | None:
        text = self.cleaned_data["month"]
        if not text:
            return None
        try:
            month = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  # a month has no zone
        except ValueError:
            raise forms.ValidationError(_("Write the month as 2026-11.")) from None
        if not FIRST_YEAR <= month.year <= LAST_YEAR:
            raise forms.ValidationError(_("Write the month as 2026-11."))
        return month

    def asked(self, today: date) -> Asked:
        """What was asked, field by field: one wrong field does not undo the others."""
        self.is_valid()
        found = self.cleaned_data
        return Asked(
            month=found.get("month") or month_of(today),
            group=found.get("group", ""),
            words=found.get("q", ""),
            sort=found.get("sort", ""),
        )


class DayForm(forms.Form):
    """On which day the tree is looked at; empty: today."""

    on = DayField(label=_("As of the day"), required=False)

    def day(self, today: date) -> date | None:
        """None when what was typed is no day."""
        if not self.is_valid():
            return None
        chosen: date | None = self.cleaned_data["on"]
        return chosen or today


class TreeForm(DayForm):
    q = forms.CharField(
        label=_("Search by name or code"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={"type": "search", "data-search": "", "enterkeyhint": "search"}
        ),
    )
    field_order = ["q", "on"]


class RuleDateForm(forms.Form):
    on = DayField(label=_("Rules in force on"), required=False)
    than = DayField(label=_("Compared with the day"), required=False)
