"""The file of the bad rows: as they stood in the sheet, with where and why, to mend and choose
anew."""

import tempfile
from collections.abc import Iterator

from django.core.files import File
from django.utils import translation
from django.utils.translation import gettext as _

from members.models import ImportBatch, ImportRow
from papers.xlsx import Cell, Column, Marked, Sheet, write_workbook

from . import staging
from .columns import labels_of
from .headings import Head
from .mending import ROW_TITLE
from .problems import in_words

BITE = 2000
WIDTH = 20


def write_bad_rows(batch: ImportBatch, head: Head) -> "File[bytes]":
    """In the language of whoever chose the file: the worker has none of its own."""
    language = getattr(batch.created_by, "language", "") or None
    titles = {heading.column: heading.text for heading in head.headings}
    width = max(titles, default=-1) + 1
    file = tempfile.TemporaryFile()  # noqa: SIM115 - goes into the storage
    with translation.override(language):
        columns = [Column(title=titles.get(at, ""), width=WIDTH) for at in range(width)]
        own = [
            Column(title=_("What to mend"), width=60),
            Column(title=str(ROW_TITLE), width=10),
        ]
        rows = _rows(batch, width)
        sheet = Sheet(name=_("Rows to mend"), columns=[*columns, *own], rows=rows)
        write_workbook(file, [sheet])
    return File(file)


def _rows(batch: ImportBatch, width: int) -> Iterator[list[Cell]]:
    labels = labels_of(batch.kind)
    bad = batch.rows.filter(action=ImportRow.Action.BAD).order_by("number")
    last = 0
    while found := list(bad.filter(number__gt=last)[:BITE]):
        last = found[-1].number
        raw = staging.as_they_stood([row.number for row in found])
        for row in found:
            cells = raw[row.number]
            values = [cells[at] if at < len(cells) else "" for at in range(width)]
            reason = " ".join(in_words(said, labels) for said in row.problems)
            yield [*values, Marked(reason), str(row.number)]
