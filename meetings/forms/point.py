"""The points of a meeting as rows of one form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting
from meetings.services.point import PointLine
from meetings.suggestions import Person

from .people import PersonField


class PointForm(forms.Form):
    point = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the point"), max_length=120, required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    link = forms.URLField(
        label=_("Link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("This is not a link. Copy it whole: https://…")},
    )
    keeper = PersonField(label=_("Looks after it"))

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].offer(people, always=self.initial.get("keeper"))  # type: ignore[attr-defined]  # a PersonField

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        has_more = cleaned.get("place") or cleaned.get("link") or cleaned.get("keeper")
        if has_more and not cleaned.get("name"):
            self.add_error("name", _("Give the point a name, such as “Hall” or “Online”."))
        return cleaned


PointFormSet = forms.formset_factory(PointForm, extra=1, can_delete=True, max_num=30)


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


def points_initial(meeting: Meeting) -> list[dict[str, Any]]:
    return [
        {
            "point": point.pk,
            "name": point.name,
            "place": point.place,
            "link": point.link,
            "keeper": point.keeper,
        }
        for point in meeting.points.select_related("keeper")
    ]


def point_lines(formset: Any) -> list[PointLine]:
    """The rows that stay."""
    return [
        PointLine(data["point"], data["name"], data["place"], data["link"], data["keeper"])
        for data in formset.cleaned_data
        if data.get("name") and not data.get("DELETE")
    ]
