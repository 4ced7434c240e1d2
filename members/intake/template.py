"""The file to fill in: headings that are understood, notes on them, and an example."""

import tempfile
from typing import IO

from django.utils.translation import gettext as _

from branches.models import BranchKind, OrganizationKind
from members.models import ImportBatch, Member, Post, PostKind, StandingStatus
from papers.xlsx import Column, Sheet, write_workbook

from .columns import FIELDS
from .fields import Field

SPARE = 2000


def template_file(kind: str) -> IO[bytes]:
    fields = [field for field in FIELDS[kind] if field.in_template]
    choices = _choices()
    columns = [
        Column(
            title=str(field.label),
            width=24,
            note=str(field.note),
            choices=choices.get(field.name, ()),
        )
        for field in fields
    ]
    label = str(ImportBatch.Kind(kind).label)
    example = Sheet(
        name=_("Example"),
        columns=[Column(title=str(field.label), width=24) for field in fields],
        rows=[[field.example for field in fields]],
    )
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the answer
    write_workbook(
        file, [Sheet(name=label, columns=columns, spare=SPARE), _notes(fields, choices), example]
    )
    return file


def _notes(fields: list[Field], choices: dict[str, list[str]]) -> Sheet:
    rows = []
    for field in fields:
        words = [str(field.note)] if field.note else []
        if field.name in choices:
            words.append(_("One of: %(choices)s.") % {"choices": ", ".join(choices[field.name])})
        rows.append([str(field.label), " ".join(words), field.example])
    return Sheet(
        name=_("Notes"),
        columns=[
            Column(title=_("Column"), width=28),
            Column(title=_("What to write"), width=90),
            Column(title=_("For example"), width=28),
        ],
        rows=rows,
    )


def _choices() -> dict[str, list[str]]:
    membership = [StandingStatus.OFFICIAL, StandingStatus.PROBATIONARY]
    kinds = OrganizationKind.objects.order_by("tier", "pk").values_list("name", flat=True)
    return {
        "sex": [str(label) for _value, label in Member.Sex.choices],
        "status": [str(status.label) for status in membership],
        "branch_kind": [str(label) for _value, label in BranchKind.choices],
        "kind": list(kinds),
        "post": [str(label) for _value, label in PostKind.choices],
        "mode": [str(label) for _value, label in Post.AppointmentMode.choices],
    }
