"""What people type about themselves, and the filters of the roll."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from branches.models import Organization

from .models import User
from .services.accounts import OPTIONAL_OCCASIONS


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


class MemberFilter(forms.Form):
    """GET parameters of the roll. A wrong value filters nothing: nobody typed it."""

    q = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={"type": "search", "data-search": "", "enterkeyhint": "search"}
        ),
    )
    standing = forms.ChoiceField(
        label=_("Standing"),
        required=False,
        choices=[
            ("", _("Everyone")),
            ("official", _("Official members")),
            ("probationary", _("Probationary members")),
            ("exempt", _("Exempt")),
            ("suspended", _("Suspended")),
        ],
    )
    organization = forms.ChoiceField(label=_("Organisation"), required=False)

    def __init__(
        self,
        data: QueryDict,
        *,
        places: Sequence[tuple[Organization, str]],
        chosen: Organization | None,
    ) -> None:
        super().__init__(data)
        if not places:
            del self.fields["organization"]
            return
        self.fields["organization"].choices = [  # type: ignore[attr-defined]  # it is a ChoiceField
            ("", _("All that I may see")),
            *[(str(place.public_id), label) for place, label in places],
        ]
        # What is shown as chosen is what is filtered by, also when the address names a stranger's.
        self.data = {**data.dict(), "organization": str(chosen.public_id) if chosen else ""}
