"""The form of the check-in: six digits, or what the picture with the code left behind."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CheckInForm(forms.Form):
    code = forms.CharField(
        label=_("Code on the screen"),
        max_length=12,
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code-input"}
        ),
    )
    proof = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
