"""Rows of a .csv: in Unicode or Windows-1258, parted by commas, semicolons or tabs."""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .xlsx import LAST_ROW, MAX_COLUMNS, Row

PIECE = 1024 * 1024
LOOKED_AT = 20
DELIMITERS = ",;\t"
BEGINNINGS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
NEVER_IN_TEXT = bytes([*range(9), *range(14, 32)])
csv.field_size_limit(LAST_ROW)


def encoding_of(file: BinaryIO) -> str:
    """What the text was written in. ValidationError when it is no text at all."""
    file.seek(0)
    head = file.read(PIECE)
    for mark, name in BEGINNINGS:
        if head.startswith(mark):
            return name
    if b"\0" in head:
        name = "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
        head = head[: len(head) // 2 * 2].decode(name, "replace").encode()
    else:
        name = "utf-8" if _is_utf8(file) else "cp1258"
    if head.translate(None, NEVER_IN_TEXT) != head:
        raise not_text()
    return name


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while piece := file.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def read_rows(file: BinaryIO) -> Iterator[Row]:
    """The rows that have anything in them, numbered as Excel numbers them."""
    text = _opened(file)
    try:
        delimiter = _delimiter(text)
        text.seek(0)
        rows = csv.reader(text, delimiter=delimiter)
        for number, row in enumerate(rows, start=1):
            cells: list[object] = [cell if cell.strip() else None for cell in row[:MAX_COLUMNS]]
            is_hint = number == 1 and len(row) <= 2 and row[0:1] and row[0].startswith("sep=")
            if any(cells) and not is_hint:
                yield number, cells
    except (csv.Error, UnicodeError):
        raise not_text() from None
    finally:
        # The file stays open, unless whoever opened it was quicker.
        with suppress(ValueError):
            text.detach()


def count_rows(file: BinaryIO) -> int:
    """About how many there are, for the progress of reading."""
    file.seek(0)
    count = 0
    while piece := file.read(PIECE):
        count += piece.count(b"\n")
    return count


def _opened(file: BinaryIO) -> io.TextIOWrapper:
    encoding = encoding_of(file)
    file.seek(0)
    # Windows-1258 leaves seven places empty: what stands there is named with its row.
    return io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")


def _delimiter(text: io.TextIOWrapper) -> str:
    """The one that parts most lines into the same, largest number of cells."""
    lines = [line for _at, line in zip(range(LOOKED_AT), text, strict=False)]
    if lines and lines[0].startswith("sep=") and lines[0][4:5] in DELIMITERS:
        return lines[0][4]
    return max(DELIMITERS, key=lambda delimiter: _fits(lines, delimiter))


def _fits(lines: list[str], delimiter: str) -> int:
    widths = sorted((len(row) for row in csv.reader(lines, delimiter=delimiter)), reverse=True)
    # The median forgives a title above and a remark below.
    return widths[len(widths) // 2] if widths else 0


def not_text() -> ValidationError:
    text = _("This is neither an Excel file nor a list in text. Save it as .xlsx or .csv.")
    return ValidationError(text, code="format")
