"""Mended rows in the place of the bad ones: the file of the bad rows comes back, each row with its
number in the first file. A row that is not in it any more has been erased."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import ImportBatch, ImportRow
from papers.text import fold

from .cells import as_text
from .problems import Trouble
from .reading import Source
from .xlsx import Row

ROW_TITLE = gettext_lazy("Row in the first file")
# Neighbouring rows: from, to.
Range = tuple[int, int]


def bad_ranges(batch: ImportBatch) -> list[Range]:
    """The rows that are to be mended."""
    ranges: list[Range] = []
    bad = batch.rows.filter(action=ImportRow.Action.BAD).order_by("number")
    for number in bad.values_list("number", flat=True).iterator():
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges


def refuse_stranger(file: "BinaryIO | File[Any]", batch: ImportBatch) -> None:
    """ValidationError unless it is the file of the bad rows of this import."""
    covers = _Cover(bad_ranges(batch))
    seen: set[int] = set()
    for number, _cells in read_mended(file):
        if number in seen or number not in covers:
            raise ValidationError(
                _(
                    "Row %(row)s of the first file was not among the bad rows, or stands here "
                    "twice. Rows may be mended or erased, not added."
                )
                % {"row": number}
            )
        seen.add(number)


def read_mended(file: "BinaryIO | File[Any]") -> Iterator[Row]:
    """The rows under their numbers in the first file."""
    source = Source(file)
    rows = source.rows(source.sheets[0])
    _number, titles = next(rows, (0, []))
    at = _find_title(titles)
    for _number, cells in rows:
        text = as_text(cells[at]) if at < len(cells) else ""
        if not text.isdecimal() or len(text) > 7:
            raise _not_ours()
        # The reason stands just before the number.
        yield int(text), cells[: at - 1]


def rows_with_mended(batch: ImportBatch, rows: Iterable[Row], first: int) -> Iterator[Row]:
    """The rows of the file, and of what was mended since the latest; headings come as they are."""
    later = [_Cover(one["covers"]) for one in batch.mended]
    for number, cells in rows:
        if number < first or not any(number in cover for cover in later):
            yield number, cells
    for at, one in enumerate(batch.mended, start=1):
        with default_storage.open(one["file"]) as file:
            for number, cells in read_mended(file):
                if not any(number in cover for cover in later[at:]):
                    yield number, cells


class _Cover:
    def __init__(self, ranges: Sequence[Sequence[int]]) -> None:
        self.starts = [start for start, _end in ranges]
        self.ends = [end for _start, end in ranges]

    def __contains__(self, number: int) -> bool:
        at = bisect_right(self.starts, number) - 1
        return at >= 0 and number <= self.ends[at]


def _find_title(titles: Sequence[object]) -> int:
    """In whatever language the file was made."""
    known = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known.add(fold(str(ROW_TITLE)))
    for at, title in enumerate(titles):
        try:
            if at and fold(as_text(title)) in known:
                return at
        except Trouble:
            continue
    raise _not_ours()


def _not_ours() -> ValidationError:
    return ValidationError(
        _(
            "This is not the file of the bad rows. Download it here, mend it, leave its last two "
            "columns as they are, and choose it."
        ),
        code="stranger",
    )
