"""The code of the second step."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SecondCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "class": "field-short"}
        ),
        error_messages={"required": _("Type the code.")},
    )
