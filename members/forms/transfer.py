"""Forms of transfers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from members.models import Transfer

from .days import DayField


class TransferForm(forms.Form):
    """`found`: the branches that the search of the page offers; any standing branch is taken."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Receiving branch"),
        to_field_name="public_id",
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Search the receiving branch by name and choose it."),
            "invalid_choice": _("This branch does not exist any more; search again."),
        },
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Transfer.Kind.choices, widget=forms.RadioSelect
    )
    since = DayField(
        label=_("Since"),
        help_text=_("The day the work or the home changed; the working days count from it."),
    )
    until = DayField(
        label=_("Until (not including)"),
        required=False,
        help_text=_("Only for a temporary transfer."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, data: Any, *, found: Sequence[Organization], today: date) -> None:
        super().__init__(data, initial={"kind": Transfer.Kind.OFFICIAL, "since": today})
        field = self.fields["organization"]
        field.queryset = Organization.objects.branches().standing(today).select_related("kind")  # type: ignore[attr-defined]  # a model choice field
        field.choices = [(str(branch.public_id), with_parent(branch)) for branch in found]  # type: ignore[attr-defined]  # as above


def with_parent(branch: Organization) -> str:
    """Branches share their names across a city; the one above tells them apart."""
    return f"{branch.name} – {branch.parent.name}" if branch.parent else branch.name


class ReleaseForm(forms.Form):
    letter_number = forms.CharField(
        label=_("Number of the letter"),
        max_length=40,
        help_text=_("As your branch numbers its introduction letters, for example 12."),
        widget=forms.TextInput(attrs={"class": "field-short", "autocomplete": "off"}),
        error_messages={"required": _("Type the number of the letter.")},
    )
    on = DayField(label=_("Released on"))


class AcceptForm(forms.Form):
    on = DayField(
        label=_("Accepted on"),
        help_text=_("From this day the member belongs to the branch."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        error_messages={"required": _("Say why, so that the other side understands.")},
    )


class TransferFilter(forms.Form):
    """GET parameters of the list; a wrong value filters nothing: nobody typed it."""

    direction = forms.ChoiceField(
        label=_("Direction"),
        required=False,
        choices=[("", _("Both")), ("out", _("Leaving")), ("in", _("Arriving"))],
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Under way")), ("closed", _("Closed"))],
    )
