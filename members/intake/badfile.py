"""The file of the bad rows: as they stood in the sheet, with where and why, to mend and choose
anew."""

import tempfile
from collections.abc import Iterator, Sequence

from django.core.files import File
from django.utils import translation
from django.utils.translation import gettext as _

from members.models import ImportBatch, ImportRow
from papers.xlsx import Column, Marked, Sheet, write_workbook

from . import staging
from .fields import labels_of
from .headings import Head
from .problems import in_words

BITE = 2000
WIDTH = 20


def write_bad_rows(batch: ImportBatch, head: Head) -> "File[bytes]":
    """In the language of whoever chose the file: the worker has none of its own."""
    language = getattr(batch.created_by, "language", "") or None
    columns = [(heading.column, heading.text) for heading in head.headings]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - goes into the storage
    with translation.override(language):
        titles = [Column(title=text, width=WIDTH) for _at, text in columns]
        own = [
            Column(title=_("What to mend"), width=60),
            Column(title=_("Row in the first file"), width=10),
        ]
        rows = _rows(batch, [at for at, _text in columns])
        sheet = Sheet(name=_("Rows to mend"), columns=[*titles, *own], rows=rows)
        write_workbook(file, [sheet])
    return File(file)


def _rows(batch: ImportBatch, columns: Sequence[int]) -> Iterator[list[object]]:
    labels = labels_of(batch.kind)
    bad = batch.rows.filter(action=ImportRow.Action.BAD).order_by("number")
    last = 0
    while found := list(bad.filter(number__gt=last)[:BITE]):
        last = found[-1].number
        raw = staging.as_they_stood([row.number for row in found])
        for row in found:
            cells, _shown = raw[row.number]
            values = [cells[at] if at < len(cells) else "" for at in columns]
            reason = " ".join(in_words(said, labels) for said in row.problems)
            yield [*values, Marked(reason), str(row.number)]
