"""What a browser gives when somebody wants notifications on it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.vapid import is_key_pair, is_push_service


class DeviceForm(forms.Form):
    """Filled by the script of the page; what is wrong in it no person can mend."""

    endpoint = forms.CharField(max_length=500)
    p256dh = forms.CharField(max_length=120)
    auth = forms.CharField(max_length=40)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_known = is_push_service(cleaned.get("endpoint", ""))
        if not is_known or not is_key_pair(cleaned.get("p256dh", ""), cleaned.get("auth", "")):
            raise ValidationError(
                _("This browser cannot show notifications of this service. Try another one.")
            )
        return cleaned
