"""One file as rows, whatever it is: `Source(file)` has sheets, and `rows` gives what stands in
one, merged cells filled downwards."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import delimited, xlsx
from .archive import FILE_ERRORS, OLD_OFFICE, ZIP, damaged, locked, look_into, open_archive
from .headings import Head, find_head
from .xlsx import Merge, Row

LARGE = 32 * 1024 * 1024


class Sheet(NamedTuple):
    name: str
    is_hidden: bool = False
    path: str = ""


class Source:
    """`file` must be seekable and stay open. ValidationError when it cannot be read at all."""

    def __init__(self, file: Any) -> None:
        """`file`: open for reading bytes; an uploaded one will do."""
        self.file = file
        file.seek(0)
        beginning = file.read(8)
        self.archive = self.book = None
        if not beginning:
            raise ValidationError(_("The file is empty. Choose it again."), code="empty")
        if beginning == OLD_OFFICE:
            raise locked()
        if beginning.startswith(ZIP):
            self.archive = open_archive(self.file)
            self.book = look_into(self.archive)
            self.sheets = [Sheet(s.name, s.is_hidden, s.path) for s in self.book.sheets]
        else:
            delimited.encoding_of(self.file)
            self.sheets = [Sheet("")]
        if not self.sheets:
            raise damaged()

    def survey(self, sheet: Sheet) -> tuple[int, list[Merge]]:
        if self.archive is None:
            return delimited.count_rows(self.file), []
        try:
            return xlsx.survey(self.archive, sheet.path)
        except FILE_ERRORS:
            raise damaged() from None

    def rows(self, sheet: Sheet, merges: Sequence[Merge] = ()) -> Generator[Row, None, None]:
        """Every row that has anything in it. ValidationError where the file breaks off."""
        if self.archive is None or self.book is None:
            yield from delimited.read_rows(self.file)
            return
        try:
            rows = xlsx.read_rows(self.archive, self.book, sheet.path)
            yield from fill_down(rows, merges)
        except FILE_ERRORS:
            raise damaged() from None

    def _merges_to_look_at(self, sheet: Sheet) -> list[Merge]:
        """They stand behind the rows: in a very large sheet nobody waits for them."""
        is_large = self.archive and self.archive.getinfo(sheet.path).file_size > LARGE
        return [] if is_large else self.survey(sheet)[1]

    def sheet(self, name: str) -> Sheet:
        return next((sheet for sheet in self.sheets if sheet.name == name), self.sheets[0])

    def find_head(
        self, known: Mapping[str, str], *, sheet: str | None = None, row: int = 0
    ) -> tuple[Sheet, Head]:
        """The headings of the sheet asked for, or of the visible sheet that has the best ones.
        ValidationError in a file without rows."""
        visible = [one for one in self.sheets if not one.is_hidden] or self.sheets
        candidates = visible[:10] if sheet is None else [self.sheet(sheet)]
        found = []
        for one in candidates:
            merges = self._merges_to_look_at(one)
            with closing(self.rows(one, merges)) as rows:
                head = find_head(rows, merges, known, row)
            if head:
                found.append((one, head))
        if not found:
            raise ValidationError(_("There are no rows in this sheet."), code="empty")
        return max(found, key=lambda pair: pair[1].score)


def fill_down(rows: Iterable[Row], merges: Sequence[Merge]) -> Iterator[Row]:
    """A cell merged over several rows has its value in each of them."""
    waiting = iter(merges)
    following = next(waiting, None)
    # By its first column: until which row, and the value.
    open_merges: dict[int, tuple[int, object]] = {}
    for number, cells in rows:
        while following and following[0] <= number:
            top, bottom, left, _right = following
            value = cells[left] if top == number and left < len(cells) else None
            if bottom > top and left < xlsx.MAX_COLUMNS:
                open_merges[left] = (bottom, value)
            following = next(waiting, None)
        for left, (bottom, value) in list(open_merges.items()):
            if number > bottom:
                del open_merges[left]
            elif value is not None:
                _fill(cells, left, value)
        yield number, cells


def _fill(cells: list[object], at: int, value: object) -> None:
    if at >= len(cells):
        cells.extend([None] * (at + 1 - len(cells)))
    if cells[at] is None:
        cells[at] = value
