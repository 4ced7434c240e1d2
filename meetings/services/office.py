"""Office files are zips: looked into before anything unpacks them."""

import html
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .secrecy import refuse_stamped

# What an office file of each kind has inside; a zip without it only calls itself one.
INSIDE = {
    ".docx": "word/document.xml",
    ".xlsx": "xl/workbook.xml",
    ".pptx": "ppt/presentation.xml",
    ".odt": "content.xml",
}
# The parts in which people read: pages, headers and footers, cells, slides.
READABLE = re.compile(
    r"word/(?:document|header\d*|footer\d*)\.xml|xl/(?:sharedStrings|worksheets/\w+)\.xml"
    r"|ppt/slides/\w+\.xml|(?:content|styles)\.xml"
)
LINE_ENDS = re.compile(r"</(?:w:p|a:p|text:p|text:h|si|is|oddHeader|oddFooter)>|<w:br/>")
WATERMARK = re.compile(r'<v:textpath[^<>]* string="([^"<>]*)"')
TAG = re.compile(r"<[^<>]*>")
PROGRAMS = re.compile(r"vbaProject\.bin$|\.(?:exe|dll|js|vbs|bat|cmd|ps1|scr)$", re.I)
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_FILES = 2000
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    NotImplementedError,
    OSError,
    RuntimeError,
    EOFError,
)


def check_office(extension: str, content: bytes) -> None:
    """ValidationError unless it is a whole, harmless office file without a mark of secrecy."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            _refuse_bomb(entries)
            _refuse_stranger(extension, entries)
            for entry in entries:
                if READABLE.fullmatch(entry.filename):
                    refuse_stamped(_lines(archive.read(entry)))
    except BROKEN_ZIP:
        raise _broken() from None


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    """By the sizes it declares: reading never goes beyond them."""
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_UNPACKED_FILES or unpacked > MAX_UNPACKED_BYTES:
        raise ValidationError(
            _("The file unpacks to far more than a document needs and is refused."),
            code="unpacks",
        )


def _refuse_stranger(extension: str, entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename for entry in entries}
    # Two entries in one place, or text before the first: made by hand to be read in two ways.
    is_odd = len(names) < len(entries) or min(e.header_offset for e in entries) > 0
    if INSIDE[extension] not in names or is_odd:
        raise _broken()
    if any(entry.flag_bits & 1 for entry in entries):
        raise ValidationError(
            _("The file is locked with a password and cannot be checked. Take the password off."),
            code="locked",
        )
    if any(PROGRAMS.search(name) for name in names):
        raise ValidationError(
            _("The file carries a program (a macro). Save it without macros, or as PDF."),
            code="program",
        )


def _lines(part: bytes) -> Iterator[str]:
    """The paragraphs of a part; one word may be cut into several runs, so tags go first."""
    encoding = "utf-16" if part[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    text = part.decode(encoding, "ignore")
    yield from (html.unescape(words) for words in WATERMARK.findall(text))
    for line in LINE_ENDS.split(text):
        yield html.unescape(TAG.sub("", line)).strip()


def _broken() -> ValidationError:
    text = _("The file is damaged. Open it, save it again and choose it anew.")
    return ValidationError(text, code="broken")
