"""Rows of a sheet, piece by piece: memory does not grow with the rows, as openpyxl's does.

What a formula gave when the file was saved is its value; nothing is ever computed.
"""

import re
import zipfile
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time

from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from .archive import Workbook, damaged
from .cells import Broken
from .strings import LONGEST_TEXT, PIECE, Texts, make_parser

MAX_COLUMNS = 200
LAST_ROW = 1_048_576
MAX_MERGES = 200_000
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb"<(?:\w+:)?row[ >/]")
_LONGEST_TAG = 200

# First and last row, first and last column; rows count from 1, columns from 0.
Merge = tuple[int, int, int, int]
Row = tuple[int, list[object]]
_COLUMNS = {get_column_letter(number): number - 1 for number in range(1, MAX_COLUMNS + 1)}


def survey(archive: zipfile.ZipFile, path: str) -> tuple[int, list[Merge]]:
    """How many rows the sheet says it has, and its merged cells, which stand behind the rows."""
    merges: list[Merge] = []
    count, rest = 0, b""
    with archive.open(path) as source:
        while piece := source.read(4 * PIECE):
            text = rest + piece
            count += len(_ROW.findall(text)) - len(_ROW.findall(rest))
            for found in _MERGE.finditer(text, max(0, len(rest) - _LONGEST_TAG)):
                if len(merges) < MAX_MERGES and found.end() > len(rest):
                    merges.append(_merge(*found.groups()))
            rest = text[-_LONGEST_TAG:]
    return count, sorted(merges)


def _merge(first: bytes, top: bytes, last: bytes, bottom: bytes) -> Merge:
    return (
        int(top),
        int(bottom),
        column_index_from_string(first.decode()) - 1,
        column_index_from_string(last.decode()) - 1,
    )


def read_rows(archive: zipfile.ZipFile, book: Workbook, path: str) -> Iterator[Row]:
    """The rows that have anything in them."""
    texts = Texts(archive.open(book.strings) if book.strings else None)
    reader = _Reader(texts, book)
    with closing(texts), archive.open(path) as source:
        while True:
            piece = source.read(PIECE)
            reader.parser.Parse(piece, not piece)
            while reader.done:
                yield reader.done.popleft()
            if not piece:
                return


class _Reader:
    """Makes rows from the elements of a sheet."""

    def __init__(self, texts: Texts, book: Workbook) -> None:
        self.texts, self.day_styles = texts, book.day_styles
        self.epoch = MAC_EPOCH if book.since_1904 else WINDOWS_EPOCH
        self.done: deque[Row] = deque()
        self.row = 0
        self.column = -1
        self.cells: dict[int, object] = {}
        self.kind, self.style = "n", 0
        self.pieces: list[str] = []
        self.is_value = self.is_phonetic = False
        self.parser = make_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition("}")[2]
        if name == "c":
            self.column = _column(attributes.get("r", ""), self.column + 1)
            self.kind = attributes.get("t", "n")
            self.style = int(attributes.get("s", 0))
            self.pieces.clear()
        elif name in ("v", "t"):
            self.is_value = not self.is_phonetic
        elif name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = -1
            self.cells = {}
            if self.row > LAST_ROW:
                raise damaged()
        elif name == "rPh":
            self.is_phonetic = True

    def _end(self, name: str) -> None:
        name = name.rpartition("}")[2]
        if name == "c":
            if self.pieces and 0 <= self.column < MAX_COLUMNS:
                self.cells[self.column] = self._value("".join(self.pieces))
        elif name in ("v", "t"):
            self.is_value = False
        elif name == "row":
            if self.cells:
                width = max(self.cells) + 1
                self.done.append((self.row, [self.cells.get(at) for at in range(width)]))
        elif name == "rPh":
            self.is_phonetic = False

    def _characters(self, text: str) -> None:
        if self.is_value:
            self.pieces.append(text)

    def _value(self, text: str) -> object:
        if self.kind == "s":
            return self.texts[int(text)]
        if self.kind == "n":
            return self._number(text)
        if self.kind == "b":
            return text.strip() == "1"
        if self.kind == "e":
            return Broken(text[:20])
        if self.kind == "d":
            return _day(text)
        return text[:LONGEST_TEXT]

    def _number(self, text: str) -> object:
        number = float(text) if any(char in text for char in ".eE") else int(text)
        if self.style not in self.day_styles:
            return number
        try:
            moment = from_excel(number, self.epoch)
        except (ValueError, OverflowError):
            return Broken("#VALUE!")
        # A bare time is no day; neither is a span of time.
        return moment if isinstance(moment, datetime) else str(moment)


def _column(reference: str, following: int) -> int:
    letters = reference.rstrip("0123456789")
    if not letters:
        return following
    return _COLUMNS.get(letters, MAX_COLUMNS)


def _day(text: str) -> object:
    try:
        return datetime.combine(date.fromisoformat(text[:10]), time())
    except ValueError:
        return text[:LONGEST_TEXT]
