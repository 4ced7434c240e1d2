"""The form that ends a cell."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .moments import DayField


class CellEndForm(forms.Form):
    on = DayField(
        label=_("Ends on"), help_text=_("The first day on which the cell does not exist.")
    )
    decision_number = forms.CharField(
        label=_("Number of the decision"),
        max_length=60,
        help_text=_("Of the resolution or decision of the branch."),
        error_messages={"required": _("Type the number of the decision.")},
    )
    decision_on = DayField(label=_("Date of the decision"))
