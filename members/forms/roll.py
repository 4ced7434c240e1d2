"""The filters of the roll."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from branches.models import Organization


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
