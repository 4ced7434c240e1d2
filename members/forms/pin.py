"""A PIN, typed twice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def pin_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        min_length=6,
        max_length=6,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "min_length": _("A PIN has six digits."),
            "max_length": _("A PIN has six digits."),
        },
    )


class PinForm(forms.Form):
    pin = pin_field(_("New PIN, six digits"))
    again = pin_field(_("The same PIN once more"))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if "pin" in cleaned and "again" in cleaned and cleaned["pin"] != cleaned["again"]:
            self.add_error("again", _("The two are not the same; type both again."))
        return cleaned
