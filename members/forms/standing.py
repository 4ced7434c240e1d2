"""Forms of standings and departures."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Departure, Member, Standing, StandingStatus
from members.models.belonging import MEMBERSHIP

from .days import DayField

LIFT = "lift-"  # before the standing that ends


class DecisionField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Decision"),
            max_length=200,
            help_text=_("Number, day and who decided, for example 12-QĐ/ĐU, 03/02/2026."),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            **kwargs,
        )


class StandingForm(forms.Form):
    """What may change from today's standing; `recognised_on`: the day probation ends."""

    change = forms.ChoiceField(
        label=_("What changes"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what changes.")},
    )
    on = DayField(label=_("From"))
    until = DayField(
        label=_("Until (not including)"),
        required=False,
        help_text=_("Only for an exemption or suspension whose end is decided already."),
    )
    decision = DecisionField(error_messages={"required": _("Type the decision.")})

    def __init__(
        self, data: Any, *, member: Member, today: date, recognised_on: date | None
    ) -> None:
        super().__init__(data, initial={"on": recognised_on or today})
        self.fields["change"].choices = list(_changes(member))  # type: ignore[attr-defined]  # a choice field
        if recognised_on:
            self.fields["change"].initial = StandingStatus.OFFICIAL.value
            self.fields["on"].help_text = _(
                "Recognition counts from the day probation ended, however late it is decided."
            )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        change, until = data.get("change", ""), data.get("until")
        if until and (change in MEMBERSHIP or change.startswith(LIFT)):
            self.add_error("until", _("This change has no end of its own. Leave it empty."))
        return data


def _changes(member: Member) -> Any:
    if not member.is_official:
        yield StandingStatus.OFFICIAL.value, _("Recognised as official member")
    if member.is_exempt:
        yield f"{LIFT}exempt", _("The exemption ends")
    else:
        yield StandingStatus.EXEMPT.value, _("Exempt from work and meetings")
    if member.is_suspended:
        yield f"{LIFT}suspended", _("The suspension ends")
    else:
        yield StandingStatus.SUSPENDED.value, _("Suspended from meetings")


class CorrectionForm(forms.Form):
    """One fact as it should have been entered, or that it never was."""

    on = DayField(label=_("From"))
    until = DayField(label=_("Until (not including)"), required=False)
    decision = DecisionField(required=False)
    reason = forms.CharField(
        label=_("Why it is corrected"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say why it is corrected.")},
    )
    is_struck = forms.BooleanField(label=_("It never was so: strike it out"), required=False)

    def __init__(self, data: Any, *, standing: Standing) -> None:
        shown = {
            "on": standing.valid_from,
            "until": standing.valid_to,
            "decision": standing.decision,
        }
        super().__init__(data, initial=shown)
        if standing.status in MEMBERSHIP:
            del self.fields["until"]  # the next standing says when this one ends

    def clean(self) -> dict[str, Any]:
        return {"until": None} | self.cleaned_data


class DepartureForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Why"),
        choices=Departure.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the member leaves.")},
    )
    on = DayField(
        label=_("Not on the roll from"),
        help_text=_("The day of the decision or of death; posts and standing end then too."),
    )
    decision = DecisionField(required=False)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data, initial={"on": today})

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        kind = data.get("kind")
        if kind and kind != Departure.Kind.DIED and not data.get("decision"):
            self.add_error("decision", _("Type the decision."))
        return data


class UndoForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is taken back"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say why it is taken back.")},
    )
