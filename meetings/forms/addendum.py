"""Corrections read back, and addenda."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.pin import pin_field

from .prose import ProseField


class CorrectionForm(forms.Form):
    asked_by = forms.CharField(label=_("Who asked"), max_length=80)
    text = forms.CharField(
        label=_("What is to be put right"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AddendumForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is added"),
        max_length=300,
        help_text=_("For example: a name was written wrongly."),
    )
    text = ProseField(label=_("What is added"), rows=6)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(_("Write what is added."))
        return text


class SignForm(forms.Form):
    """`pin` empty: the approval of whoever is logged in."""

    signer = forms.ChoiceField(choices=[("chair", ""), ("recorder", "")], widget=forms.HiddenInput)
    pin = pin_field(_("PIN"))

    def __init__(self, *args: object, needs_pin: bool = True, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        self.fields["pin"].required = needs_pin
