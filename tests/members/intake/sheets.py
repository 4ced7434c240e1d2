"""Spreadsheets as offices have them, and bringing one in by the verbs, without pages."""

import io

from django.core.files.base import ContentFile
from django.utils import timezone
from openpyxl import Workbook

from members.intake.checking import check
from members.intake.columns import labels_of
from members.intake.headings import find_columns, known_headings
from members.intake.problems import in_words
from members.intake.reading import Source
from members.intake.saving import save
from members.models import ImportBatch
from members.services import imports
from members.services.imports import Found

HEADINGS = [
    "STT",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Số thẻ đảng",
    "Số CCCD",
    "Ngày vào Đảng",
    "Chi bộ",
    "Điện thoại",
]


def xlsx(*rows, merges=(), other_sheets=None, hidden=()):
    """The bytes of a workbook; `other_sheets`: {name: rows}, before the sheet itself."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for merge in merges:
        sheet.merge_cells(merge)
    for name, more in (other_sheets or {}).items():
        page = book.create_sheet(name, 0)
        for row in more:
            page.append(list(row))
        if name in hidden:
            page.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def person(number, name, *, born="03/02/1980", sex="Nam", card="", cccd="", since="", home, tel=""):
    return [number, name, born, sex, card, cccd, since, home, tel]


def roster(*people):
    """A workbook of members under the usual headings."""
    return xlsx(HEADINGS, *people)


def found_in(content, organization, kind="members", **look):
    sheet, head = Source(io.BytesIO(content)).find_head(known_headings(organization, kind), **look)
    return Found(sheet.name, head.row, head.height, find_columns(head))


def bring_in(content, organization, by, *, kind="members", on=None, found=None, name="ds.xlsx"):
    """Uploaded and checked; the batch as it then is."""
    now = timezone.now()
    found = found or found_in(content, organization, kind)
    batch = imports.start_import(
        organization=organization,
        kind=kind,
        name=name,
        file=ContentFile(content),
        effective_on=on or timezone.localdate(now),
        found=found,
        by=by,
        now=now,
    )
    imports.check_import(batch=batch, found=found, headings={}, by=by, now=now)
    check(batch.pk, now=now, today=timezone.localdate(now))
    batch.refresh_from_db()
    return batch


def confirm(batch, by):
    now = timezone.now()
    imports.confirm_import(batch=batch, by=by, now=now)
    save(batch.pk, now=now, today=timezone.localdate(now))
    batch.refresh_from_db()
    return batch


def counts(batch):
    return {name: getattr(batch, name) for name in ("bad", "new", "changed", "same")}


def reasons(batch):
    """{row of the sheet: what is said about it}."""
    labels = labels_of(batch.kind)
    bad = batch.rows.filter(action=0)
    return {row.number: [in_words(said, labels) for said in row.problems] for row in bad}


def codes(batch):
    return {row.number: [said[0] for said in row.problems] for row in batch.rows.filter(action=0)}


def state_of(batch):
    return ImportBatch.State(batch.state)
