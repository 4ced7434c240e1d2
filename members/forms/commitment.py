"""Forms of commitments, remarks and answers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.models import Commitment, CommitmentRemark


class CommitmentForm(forms.Form):
    """`topics`: those of the rules in force; what was chosen before stays to be chosen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one topic.")},
    )
    text = forms.CharField(
        label=_("What I undertake this year"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write what you undertake.")},
    )

    def __init__(self, data: Any, *, topics: Sequence[str], commitment: Commitment | None) -> None:
        super().__init__(data, initial=self._initial(commitment))
        kept = commitment.topics if commitment else []
        names = [*topics, *(name for name in kept if name not in topics)]
        self.fields["topics"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]  # a choice field

    @staticmethod
    def _initial(commitment: Commitment | None) -> dict[str, Any]:
        if commitment is None:
            return {"version": 0}
        return {
            "version": commitment.version,
            "topics": commitment.topics,
            "text": commitment.text,
        }


class RemarkForm(forms.Form):
    """Months of the year that have begun, the latest first."""

    month = forms.TypedChoiceField(label=_("Month"), coerce=date.fromisoformat)
    text = forms.CharField(
        label=_("Remark"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the remark.")},
    )

    def __init__(self, data: Any, *, year: int, today: date) -> None:
        super().__init__(data)
        months = [date(year, number, 1) for number in range(12, 0, -1)]
        self.fields["month"].choices = [  # type: ignore[attr-defined]  # a choice field
            (month.isoformat(), f"{month:%m/%Y}") for month in months if month <= today
        ]


class RemarkAnswerForm(forms.Form):
    remark = forms.ModelChoiceField(CommitmentRemark.objects.none(), widget=forms.HiddenInput)
    answer = forms.CharField(
        label=_("My answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write your answer.")},
    )

    def __init__(self, data: Any, *, commitment: Commitment) -> None:
        super().__init__(data)
        self.fields["remark"].queryset = commitment.remarks.all()  # type: ignore[attr-defined]  # a model choice field


class CommitmentFilter(forms.Form):
    """GET parameters of the branch's list; a wrong value means this year."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False)

    def __init__(self, data: QueryDict, *, this_year: int) -> None:
        super().__init__({"year": data.get("year") or this_year})
        years = range(this_year + 1, this_year - 5, -1)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]  # a choice field
