"""The file itself: letters, fonts, marks of PDF/A and PDF/UA, tags, and the same bytes twice."""

from dataclasses import replace
from itertools import pairwise

import pytest

from papers.pdf import render
from papers.renderer import renderer_for
from tests.papers.reading import font_names, glyphs, opened, tags, text_of, words

LETTERS = (
    "aáàảãạ ăắằẳẵặ âấầẩẫậ eéèẻẽẹ êếềểễệ iíìỉĩị oóòỏõọ ôốồổỗộ ơớờởỡợ uúùủũụ ưứừửữự yýỳỷỹỵ đ "
    "AÁÀẢÃẠ ĂẮẰẲẴẶ ÂẤẦẨẪẬ EÉÈẺẼẸ ÊẾỀỂỄỆ IÍÌỈĨỊ OÓÒỎÕỌ ÔỐỒỔỖỘ ƠỚỜỞỠỢ UÚÙỦŨỤ ƯỨỪỬỮỰ YÝỲỶỸỴ Đ ₫ …"
)


def test_every_vietnamese_letter_survives(with_text, minutes, style):
    pdf = render(with_text(minutes, LETTERS + " **" + LETTERS + "** *" + LETTERS + "*"), style)

    assert text_of(pdf).count(words(LETTERS)) == 3


def test_decomposed_letters_are_composed(with_text, minutes, style):
    pdf = render(with_text(minutes, "Ho\u0323\u0302i nghi\u0323"), style)

    assert "Hội nghị" in text_of(pdf)


def test_what_the_font_lacks_becomes_a_box_and_no_other_font_comes_in(with_text, minutes, style):
    pdf = render(with_text(minutes, "Vui 😀 quá 中文 👩\u200d👧 هلا"), style)

    assert "Vui □ quá □□ □□ □□□" in text_of(pdf)
    assert font_names(pdf) <= {"Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"}
    assert 0 not in glyphs(pdf)


def test_a_letter_has_no_type_name_and_its_abstract_is_the_title(resolution, style):
    letter = replace(resolution, heading=replace(resolution.heading, type_code="CV"))

    document = opened(render(letter, style))

    assert [kind for kind, _ in tags(document)].count("/H1") == 1
    assert str(document.docinfo.Title) == letter.heading.abstract


@pytest.mark.parametrize("name", ["minutes", "resolution", "notice"])
def test_only_tinos_and_all_of_it_embedded(name, made):
    document = opened(made[name])
    files = [
        descendant.FontDescriptor
        for item in document.objects
        if getattr(item, "Type", None) == "/Font" and "/DescendantFonts" in item
        for descendant in item.DescendantFonts
    ]

    assert font_names(made[name]) <= {"Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"}
    assert len(files) == len(font_names(made[name])) >= 2
    assert all("/FontFile2" in descriptor for descriptor in files)


@pytest.mark.parametrize("name", ["minutes", "resolution", "notice"])
def test_file_calls_itself_pdf_a_and_pdf_ua_and_has_what_they_ask(name, made):
    document = opened(made[name])
    with document.open_metadata() as xmp:
        marks = xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"]
        title = xmp["dc:title"]

    assert marks == ("3", "U", "1")
    assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
    assert document.Root.OutputIntents[0].DestOutputProfile.N == 3
    assert str(document.Root.Lang) == "vi"
    assert bool(document.Root.MarkInfo.Marked) is True
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle) is True
    assert title == str(document.docinfo.Title)
    assert title.split(" – ")[0] in ("BIÊN BẢN", "NGHỊ QUYẾT", "THÔNG BÁO")
    assert "/EmbeddedFiles" not in document.Root.get("/Names", {})


@pytest.mark.parametrize("name", ["minutes", "resolution", "notice"])
def test_tags_tell_headings_tables_and_lists(name, made):
    document = opened(made[name])
    found = tags(document)
    kinds = [kind for kind, _ in found]
    levels = [int(kind[2]) for kind in kinds if kind[:2] == "/H" and len(kind) == 3]

    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert {"/Table", "/THead", "/TH", "/TD"} <= set(kinds)
    assert all(element.A.Scope == "/Column" for kind, element in found if kind == "/TH")
    for kind, element in found:
        if kind == "/LI":
            assert [str(kid.S) for kid in element.K] == ["/Lbl", "/LBody"]
            assert all(kid.P.objgen == element.objgen for kid in element.K)


def test_page_numbers_and_draft_mark_are_no_part_of_the_text(minutes, style):
    document = opened(render(minutes, style, draft=True))
    owners = list(document.Root.StructTreeRoot.ParentTree.Nums)[1::2]

    assert [sum(owner is None for owner in page) for page in owners] == [
        1,
        *[2] * (len(owners) - 1),
    ]


def test_same_document_same_bytes_in_another_process_too(minutes, style, made, settings):
    renderer_for(settings.PAPER_FONT_DIR).close()

    assert render(minutes, style) == made["minutes"]
    assert render(replace(minutes, fee_note="Khác."), style) != made["minutes"]
