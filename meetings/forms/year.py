"""What one tap on the page of a year says: which month, which kind of meeting."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from meetings.services.meeting import kinds_for


class MissingForm(forms.Form):
    month = forms.CharField(max_length=10)
    kind = forms.ChoiceField()

    def __init__(self, data: Any, *, organization: Organization, today: date) -> None:
        super().__init__(data)
        self.today = today
        self.fields["kind"].choices = [(kind, kind) for kind in kinds_for(organization)]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_month(self) -> date:
        """A month that is not over, of this year or the next."""
        try:
            month = date.fromisoformat(f"{self.cleaned_data['month'][:7]}-01")
        except ValueError:
            month = date.min
        if not self.today.replace(day=1) <= month <= date(self.today.year + 1, 12, 1):
            raise ValidationError(_("Choose a month that is not over."))
        return month
