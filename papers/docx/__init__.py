"""A paper as Word: the page of `papers.pdf` carried over, so that both say the same in one wording.

Word keeps what an office goes on working with: real headings, real tables, a page number field.
"""

import zipfile
from datetime import UTC
from io import BytesIO
from typing import Any

from docx import Document
from lxml import html

from papers.documents import Paper
from papers.format import PaperStyle
from papers.pdf import page

from .layout import set_up
from .writer import Writer


def write(document: Paper, style: PaperStyle, *, draft: bool = False) -> bytes:
    """The same document, style and draft mark give the same bytes."""
    root = html.fromstring(page(document, style, draft=draft))
    word = Document()
    set_up(word, style)
    made_at = document.identity.made_at.astimezone(UTC).replace(tzinfo=None)
    properties = word.core_properties
    properties.title = root.findtext(".//title") or ""
    author = root.xpath("string(//meta[@name='author']/@content)")
    properties.author = properties.last_modified_by = author
    properties.created = properties.modified = made_at
    properties.language = "vi-VN"
    Writer(word, style).body(root.find("body"))
    file = BytesIO()
    word.save(file)
    return _dated(file.getvalue(), made_at.timetuple()[:6])


def _dated(content: bytes, moment: Any) -> bytes:
    """The archive with the paper's own time in place of the clock's."""
    file = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, moment), old.read(name), zipfile.ZIP_DEFLATED)
    return file.getvalue()
