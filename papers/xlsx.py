"""The one way to make a spreadsheet: row by row, so that memory does not grow with the rows.

A value is written as what it is: a day is a day, a number a number. Text is never read as a
formula, a link or a number, now or when somebody edits the cell: telephones keep their 0.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import BinaryIO

from django.utils import timezone
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from papers.text import normalize

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_ROWS = 1_048_576
LONGEST_TEXT = 32_767
LONGEST_CHOICES = 255  # what Excel takes for a list in one cell
FIRST_EXCEL_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was
FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
PAINTED = {"bg_color": "#FFE3DE"}


class Kind(Enum):
    """How a column shows what is in it, and what people type into it later."""

    TEXT = "@"
    NUMBER = "#,##0"
    DAY = "dd/mm/yyyy"
    MOMENT = "dd/mm/yyyy hh:mm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`note` appears as a comment on the heading; `choices` as a list to pick from."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 18
    note: str = ""
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell painted to be looked at."""

    value: "str | int | float | Decimal | date | None"


Cell = str | int | float | Decimal | date | datetime | Marked | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """`lines` stand between the title and the headings: as of when, made by whom, filtered how.
    `spare`: how many empty rows below take the choices too, in a form to be filled in."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]] = field(default_factory=list)
    title: str = ""
    lines: Sequence[str] = ()
    spare: int = 0


class SheetFull(ValueError):
    """More rows than a spreadsheet holds."""


def write_workbook(target: BinaryIO, sheets: Iterable[Sheet], *, author: str = "") -> int:
    """Writes the sheets to an open file; returns how many rows of data there are."""
    # The file stays at its first byte until all is written: a failure leaves nothing half done.
    book = Workbook(target, {"constant_memory": True})
    try:
        book.set_properties({"author": _plain(author)})
        count = sum(_Writer(book, sheet).write() for sheet in sheets)
    except BaseException:
        for sheet in book.worksheets():
            sheet.row_data_fh.close()
        raise
    book.close()
    target.seek(0)
    return count


class _Writer:
    """Writes one sheet."""

    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self.sheet = sheet
        self.page: Worksheet = book.add_worksheet(_sheet_name(sheet.name))
        self.book = book
        self.formats: dict[tuple[Kind, bool, bool], Format] = {}
        self.head = bool(sheet.title) + len(sheet.lines)
        self.top = self.head + bool(self.head)  # the row of the headings; an empty one before it

    def write(self) -> int:
        self._set_up_page()
        self._write_head()
        count = 0
        for number, row in enumerate(self.sheet.rows, start=self.top + 1):
            if number >= MAX_ROWS:
                raise SheetFull
            for at, value in enumerate(row):
                self._write_cell(number, at, value)
            count += 1
        self._finish(count)
        return count

    def _set_up_page(self) -> None:
        page = self.page
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.repeat_rows(self.top)
        page.set_footer("&R&P/&N")
        page.freeze_panes(self.top + 1, 0)
        for at, column in enumerate(self.sheet.columns):
            page.set_column(at, at, column.width, self._format(column.kind))

    def _write_head(self) -> None:
        bold = self.book.add_format(FONT | {"bold": True, "font_size": 14})
        plain = self.book.add_format(FONT | {"italic": True})
        row = 0
        if self.sheet.title:
            self.page.write_string(row, 0, _plain(self.sheet.title), bold)
            row = 1
        for line in self.sheet.lines:
            self.page.write_string(row, 0, _plain(line), plain)
            row += 1
        heading = self.book.add_format(
            FONT
            | {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#F2E3C6"}
            | {"align": "center", "valign": "vcenter"}
        )
        for at, column in enumerate(self.sheet.columns):
            self.page.write_string(self.top, at, _plain(column.title), heading)
            if column.note:
                self.page.write_comment(self.top, at, _plain(column.note), {"x_scale": 2})

    def _write_cell(self, row: int, at: int, value: Cell) -> None:
        column, is_marked = self.sheet.columns[at], isinstance(value, Marked)
        value = value.value if isinstance(value, Marked) else value
        page, style = self.page, self._format(column.kind, is_marked)
        if value is None or value == "":
            if is_marked:
                page.write_blank(row, at, None, style)
        elif isinstance(value, datetime):
            moment = timezone.make_naive(value) if timezone.is_aware(value) else value
            page.write_datetime(row, at, moment, self._format(Kind.MOMENT, is_marked))
        elif isinstance(value, date) and value >= FIRST_EXCEL_DAY:
            page.write_datetime(row, at, value, self._format(Kind.DAY, is_marked))
        elif isinstance(value, int | float | Decimal):
            page.write_number(row, at, value, style)
        else:
            text = f"{value:%d/%m/%Y}" if isinstance(value, date) else _plain(value)
            quoted = text.startswith(FORMULA_STARTS)
            page.write_string(row, at, text, self._format(Kind.TEXT, is_marked, quoted))

    def _finish(self, count: int) -> None:
        last = self.top + max(count, 1)
        if self.sheet.columns:
            self.page.autofilter(self.top, 0, last, len(self.sheet.columns) - 1)
        for at, column in enumerate(self.sheet.columns):
            if column.choices and len(",".join(column.choices)) <= LONGEST_CHOICES:
                self.page.data_validation(
                    self.top + 1,
                    at,
                    min(last + self.sheet.spare, MAX_ROWS - 1),
                    at,
                    {"validate": "list", "source": list(column.choices), "error_type": "warning"},
                )

    def _format(self, kind: Kind, is_marked: bool = False, quoted: bool = False) -> Format:
        key = (kind, is_marked, quoted)
        if key not in self.formats:
            marks = (PAINTED if is_marked else {}) | {"quote_prefix": quoted}
            self.formats[key] = self.book.add_format(FONT | {"num_format": kind.value} | marks)
        return self.formats[key]


def _plain(text: str) -> str:
    """Without what XML cannot hold, cut where Excel would refuse the file."""
    text = normalize(str(text))
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _sheet_name(name: str) -> str:
    """Excel takes 31 UTF-16 units, none of them []:*?/\\, and no apostrophe at the ends."""
    allowed = "".join(" " if char in "[]:*?/\\\n\t" else char for char in _plain(name))
    short = allowed.encode("utf-16-le")[: 2 * 31].decode("utf-16-le", "ignore")
    return short.strip("' ") or "1"
