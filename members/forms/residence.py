"""Forms of residence links (213)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from branches.models import Organization

from .days import DayField
from .transfer import with_parent


class ResidenceForm(forms.Form):
    """`found`: the branches that the search of the page offers; any standing branch is taken."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Branch where the member lives"),
        to_field_name="public_id",
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Search the branch by name and choose it."),
            "invalid_choice": _("This branch does not exist any more; search again."),
        },
    )
    on = DayField(label=_("Linked from"))

    def __init__(self, data: Any, *, found: Sequence[Organization], today: date) -> None:
        super().__init__(data, initial={"on": today})
        field = self.fields["organization"]
        field.queryset = Organization.objects.branches().standing(today).select_related("kind")  # type: ignore[attr-defined]  # a model choice field
        field.choices = [(str(branch.public_id), with_parent(branch)) for branch in found]  # type: ignore[attr-defined]  # as above


class CommentForm(forms.Form):
    """Of this year or the one before: comments are asked for at the turn of the year."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    text = forms.CharField(
        label=_("Comment"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write the comment.")},
    )

    def __init__(self, data: Any, *, this_year: int) -> None:
        super().__init__(data)
        years = (this_year, this_year - 1)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]  # a choice field


class ResidenceEndForm(forms.Form):
    on = DayField(
        label=_("Ends on"), help_text=_("The first day on which the member is not linked.")
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("For example: moved to another ward."),
        error_messages={"required": _("Say why the link ends.")},
    )
