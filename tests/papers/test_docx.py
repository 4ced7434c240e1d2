"""Word papers read back: the same words as the PDF, and real Word inside."""

from collections import Counter
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm

from papers.docx import write
from papers.pdf import render
from tests.papers.reading import text_of


@pytest.fixture
def papers(minutes, resolution, notice):
    return {"minutes": minutes, "resolution": resolution, "notice": notice}


def opened(content):
    return Document(BytesIO(content))


def words_of(word):
    """All text in reading order, tables included."""
    return " ".join(text.text for text in word.element.body.iter(qn("w:t")))


def letters(text):
    """How often each letter stands there; lines, columns and page numbers may differ."""
    return Counter(letter for letter in text if letter.isalpha())


@pytest.mark.parametrize("kind", ["minutes", "resolution", "notice"])
def test_word_says_what_the_pdf_says(papers, style, kind):
    word = words_of(opened(write(papers[kind], style)))
    pdf = text_of(render(papers[kind], style))

    assert letters(word) == letters(pdf)


def test_same_paper_gives_the_same_bytes(minutes, style):
    assert write(minutes, style) == write(minutes, style)


def test_sheet_and_type_follow_the_rules(minutes, style):
    word = opened(write(minutes, style))
    section = word.sections[0]

    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (30, 15)
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml
    assert word.styles["Paper text"].paragraph_format.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert word.core_properties.language == "vi-VN"

    wide = replace(style, margin_left_mm=35.0)
    assert opened(write(minutes, wide)).sections[0].left_margin == pytest.approx(Mm(35), rel=1e-3)


def test_headings_are_headings_numbered_like_the_pdf(resolution, style):
    word = opened(write(resolution, style))

    heads = [one.text for one in word.paragraphs if one.style.name == "Heading 1"]
    assert heads[0].startswith("I- ")
    assert heads[1].startswith("II- ")


def test_table_repeats_its_head_on_the_next_page(resolution, style):
    tables = [
        table
        for table in opened(write(resolution, style)).tables
        if table.style.name == "Table Grid"
    ]

    assert tables
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in tables)


def test_draft_says_so(minutes, style):
    assert "DỰ THẢO" in words_of(opened(write(minutes, style, draft=True)))
    assert "DỰ THẢO" not in words_of(opened(write(minutes, style)))


def test_hostile_text_stays_text(minutes, style):
    item = replace(minutes.items[0], text='<script>x</script> =HYPERLINK("http://x") {{ 1 }}')
    hostile = replace(minutes, items=(item,))

    xml = opened(write(hostile, style)).element.xml

    assert "w:hyperlink" not in xml
    assert "<script>" not in xml
