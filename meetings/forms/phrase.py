"""A sentence to keep ready."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PhraseForm(forms.Form):
    text = forms.CharField(
        label=_("A sentence to keep ready"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It appears beside the minutes and is put in by one tap."),
    )
