"""The agenda as a set of rows, in the order of their numbers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from meetings.hints import Hint
from meetings.models import AgendaItem, Category, Meeting, Section
from meetings.models.agenda import MOST_ITEMS
from meetings.services.agenda import AgendaLine
from meetings.suggestions import Person
from papers.text import whole_number

from .people import PersonField

MOST_MINUTES = 600


class AgendaItemForm(forms.Form):
    # Of an item that is saved already; a row without it is a new one.
    item = forms.UUIDField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Content"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 1}),
        error_messages={"required": _("Write what this item is about, or remove the row.")},
    )
    presenter = PersonField(label=_("Presenter"))
    planned_minutes = forms.IntegerField(
        label=_("Minutes of time"),
        initial=10,
        min_value=0,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-agenda-minutes": ""}),
    )
    section = forms.TypedChoiceField(
        label=_("Part"), choices=Section.choices, coerce=int, initial=Section.CONTENT
    )
    category = forms.ChoiceField(
        label=_("Category"), choices=Category.choices, initial=Category.PARTY_BUILDING
    )
    question = forms.CharField(
        label=_("Question for discussion"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AgendaItems(BaseFormSet):
    """`lines` is the agenda as typed, in order, as the verb wants it."""

    def __init__(
        self, *args: Any, meeting: Meeting, people: Sequence[Person], **kwargs: Any
    ) -> None:
        self._people = people
        items = meeting.items.select_related("presenter")
        self.saved = {str(item.public_id): item for item in items}
        super().__init__(*args, **kwargs)

    def add_fields(self, form: AgendaItemForm, index: int | None) -> None:
        super().add_fields(form, index)
        item = self.saved.get(str(form["item"].value()))
        form.hint = item.hint if item else ""  # type: ignore[attr-defined]  # shown with the row
        form.fields["presenter"].offer(  # type: ignore[attr-defined]  # a PersonField
            self._people, always=item.presenter if item else None
        )

    def clean(self) -> None:
        """An item of another meeting is refused, not taken for a new one."""
        for form in self.forms:
            item = form.cleaned_data.get("item") if form.is_valid() else None
            if item and str(item) not in self.saved:
                raise ValidationError(_("One of the items belongs to another meeting."))

    @property
    def lines(self) -> list[AgendaLine]:
        return [self._line(form.cleaned_data) for form in self.ordered_forms]

    def _line(self, data: dict[str, Any]) -> AgendaLine:
        names = ["section", "title", "presenter", "category", "planned_minutes", "question"]
        item: AgendaItem | None = self.saved.get(str(data["item"]))
        return AgendaLine(item=item, **{name: data[name] for name in names})


AgendaFormSet = forms.formset_factory(
    AgendaItemForm,
    formset=AgendaItems,
    can_order=True,
    can_delete=True,
    extra=0,
    max_num=MOST_ITEMS,
    validate_max=True,
    min_num=1,
    validate_min=True,
)


# What a row sends, beside its place.
ROW_FIELDS = [*AgendaItemForm.base_fields, "DELETE"]


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


def with_gone_as_new(data: Any, meeting: Meeting) -> Any:
    """What was typed, where the items that somebody deleted meanwhile are new ones."""
    data = data.copy()
    saved = {str(public_id) for public_id in meeting.items.values_list("public_id", flat=True)}
    for name in [name for name in data if name.endswith("-item")]:
        if data[name] not in saved:
            data[name] = ""
    return data


def with_spare_row(data: Any) -> Any:
    """What was typed and one empty row: how a row is added without a script."""
    data = data.copy()
    prefix = AgendaFormSet.get_default_prefix()
    typed = data.get(f"{prefix}-TOTAL_FORMS", "")
    count = whole_number(typed) or 0
    if count < MOST_ITEMS:
        data[f"{prefix}-TOTAL_FORMS"] = str(count + 1)
        for name, field in AgendaItemForm.base_fields.items():
            data[f"{prefix}-{count}-{name}"] = "" if field.initial is None else str(field.initial)
    return data


def with_suggestion(data: Any, hint: Hint) -> Any:
    """What was typed, with the suggestion as a row of its own before the closing part. The rows
    are numbered anew, for they stand on the page in the order of their numbers."""
    data = data.copy()
    prefix = AgendaFormSet.get_default_prefix()
    typed = data.get(f"{prefix}-TOTAL_FORMS", "")
    count = min(whole_number(typed) or 0, MOST_ITEMS)
    rows = sorted(
        (_row(data, f"{prefix}-{number}-", number) for number in range(count)),
        key=lambda row: (int(row["ORDER"]), row["number"]),
    )
    closing = (place for place, row in enumerate(rows) if row["section"] == str(Section.CLOSING))
    new = {"title": hint.title, "planned_minutes": str(hint.planned_minutes)}
    new |= {"category": hint.category, "section": str(Section.CONTENT)}
    rows.insert(next(closing, count), new)
    for number, row in enumerate(rows[:MOST_ITEMS]):
        for name in ROW_FIELDS:
            data[f"{prefix}-{number}-{name}"] = row.get(name, "")
        data[f"{prefix}-{number}-ORDER"] = str(number + 1)
    data[f"{prefix}-TOTAL_FORMS"] = str(min(len(rows), MOST_ITEMS))
    return data


def _row(data: Any, prefix: str, number: int) -> dict[str, Any]:
    row = {name: data.get(f"{prefix}{name}", "") for name in ROW_FIELDS}
    order = whole_number(data.get(f"{prefix}ORDER", ""))
    return row | {"number": number, "ORDER": str(number + 1 if order is None else order)}


def agenda_rows(data: Any, meeting: Meeting, people: Sequence[Person]) -> AgendaItems:
    """The rows as they are saved, or as typed when there is `data`."""
    names = ["title", "presenter", "planned_minutes", "section", "category", "question"]
    initial = [
        {name: getattr(item, name) for name in names} | {"item": item.public_id}
        for item in meeting.items.select_related("presenter")
    ]
    rows: AgendaItems = AgendaFormSet(data, initial=initial, meeting=meeting, people=people)  # type: ignore[call-arg,assignment]  # the factory hides our class
    return rows
