"""What people type about themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import User
from members.services.accounts import OPTIONAL_OCCASIONS


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


class SettingsForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language"), choices=User.Language, widget=forms.RadioSelect
    )
    theme = forms.ChoiceField(label=_("Colours"), choices=User.Theme, widget=forms.RadioSelect)
    text_size = forms.TypedChoiceField(
        label=_("Text size"), choices=User.TextSize, coerce=int, widget=forms.RadioSelect
    )
    wanted_occasions = forms.MultipleChoiceField(
        label=_("E-mails I want"),
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
            "wanted_occasions": wanted,
        }


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=User.Language)
