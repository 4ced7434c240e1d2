"""What officers choose when they give a way in, and what the invited type."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from members.models import Invitation, Member, User

USERNAME = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{2,29}\Z",
    _("Use 3 to 30 small letters without accents, digits, dots or dashes."),
)


class InviteForm(forms.Form):
    channel = forms.ChoiceField(
        label=_("How the code reaches the member"), widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, member: Member) -> None:
        super().__init__(data)
        slip = Invitation.Channel.SLIP
        choices = [(slip.value, str(_("A slip to print and hand over")))]
        if member.email:
            words = _("An e-mail to %(address)s") % {"address": member.email}
            choices.insert(0, (Invitation.Channel.EMAIL.value, words))
        self.fields["channel"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["channel"].initial = choices[0][0]


class SlipsForm(forms.Form):
    """`members` are the people of the page; others cannot be chosen."""

    members = forms.ModelMultipleChoiceField(
        queryset=Member.objects.none(),
        to_field_name="public_id",
        error_messages={"required": _("Choose at least one member.")},
    )

    def __init__(self, data: Any = None, *, members: Any) -> None:
        super().__init__(data)
        self.fields["members"].queryset = members  # type: ignore[attr-defined]  # a ModelChoiceField


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=100,
        help_text=_("Dashes, spaces, capital or small letters make no difference."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Type the code of your slip or your e-mail.")},
    )


class ActivateForm(forms.Form):
    username = forms.CharField(
        label=_("Account name"),
        max_length=30,
        validators=[USERNAME],
        help_text=_("You log in with it. Keep the proposed one, or choose another."),
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("New password"),
        max_length=256,
        strip=False,
        help_text=_(
            "At least 10 characters. Three or four words that only you would put together are easy "
            "to remember and hard to guess."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label=_("The same password again"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, member: Member, suggestion: str) -> None:
        """An account keeps its name: then `username` is not asked for."""
        super().__init__(data, initial={"username": suggestion})
        self.member = member
        if hasattr(member, "user"):
            del self.fields["username"]

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password, repeated = cleaned.get("password"), cleaned.get("repeated")
        if password and repeated and password != repeated:
            self.add_error("repeated", _("The two passwords differ. Type them again."))
        elif password:
            user = getattr(self.member, "user", None) or User(
                username=cleaned.get("username", ""), member=self.member
            )
            try:
                validate_password(password, user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        cleaned.setdefault("username", "")
        return cleaned
