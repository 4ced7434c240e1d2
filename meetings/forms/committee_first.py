"""What the committee agreed, besides the rows of the agenda."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AgreementForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    notice_text = forms.CharField(
        label=_("Words of the notice"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Optional. Time, place and agenda are in the notice by themselves."),
    )
