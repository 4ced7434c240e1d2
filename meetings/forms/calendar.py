"""Which meetings a calendar is to show."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from branches.models import Organization, Tier
from members.access import Access
from members.permissions import Permission


class FeedForm(forms.Form):
    organization = forms.ChoiceField(
        label=_("Which meetings"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = access.scopes.get(Permission.READ_NOTICES, [])
        self.places = {str(o.public_id): o for o in scopes if o.kind.tier >= Tier.BRANCH}
        self.fields["organization"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Those I am asked to")),
            *((key, _("All of %s") % place.name) for key, place in self.places.items()),
        ]

    def clean_organization(self) -> Organization | None:
        return self.places.get(self.cleaned_data["organization"])
