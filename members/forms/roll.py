"""The filters of the roll."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from members.models import Member

MORE = ("sex", "age", "admitted", "account")


class MemberFilter(forms.Form):
    """GET parameters of the roll. A wrong value filters nothing: nobody typed it."""

    q = forms.CharField(
        label=_("Name, initials or end of the card number"),
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
    sex = forms.ChoiceField(
        label=_("Sex"), required=False, choices=[("", _("Both")), *Member.Sex.choices]
    )
    age = forms.ChoiceField(
        label=_("Age"),
        required=False,
        choices=[
            ("", _("Any age")),
            ("-30", _("Up to 30")),
            ("31-40", _("31 to 40")),
            ("41-50", _("41 to 50")),
            ("51-60", _("51 to 60")),
            ("61-", _("61 and over")),
        ],
    )
    admitted = forms.IntegerField(
        label=_("Year of admission"),
        required=False,
        min_value=1930,
        max_value=2100,
        widget=forms.NumberInput(attrs={"placeholder": "1985"}),
    )
    account = forms.ChoiceField(
        label=_("Account"),
        required=False,
        choices=[("", _("With or without")), ("yes", _("Has an account")), ("no", _("Has none"))],
    )

    def __init__(
        self,
        data: QueryDict,
        *,
        places: Sequence[tuple[Organization, str]],
        chosen: Organization | None,
        knows_accounts: bool,
    ) -> None:
        super().__init__(data)
        if not knows_accounts:
            del self.fields["account"]
        if not places:
            del self.fields["organization"]
            return
        self.fields["organization"].choices = [  # type: ignore[attr-defined]  # it is a ChoiceField
            ("", _("All that I may see")),
            *[(str(place.public_id), label) for place, label in places],
        ]
        # What is shown as chosen is what is filtered by, also when the address names a stranger's.
        self.data = {**data.dict(), "organization": str(chosen.public_id) if chosen else ""}

    @property
    def often(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name not in MORE]

    @property
    def seldom(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name in MORE]

    @property
    def is_seldom_used(self) -> bool:
        """Whether the filters that are folded away say something."""
        return any(self.cleaned_data.get(name) for name in MORE)

    @property
    def in_words(self) -> list[str]:
        """Each filter that is on, for the head of a spreadsheet."""
        used = [bound for bound in self if self.cleaned_data.get(bound.name)]
        return [f"{bound.label}: {self._said(bound)}" for bound in used]

    def _said(self, bound: BoundField) -> str:
        value: Any = self.cleaned_data[bound.name]
        choices = dict(getattr(bound.field, "choices", ()))
        return str(choices.get(value, value))
