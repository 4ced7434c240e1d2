"""Forms of corrections: what is wrong, and what was done about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import CorrectionRequest


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label=_("What is wrong, and what is right"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what is wrong, and what is right.")},
    )


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=_("What you did"),
        choices=[
            (state.value, state.label)
            for state in CorrectionRequest.State
            if state != CorrectionRequest.State.OPEN
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it is corrected.")},
    )
    answer = forms.CharField(
        label=_("Answer to the member"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a sentence to the member.")},
    )
