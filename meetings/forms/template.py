"""Writing a template: the parts of a paper's wording, the items of a standard agenda, and from when
the new version holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from meetings.models import Category, Section
from meetings.services.wording import StandardItem, Version
from meetings.wordings import AGENDA, KINDS, PAPER
from papers.parts import BLANKS, PARTS, Part, Shape
from papers.wording import checked

from .agenda import MOST_ITEMS, MOST_MINUTES
from .moments import DayField

DAY = "SHORT_DATE_FORMAT"
ROWS = {Shape.LINE: 2, Shape.LINES: 4, Shape.TEXT: 5}


@dataclass(frozen=True)
class Row:
    """A part as the page shows it: its field, and its blanks with what stands in them."""

    field: forms.BoundField
    blanks: list[tuple[str, Any]]


class PartField(forms.CharField):
    def __init__(self, part: Part) -> None:
        widget: forms.Widget = forms.TextInput()
        if part.shape in ROWS:
            widget = forms.Textarea(attrs={"rows": ROWS[part.shape]})
        super().__init__(
            label=cast(str, part.label),  # lazy: Django knows both
            help_text=cast(str, part.hint),
            required=part.shape == Shape.HEADING,
            strip=False,
            widget=widget,
        )
        self.part = part

    def clean(self, value: Any) -> str:
        return checked(self.part, super().clean(value))


class WordingForm(forms.Form):
    """A field for each part of the kind of paper. `parts` is what was written."""

    def __init__(self, data: Any = None, *, kind: str, parts: Mapping[str, str]) -> None:
        super().__init__(data, initial=dict(parts))
        self.kind = kind
        for key, part in PARTS[kind].items():
            self.fields[key] = PartField(part)

    @property
    def parts(self) -> dict[str, str]:
        return dict(self.cleaned_data)

    @property
    def rows(self) -> list[Row]:
        return [
            Row(self[key], [(f"{{{name}}}", BLANKS[name]) for name in part.blanks])
            for key, part in PARTS[self.kind].items()
        ]


class VersionForm(forms.Form):
    valid_from = DayField(
        label=_("From which day"),
        help_text=_("Papers of earlier days keep the version they were made with."),
    )
    name = forms.CharField(label=_("Name of the template"), max_length=200)
    source = forms.CharField(
        label=_("By which document"),
        max_length=200,
        help_text=_("Number, date and issuer, as people will read it."),
    )
    # The versions its writer knew of.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def version(self) -> Version:
        return Version(**self.cleaned_data)


class StandardItemForm(forms.Form):
    title = forms.CharField(
        label=_("Content"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 1}),
        error_messages={"required": _("Write what this item is about, or remove the row.")},
    )
    planned_minutes = forms.IntegerField(
        label=_("Minutes of time"),
        initial=10,
        min_value=0,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    section = forms.TypedChoiceField(
        label=_("Part"), choices=Section.choices, coerce=int, initial=Section.CONTENT
    )
    category = forms.ChoiceField(
        label=_("Category"), choices=Category.choices, initial=Category.PARTY_BUILDING
    )
    hint = forms.CharField(
        label=_("Hint for the secretary"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class StandardItems(BaseFormSet):
    """`items` is the agenda as written, in order, as the verb wants it."""

    def clean(self) -> None:
        """The three parts follow one another."""
        if any(self.errors) or not self.management_form.is_valid():
            return
        sections = [form.cleaned_data["section"] for form in self.ordered_forms]
        if sections != sorted(sections):
            raise ValidationError(
                _("Put the opening first and the closing last: the three parts follow each other.")
            )

    @property
    def items(self) -> list[StandardItem]:
        names = [*StandardItemForm.base_fields]
        return [
            StandardItem(**{name: form.cleaned_data[name] for name in names})
            for form in self.ordered_forms
        ]


StandardItemFormSet = forms.formset_factory(
    StandardItemForm,
    formset=StandardItems,
    can_order=True,
    can_delete=True,
    extra=0,
    max_num=MOST_ITEMS,
    validate_max=True,
    min_num=1,
    validate_min=True,
)


def standard_rows(data: Any, items: Any) -> StandardItems:
    """The rows of the items in force, or as typed when there is `data`."""
    names = [*StandardItemForm.base_fields]
    initial = [{name: getattr(item, name) for name in names} for item in items]
    rows: StandardItems = StandardItemFormSet(data, initial=initial)  # type: ignore[assignment]  # the factory hides our class
    return rows


def with_spare_item(data: Any) -> Any:
    """What was typed and one empty row: how a row is added without a script."""
    data = data.copy()
    prefix = StandardItemFormSet.get_default_prefix()
    typed = data.get(f"{prefix}-TOTAL_FORMS", "")
    count = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
    if count < MOST_ITEMS:
        data[f"{prefix}-TOTAL_FORMS"] = str(count + 1)
        for name, field in StandardItemForm.base_fields.items():
            data[f"{prefix}-{count}-{name}"] = "" if field.initial is None else str(field.initial)
    return data


class ChoiceForm(forms.Form):
    """Which template is meant: its family and kind, as the addresses name it."""

    family = forms.ChoiceField(choices=[(PAPER, ""), (AGENDA, "")])
    kind = forms.CharField()

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("kind") not in KINDS.get(found.get("family", ""), {}):
            raise ValidationError(_("There is no such template."))
        return found


class EndForm(forms.Form):
    on = DayField(label=_("From which day"))


class WithdrawForm(forms.Form):
    valid_from = forms.DateField()


class ComparedForm(forms.Form):
    """Two of the versions; without an answer, the newest and the one before it."""

    old = forms.TypedChoiceField(label=_("The earlier one"), coerce=int)
    new = forms.TypedChoiceField(label=_("The later one"), coerce=int)

    def __init__(self, data: Any, *, rows: Sequence[Any]) -> None:
        first_two = [row.pk for row in rows[:2]]
        initial = dict(zip(["new", "old"], first_two, strict=False))
        super().__init__(data if "old" in data else None, initial=initial)
        choices = [(row.pk, f"{date_format(row.valid_from, DAY)} – {row.name}") for row in rows]
        for name in ("old", "new"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
