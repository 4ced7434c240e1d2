"""Which paper of a meeting is asked for."""

from django import forms

from meetings.models import PaperKind


class PaperForm(forms.Form):
    kind = forms.ChoiceField(choices=PaperKind.choices)
    resolution = forms.UUIDField(required=False)
