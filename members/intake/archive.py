"""Looking into a spreadsheet file before anything unpacks it, and at its small parts: which
sheets there are, which cell styles are days."""

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple
from xml.etree.ElementTree import Element, ParseError
from xml.parsers.expat import ExpatError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

# Old Excel, and any office file under a password, are in Microsoft's older container.
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
WORKBOOK = "xl/workbook.xml"
MAX_UNPACKED_BYTES = 2 * 1024**3
# Sheets and the table of texts are read piece by piece; everything else is read whole.
MAX_PART_BYTES = 8 * 1024 * 1024
MAX_FILES = 2000
MAX_SHEETS = 100
VISIBLE = "visible"
FILE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ParseError,
    ExpatError,
    DefusedXmlException,
    ValueError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    EOFError,
)


class SheetPart(NamedTuple):
    """`path`: where in the archive."""

    name: str
    path: str
    is_hidden: bool


class Workbook(NamedTuple):
    sheets: list[SheetPart]
    strings: str  # where the table of texts is, or ""
    day_styles: frozenset[int]
    since_1904: bool


def open_archive(file: BinaryIO) -> zipfile.ZipFile:
    """The zip of an .xlsx that is safe to read. ValidationError says what else it is."""
    try:
        archive = zipfile.ZipFile(file)
        entries = archive.infolist()
    except FILE_ERRORS:
        raise damaged() from None
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise locked()
    if WORKBOOK not in names:
        raise ValidationError(
            _("This is not an Excel file. Save the list as .xlsx or .csv and choose it anew."),
            code="format",
        )
    large = [e for e in entries if e.file_size > MAX_PART_BYTES and not _is_streamed(e.filename)]
    if len(entries) > MAX_FILES or len(names) < len(entries) or large:
        raise damaged()
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise ValidationError(
            _("The file unpacks to far more than a list needs and is refused."), code="unpacks"
        )
    return archive


def _is_streamed(name: str) -> bool:
    # Pictures, programs and the like are never opened.
    return not name.endswith((".xml", ".rels")) or name.startswith(
        ("xl/worksheets/sheet", "xl/sharedStrings")
    )


def look_into(archive: zipfile.ZipFile) -> Workbook:
    """The small parts. ValidationError when they do not fit together."""
    try:
        book = _parse(archive, WORKBOOK)
        targets = {
            one.get("Id"): (posixpath.normpath(posixpath.join("xl", one.get("Target", ""))), one)
            for one in _parse(archive, "xl/_rels/workbook.xml.rels")
        }
        sheets = [
            SheetPart(sheet.get("name", ""), path, sheet.get("state", VISIBLE) != VISIBLE)
            for sheet in _all(book, "sheet")
            if (path := _target(sheet, targets))
        ]
        names = set(archive.namelist())
        strings = next((p for p, one in targets.values() if _ends(one, "/sharedStrings")), "")
        styles = next((p for p, one in targets.values() if _ends(one, "/styles")), "")
        properties = next(_all(book, "workbookPr"), None)
        return Workbook(
            [sheet for sheet in sheets if sheet.path in names][:MAX_SHEETS],
            strings if strings in names else "",
            _day_styles(_parse(archive, styles)) if styles in names else frozenset(),
            properties is not None and properties.get("date1904") in ("1", "true"),
        )
    except FILE_ERRORS:
        raise damaged() from None


def _target(sheet: Element, targets: dict[str | None, tuple[str, Element]]) -> str:
    """Leads from a sheet to its part; charts and dialogs are no lists."""
    number = next((value for key, value in sheet.items() if key.endswith("}id")), "")
    path, relation = targets.get(number, ("", None))
    if relation is None or not _ends(relation, "/worksheet"):
        return ""
    target = relation.get("Target", "")
    # An absolute one stands from the top of the archive.
    return target.lstrip("/") if target.startswith("/") else path


def _ends(relation: Element, kind: str) -> bool:
    return relation.get("Type", "").endswith(kind)


def _day_styles(styles: Element) -> frozenset[int]:
    """Numbers of the cell styles that show a number as a day."""
    own = {f.get("numFmtId"): f.get("formatCode", "") for f in _all(styles, "numFmt")}
    cells = next(_all(styles, "cellXfs"), None)
    formats = [xf.get("numFmtId", "0") for xf in cells] if cells is not None else []
    return frozenset(
        number
        for number, code in enumerate(formats)
        if is_date_format(own.get(code) or BUILTIN_FORMATS.get(int(code)))
    )


def _all(root: Element, name: str) -> Iterator[Element]:
    """By name alone: the two kinds of .xlsx differ in their namespaces."""
    return (element for element in root.iter() if str(element.tag).rpartition("}")[2] == name)


def _parse(archive: zipfile.ZipFile, name: str) -> Element:
    root: Element = fromstring(archive.read(name), forbid_dtd=True)
    return root


def damaged() -> ValidationError:
    text = _("The file is damaged. Open it, save it again and choose it anew.")
    return ValidationError(text, code="broken")


def locked() -> ValidationError:
    text = _(
        "This file is locked with a password or in the old .xls format, and cannot be read. Take "
        "the password off, save it as .xlsx and choose it anew."
    )
    return ValidationError(text, code="locked")
