"""What people type about themselves."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

from members.models import User
from members.services.accounts import OPTIONAL_OCCASIONS

# Texts of Django that call the reader “bạn”. Named here they are in our catalogue too, where the
# Party's words stand for them, and ours come first.
SAID_BY_DJANGO = [
    gettext_noop("Your password can’t be too similar to your other personal information."),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("Your password can’t be entirely numeric."),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
]


class LoginForm(forms.Form):
    username = forms.CharField(
        label=_("Account name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Type your account name.")},
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Type your password.")},
    )


def _hours() -> list[tuple[str, str]]:
    return [("", str(_("none"))), *((f"{hour:02}:00:00", f"{hour:02}:00") for hour in range(24))]


def _as_hour(value: str) -> time:
    return time.fromisoformat(value)


class SettingsForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language"), choices=User.Language, widget=forms.RadioSelect
    )
    theme = forms.ChoiceField(label=_("Colours"), choices=User.Theme, widget=forms.RadioSelect)
    text_size = forms.TypedChoiceField(
        label=_("Text size"), choices=User.TextSize, coerce=int, widget=forms.RadioSelect
    )
    email_rhythm = forms.ChoiceField(
        label=_("E-mails"), choices=User.EmailRhythm, widget=forms.RadioSelect
    )
    quiet_from = forms.TypedChoiceField(
        label=_("Quiet from"), choices=_hours, coerce=_as_hour, empty_value=None, required=False
    )
    quiet_to = forms.TypedChoiceField(
        label=_("until"), choices=_hours, coerce=_as_hour, empty_value=None, required=False
    )
    wanted_occasions = forms.MultipleChoiceField(
        label=_("Reminders I want by e-mail and on the telephone"),
        choices=[(occasion.value, occasion.label) for occasion in OPTIONAL_OCCASIONS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def initial_of(cls, user: User) -> dict[str, Any]:
        wanted = [o.value for o in OPTIONAL_OCCASIONS if o.value not in user.muted_occasions]
        return {
            "language": user.language,
            "theme": user.theme,
            "text_size": user.text_size,
            "email_rhythm": user.email_rhythm,
            "quiet_from": user.quiet_from,
            "quiet_to": user.quiet_to,
            "wanted_occasions": wanted,
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("quiet_from"), cleaned.get("quiet_to")
        if (start is None) != (end is None):
            missing = "quiet_to" if end is None else "quiet_from"
            self.add_error(missing, _("Choose both hours, or none."))
        elif start is not None and start == end:
            self.add_error("quiet_to", _("Choose another hour than the first, or none at all."))
        return cleaned


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=User.Language)
