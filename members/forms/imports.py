"""Forms of imports: the file, and what its columns are."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from branches.models import Organization
from members.intake.columns import FIELDS, labels_of, missing_fields
from members.intake.headings import Head, find_columns, key_of, known_headings
from members.intake.mending import refuse_stranger
from members.intake.reading import Sheet, Source
from members.models import ImportBatch
from members.services.imports import Found
from papers.text import normalize

from .days import DayField

NAME_LENGTH = 100
EARLIEST = date(1930, 2, 3)


class ImportForm(forms.Form):
    """Valid when the file can be read and has headings; `found` says where."""

    kind = forms.ChoiceField(
        label=lazy("What is in the file?"),
        choices=ImportBatch.Kind.choices,
        initial=ImportBatch.Kind.MEMBERS,
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={
            "required": lazy("Choose the file."),
            "empty": lazy("The file is empty. Choose it again."),
        },
    )
    effective_on = DayField(
        label=lazy("Valid from"),
        help_text=lazy("The day from which what is new in the file holds."),
    )

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        refuse_large(upload)
        return upload

    def clean_effective_on(self) -> date:
        day: date = self.cleaned_data["effective_on"]
        if day < EARLIEST:
            raise ValidationError(_("The Party was founded on 03/02/1930; choose a later day."))
        return day

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if {"kind", "file"} <= set(data):
            try:
                known = known_headings(self.organization, data["kind"])
                sheet, head = Source(data["file"]).find_head(known)
                self.found = Found(sheet.name, head.row, head.height, find_columns(head))
            except ValidationError as error:
                self.add_error("file", error)
        return data

    @property
    def file_name(self) -> str:
        """The last part of the name, without what could break a header or a page."""
        name = normalize(self.cleaned_data["file"].name or "").replace("\\", "/")
        return PurePath(name).name[-NAME_LENGTH:] or _("list")


class MendForm(forms.Form):
    """The file of the bad rows, mended."""

    file = forms.FileField(
        label=lazy("The mended file"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": lazy("Choose the mended file."),
            "empty": lazy("The file is empty. Choose it again."),
        },
    )

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        refuse_large(upload)
        refuse_stranger(upload, self.batch)
        return upload


def refuse_large(upload: UploadedFile) -> None:
    if (upload.size or 0) > settings.IMPORT_MAX_BYTES:
        raise ValidationError(
            _("The file is larger than %(mb)s MB. Split it.")
            % {"mb": settings.IMPORT_MAX_BYTES // 1024 // 1024}
        )


class LookForm(forms.Form):
    """Which sheet, and which of its rows has the headings; GET."""

    sheet = forms.ChoiceField(
        label=lazy("Sheet"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    row = forms.IntegerField(
        label=lazy("Row of the headings"),
        required=False,
        min_value=1,
        widget=forms.NumberInput(
            attrs={"class": "form-control field-short", "inputmode": "numeric"}
        ),
    )

    def __init__(self, data: Any, *, source: Source, initial: Mapping[str, Any]) -> None:
        super().__init__(data or None, initial=dict(initial))
        self.source = source
        self.fields["sheet"].choices = [  # type: ignore[attr-defined]  # it is a ChoiceField
            (
                sheet.name,
                _("%(name)s (hidden)") % {"name": sheet.name} if sheet.is_hidden else sheet.name,
            )
            for sheet in source.sheets
        ]
        if len(source.sheets) == 1:
            del self.fields["sheet"]

    def headings_of(self, batch: ImportBatch) -> tuple[Sheet, Head]:
        """In the sheet and row asked for; with a word on the form, those of the sheet as it was
        when nothing stands in the other: Sheet2 and Sheet3 of most workbooks are empty."""
        known = known_headings(batch.organization, batch.kind)
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        name = chosen.get("sheet")
        try:
            row = chosen.get("row") or (0 if name else batch.header_row)
            return self.source.find_head(known, sheet=name or batch.sheet, row=row)
        except ValidationError as error:
            if not name:
                raise
            self.add_error("sheet", error)
            return self.source.find_head(known, sheet=batch.sheet, row=batch.header_row)


class ColumnsForm(forms.Form):
    """One choice a column of the sheet: which field it holds, or none."""

    def __init__(self, data: Any, *, head: Head, kind: str, organization: Organization) -> None:
        super().__init__(data)
        self.head, self.kind, self.organization = head, kind, organization
        labels = labels_of(kind)
        choices = [("", _("– not used –")), *((one.name, one.label) for one in FIELDS[kind])]
        self.labels = labels
        for heading in head.headings:
            self.fields[self._name(heading.column)] = forms.ChoiceField(
                label=heading.text or _("Column without a heading"),
                choices=choices,
                required=False,
                initial=heading.field,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @staticmethod
    def _name(column: int) -> str:
        return f"column_{column}"

    @property
    def rows(self) -> Sequence[tuple[Any, forms.BoundField]]:
        return [(heading, self[self._name(heading.column)]) for heading in self.head.headings]

    def clean(self) -> dict[str, Any]:
        taken: dict[str, int] = {}
        for heading in self.head.headings:
            field = self.cleaned_data.get(self._name(heading.column))
            if not field:
                continue
            if field in taken:
                self.add_error(
                    self._name(heading.column),
                    _("“%(field)s” is chosen for another column already.")
                    % {"field": self.labels[field]},
                )
            taken[field] = heading.column
        if not self.errors:
            for words in missing_fields(self.kind, taken, self.organization):
                self.add_error(None, words)
        self.columns = taken
        return self.cleaned_data

    @property
    def meant(self) -> dict[str, str]:
        """{heading: field or ""}, to be remembered."""
        return {
            key: self.cleaned_data[self._name(heading.column)]
            for heading in self.head.headings
            if (key := key_of(heading.text))
        }
