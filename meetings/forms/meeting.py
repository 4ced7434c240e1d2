"""Planning a meeting: one long form of few fields; and the filters of the list."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models import Form, Meeting, MeetingKind, MeetingState
from meetings.services.meeting import MeetingPlan
from meetings.suggestions import USUAL_DAY, Person

from .moments import ClockField, DayField, end_of_evening
from .people import PersonField

DURATIONS = (
    '{% include "meetings/meeting_durations.html" with durations=durations '
    "source=durations_source only %}"
)
# The plan's words → the fields in which people type them.
FIELD_NAMES = {"starts_at": "day", "ends_at": "ends"}
# What the notice says besides time, place and agenda.
WORDS = ["dress", "fee_line", "notice_text"]


class MeetingForm(forms.Form):
    """`plan` is what was typed, as the verbs want it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("Kind of meeting"))
    month = forms.TypedChoiceField(
        label=_("Meeting of the month"),
        coerce=date.fromisoformat,
        help_text=_("January's meeting may be held on 2 February."),
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    day = DayField(label=_("Day"))
    begins = ClockField(label=_("Begins at"))
    ends = ClockField(
        label=_("Planned end"), help_text=_("After midnight counts as the same evening.")
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
    chair = PersonField(label=_("Chair"))
    recorder = PersonField(label=_("Recorder of the minutes"))
    dress = forms.CharField(
        label=_("Dress"),
        max_length=120,
        required=False,
        help_text=_("For example: white shirt, Party badge. Empty: nothing is said of it."),
    )
    fee_line = forms.CharField(
        label=_("Party fee"),
        max_length=200,
        required=False,
        help_text=_("For example: bring the fee of November, or pay it on the portal before."),
    )
    notice_text = forms.CharField(
        label=_("Words of the notice"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Optional. Time, place and agenda are in the notice by themselves."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        kinds: Sequence[MeetingKind],
        months: Sequence[date],
        people: Sequence[Person],
        meeting: Meeting | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["month"].choices = [  # type: ignore[attr-defined]  # as above
            (month.isoformat(), f"{month:%m/%Y}") for month in months
        ]
        for name in ("chair", "recorder"):
            now = getattr(meeting, name, None)
            self.fields[name].offer(people, always=now)  # type: ignore[attr-defined]  # a PersonField
        if meeting is None:
            # The title of a new meeting comes with its standard agenda.
            del self.fields["title"]
        if meeting and meeting.called_at:
            # People have been told what kind of meeting it is.
            self.fields["kind"].disabled = True
        self.helper = _layout(has_title=meeting is not None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"day", "begins", "ends"} <= cleaned.keys():
            cleaned["starts_at"] = _moment(cleaned["day"], cleaned["begins"])
            cleaned["ends_at"] = end_of_evening(cleaned["starts_at"], cleaned["ends"])
        return cleaned

    @property
    def plan(self) -> MeetingPlan:
        names = ["kind", "month", "starts_at", "ends_at", "form", "place", "link"]
        names += ["chair", "recorder", *WORDS]
        data = self.cleaned_data
        return MeetingPlan(title=data.get("title", ""), **{name: data[name] for name in names})


def initial_of(meeting: Meeting) -> dict[str, Any]:
    """The plan as it is saved, in the fields of the form."""
    starts_at, ends_at = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    names = ["version", "kind", "month", "title", "form", "place", "link", "chair", "recorder"]
    return {name: getattr(meeting, name) for name in [*names, *WORDS]} | {
        "day": starts_at.date(),
        "begins": starts_at.time(),
        "ends": ends_at.time(),
    }


def day_asked(typed: str) -> dict[str, date]:
    """The day that a link proposes; a wrong one proposes nothing."""
    try:
        return {"day": date.fromisoformat(typed)}
    except ValueError:
        return {}


def month_asked(typed: str, today: date) -> dict[str, date]:
    """The month that a link asks for, and a day in it; a wrong or past one asks for nothing."""
    try:
        month = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return {}
    if not today.replace(day=1) <= month <= today.replace(year=today.year + 1, day=1):
        return {}
    is_now = month == today.replace(day=1)
    return {"month": month} if is_now else {"month": month, "day": month.replace(day=USUAL_DAY)}


def _moment(day: date, clock: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


def _layout(*, has_title: bool) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(
        "version",
        Fieldset(
            _("What and when"),
            Div("kind", "month", css_class="form-row"),
            *(["title"] if has_title else []),
            Div("day", "begins", "ends", css_class="form-row"),
            HTML(DURATIONS),
            css_class="form-section",
        ),
        Fieldset(_("Where"), "form", "place", "link", css_class="form-section"),
        Fieldset(
            _("Who leads"),
            Div("chair", "recorder", css_class="form-row"),
            css_class="form-section",
        ),
        Fieldset(_("Notice"), *WORDS, css_class="form-section"),
    )
    return helper


class ReasonForm(forms.Form):
    """Why a meeting is put off or called off; everyone invited reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason; everyone invited will read it.")},
    )


class MeetingFilter(forms.Form):
    """GET parameters of the list. A wrong value filters nothing: nobody typed it."""

    q = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={"type": "search", "data-search": "", "enterkeyhint": "search"}
        ),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *MeetingKind.choices]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *MeetingState.choices]
    )
    organization = forms.UUIDField(required=False, widget=forms.HiddenInput)
