"""Sending an observer, writing down the visit, answering it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import Visit
from meetings.suggestions import Person
from members.models import Member

from .people import PersonField

MAX_LENGTH = 5000


class ObserverForm(forms.Form):
    observer = PersonField(label=_("Observer"))

    def __init__(self, *args: Any, people: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["observer"].offer([Person(member) for member in people])  # type: ignore[attr-defined]  # a PersonField

    def clean_observer(self) -> Member:
        observer: Member | None = self.cleaned_data["observer"]
        if observer is None:
            raise forms.ValidationError(_("Choose who attends the meeting."))
        return observer


class VisitLogForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    attended = forms.TypedChoiceField(
        label=_("Did you attend?"),
        choices=[("yes", _("Yes, I attended")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    remarks = forms.CharField(
        label=_("Remarks"),
        max_length=MAX_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was done well, what should be better. The branch reads and answers it."),
    )

    def __init__(self, data: Any = None, *, visit: Visit) -> None:
        said = {True: "yes", False: "no", None: None}[visit.attended]
        initial = {"version": visit.version, "attended": said, "remarks": visit.remarks}
        super().__init__(data, initial=initial)


class VisitAnswerForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.CharField(
        label=_("Answer of the branch"),
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, data: Any = None, *, visit: Visit) -> None:
        super().__init__(data, initial={"version": visit.version, "answer": visit.answer})


class YearFilter(forms.Form):
    """GET parameters of the list; a wrong value filters nothing."""

    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("Branches not visited")),
            ("visited", _("Branches visited")),
            ("visits", _("All visits")),
        ],
    )
    year = forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2999)
