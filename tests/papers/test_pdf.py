"""Papers read back from the PDF: words, places, sizes, fonts, tags and marks of the file."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import pytest
from django.utils import translation
from fontTools.ttLib import TTFont

from papers.documents import MinutesItem, Person
from papers.format import PaperStyle
from papers.pdf import LANGUAGE, PaperFailed, PdfUnavailable, page, render
from papers.renderer import renderer_for
from tests.papers.reading import (
    font_names,
    glyphs,
    opened,
    reader,
    span,
    spans,
    tags,
    text_of,
    words,
)
from tests.papers.reading import rules as rules_of

LETTERS = (
    "aáàảãạ ăắằẳẵặ âấầẩẫậ eéèẻẽẹ êếềểễệ iíìỉĩị oóòỏõọ ôốồổỗộ ơớờởỡợ uúùủũụ ưứừửữự yýỳỷỹỵ đ "
    "AÁÀẢÃẠ ĂẮẰẲẴẶ ÂẤẦẨẪẬ EÉÈẺẼẸ ÊẾỀỂỄỆ IÍÌỈĨỊ OÓÒỎÕỌ ÔỐỒỔỖỘ ƠỚỜỞỠỢ UÚÙỦŨỤ ƯỨỪỬỮỰ YÝỲỶỸỴ Đ ₫ …"
)


@pytest.fixture(scope="module")
def made(minutes, resolution, notice, style):
    papers = {"minutes": minutes, "resolution": resolution, "notice": notice}
    return {name: render(document, style) for name, document in papers.items()}


def with_text(minutes, text):
    return replace(minutes, items=(MinutesItem(title="Nội dung", text=text),))


def test_minutes_say_everything(made):
    text = text_of(made["minutes"])

    for sentence in (
        "ĐẢNG BỘ PHƯỜNG SÔNG NHUỆ CHI BỘ TỔ DÂN PHỐ SỐ 7 * ĐẢNG CỘNG SẢN VIỆT NAM",
        "Số 01-BB/CB Sông Nhuệ, ngày 05 tháng 02 năm 2026",
        "BIÊN BẢN Sinh hoạt chi bộ định kỳ tháng 02 năm 2026 -----",
        "Thời gian bắt đầu: 19 giờ 30 phút, ngày 05 tháng 02 năm 2026.",
        "Tổng số đảng viên của chi bộ: 32 đồng chí; chính thức: 30, dự bị: 2",
        "Vắng mặt có lý do: 2 đồng chí: Trần Văn Ước (ốm); Lê Thị Ẩm.",
        "Vắng mặt không có lý do: 1 đồng chí: Đỗ Đức Ỷ.",
        "III- NỘI DUNG 1. Đánh giá tình hình tháng 01 và phương hướng tháng 02",
        "- Đồng chí Lê Văn Lộc: Đề nghị kẻ lại vạch đỗ xe ở ngõ 12.",
        "Đại biểu: Vũ Thị Thuỷ, Đảng uỷ viên phụ trách.",
        "- Đồng chí Trần Thị Hoà, Phó Bí thư (bảo lưu ý kiến):",
        "- Đại biểu Vũ Thị Thuỷ: Chúc mừng chi bộ.",
        "Kết luận của chủ trì: Giao đồng chí Hoà làm việc",
        "27; tán thành: 24 (88,9%); không tán thành: 1; không biểu quyết: 2.",
        "28/02/2026",
        "Kết thúc lúc 21 giờ 05 phút, ngày 05 tháng 02 năm 2026.",
        "NGƯỜI GHI BIÊN BẢN Phạm Văn Khuể CHỦ TRÌ Nguyễn Thị Quỳnh",
    ):
        assert sentence in text


def test_resolution_numbers_its_parts_and_signs_for_the_branch(made):
    text = text_of(made["resolution"])

    for sentence in (
        "Số 01-NQ/CB",
        "NGHỊ QUYẾT về lãnh đạo thực hiện nhiệm vụ tháng 02 năm 2026",
        "Có mặt 26/32 đảng viên",
        "Chi bộ tổ dân phố số 7 tổ chức hội nghị sinh hoạt chi bộ định kỳ tháng 02 năm 2026.",
        "(95 phút). Chủ trì: đồng chí Nguyễn Thị Quỳnh, Bí thư chi bộ; thư ký: đồng chí Phạm",
        "I- ĐÁNH GIÁ",
        "Vận động hiến đất mở ngõ 12 Đỗ Văn Nghĩa 25/01/2026 đang thực hiện",
        "II- PHƯƠNG HƯỚNG, NHIỆM VỤ",
        "III- TỔ CHỨC THỰC HIỆN",
        "Nơi nhận: - Đảng uỷ phường (để báo cáo), - Các đảng viên (để thực hiện), - Lưu Chi bộ.",
        "T/M CHI BỘ BÍ THƯ Nguyễn Thị Quỳnh",
    ):
        assert sentence in text


def test_parts_close_up_when_one_is_left_out(resolution, style):
    short = replace(resolution, assessment="", previous_tasks=(), sitting=None)

    text = text_of(render(short, style))

    assert "I- PHƯƠNG HƯỚNG" in text
    assert "II- TỔ CHỨC THỰC HIỆN" in text


def test_notice_lists_time_place_and_agenda(made):
    text = text_of(made["notice"])

    assert "Số 12-TB/CB Sông Nhuệ, ngày 30 tháng 12 năm 2026" in text
    assert "1. Thời gian: 19 giờ 30 phút, ngày 05 tháng 02 năm 2026." in text
    assert "4. Chương trình TT Nội dung Người trình bày Thời lượng 1 Đánh giá tháng 01" in text
    assert "đến đúng giờ" in text


def test_heading_stands_where_the_rules_want_it(made, style):
    first = reader(made["minutes"]).pages[0]
    left, party = span(first, "ĐẢNG BỘ PHƯỜNG"), span(first, "ĐẢNG CỘNG SẢN")

    assert (left.font, left.size) == ("Tinos", 14)
    assert span(first, "CHI BỘ TỔ DÂN PHỐ")[1:3] == ("Tinos-Bold", 14)
    assert party[1:3] == ("Tinos-Bold", 15)
    assert party.left > 105 > left.left >= 29.9
    assert abs(party.baseline - left.baseline) < 1
    assert span(first, "Số 01-BB/CB")[1:3] == ("Tinos", 14)
    assert span(first, "Sông Nhuệ, ngày")[1:3] == ("Tinos-Italic", 14)
    assert span(first, "BIÊN BẢN")[1:3] == ("Tinos-Bold", 16)
    assert span(first, "Sinh hoạt chi bộ định kỳ")[1:3] == ("Tinos-Bold", 15)


def test_rule_under_the_party_name_is_as_long_as_the_name(made, settings):
    party = span(reader(made["minutes"]).pages[0], "ĐẢNG CỘNG SẢN")
    document = opened(made["minutes"])
    left, right, top = min(rules_of(document.pages[0]), key=lambda rule: rule[2])
    with TTFont(next(settings.PAPER_FONT_DIR.rglob("*700Bold.ttf"))) as font:
        cmap, widths, unit = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
        letters = sum(widths[cmap[ord(letter)]][0] for letter in "ĐẢNG CỘNG SẢN VIỆT NAM")

    assert left == pytest.approx(party.left, abs=0.2)
    assert right - left == pytest.approx(letters / unit * 15 * 25.4 / 72, abs=0.5)
    assert 0 < top - party.baseline < 4


def test_body_lines_are_indented_and_spaced(made):
    first = reader(made["minutes"]).pages[0]
    opening, second = span(first, "Địa điểm:"), span(first, "tuyến.")

    assert opening.left == pytest.approx(40, abs=0.1)  # margin 30 and first line 10
    assert second.left == pytest.approx(30, abs=0.1)
    assert (second.baseline - opening.baseline) / 25.4 * 72 == pytest.approx(18, abs=0.05)
    assert opening[1:3] == ("Tinos", 14)


def test_page_number_only_from_the_second_page(made):
    first, second, *_ = reader(made["minutes"]).pages

    assert [one.text for one in spans(first) if one.baseline < 19] == []
    number = min(spans(second), key=lambda one: one.baseline)
    assert (number.text, number.font, number.size) == ("2", "Tinos", 13.5)
    assert 10 < number.baseline < 16
    middle_of_text = 30 + (210 - 30 - 15) / 2
    assert number.left + 1.2 == pytest.approx(middle_of_text, abs=0.5)


def test_measures_come_from_the_rule_pack(notice, rules):
    rules |= {"paper.margin_left_mm": 50, "paper.body_size_pt": 12, "paper.authority_bold": False}

    first = reader(render(notice, PaperStyle.from_rules(rules))).pages[0]

    assert span(first, "Chi bộ tổ dân phố").left == pytest.approx(60, abs=0.1)
    assert span(first, "Chi bộ tổ dân phố").size == 12
    assert span(first, "T/M CHI BỘ").font == "Tinos"


@pytest.mark.parametrize(("bold", "font"), [(False, "Tinos"), (True, "Tinos-Bold")])
def test_position_is_bold_only_when_the_pack_says_so(bold, font, notice, rules):
    style = PaperStyle.from_rules(rules | {"paper.position_bold": bold})

    assert span(reader(render(notice, style)).pages[0], "BÍ THƯ").font == font


def test_signatures_of_minutes_stand_side_by_side(made):
    last = reader(made["minutes"]).pages[-1]
    recorder, chair = span(last, "NGƯỜI GHI BIÊN BẢN"), span(last, "CHỦ TRÌ")

    assert recorder.baseline == chair.baseline
    assert recorder.left < 105 < chair.left
    assert span(last, "Phạm Văn Khuể").baseline - recorder.baseline > 28


def test_signatures_never_stand_alone_on_a_page(minutes, style):
    """Line by line longer, so that each place for the page to end comes up."""
    short = replace(minutes, previous_tasks=(), tasks=(), resolution_reference="")
    endings = []
    for lines in range(8):
        pdf = render(with_text(short, "\n\n".join(["Một dòng."] * lines)), style)
        endings.append(words(reader(pdf).pages[-1].extract_text()))

    assert all("Tài liệu kèm theo" in end and "CHỦ TRÌ" in end for end in endings)
    assert any(end.startswith("Tài liệu kèm theo") for end in endings)


def test_paper_is_a4(made):
    box = reader(made["minutes"]).pages[0].mediabox

    assert float(box.width) / 72 * 25.4 == pytest.approx(210, abs=0.05)
    assert float(box.height) / 72 * 25.4 == pytest.approx(297, abs=0.05)


def test_every_vietnamese_letter_survives(minutes, style):
    pdf = render(with_text(minutes, LETTERS + " **" + LETTERS + "** *" + LETTERS + "*"), style)

    assert text_of(pdf).count(words(LETTERS)) == 3


def test_decomposed_letters_are_composed(minutes, style):
    pdf = render(with_text(minutes, "Ho\u0323\u0302i nghi\u0323"), style)

    assert "Hội nghị" in text_of(pdf)


def test_what_the_font_lacks_becomes_a_box_and_no_other_font_comes_in(minutes, style):
    pdf = render(with_text(minutes, "Vui 😀 quá 中文 👩\u200d👧 هلا"), style)

    assert "Vui □ quá □□ □□ □□□" in text_of(pdf)
    assert font_names(pdf) <= {"Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"}
    assert 0 not in glyphs(pdf)


def test_tone_placement_is_a_rule_for_the_words_of_the_app(resolution, rules):
    signature = replace(resolution.signature, authority="T/M CHI UỶ")
    style = PaperStyle.from_rules(rules | {"paper.tone_placement": "ủy"})

    text = text_of(render(replace(resolution, signature=signature), style))

    assert "T/M CHI ỦY BÍ THƯ" in text
    assert "- Đảng uỷ phường (để báo cáo)," in text  # written by people


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


def test_a_chair_not_named_yet_leaves_room(minutes, style):
    sitting = replace(minutes.sitting, chair=Person(name=""))

    assert "Chủ trì: ……. Thư ký: đồng chí Phạm Văn Khuể, Chi uỷ viên." in text_of(
        render(replace(minutes, sitting=sitting), style)
    )


def test_draft_says_so_on_every_page(minutes, style, made):
    draft = reader(render(minutes, style, draft=True))

    assert all("DỰ THẢO" in page.extract_text() for page in draft.pages)
    assert draft.metadata.title.endswith("(DỰ THẢO)")
    assert "DỰ THẢO" not in text_of(made["minutes"])


def test_same_document_same_bytes_in_another_process_too(minutes, style, made, settings):
    renderer_for(settings.PAPER_FONT_DIR).close()

    assert render(minutes, style) == made["minutes"]
    assert render(replace(minutes, fee_note="Khác."), style) != made["minutes"]


def test_paper_is_vietnamese_whatever_the_screen_speaks(minutes, style):
    with translation.override("en"):
        english_reader = page(minutes, style)

    with translation.override(LANGUAGE):
        assert page(minutes, style) == english_reader


def test_markup_of_people_stays_text_in_plain_fields(notice, style):
    html = page(replace(notice, place="<img src=x> & **phòng**"), style)

    assert "&lt;img src=x&gt; &amp; **phòng**" in html


def test_render_process_that_died_is_started_again(minutes, style, made, settings):
    process = renderer_for(settings.PAPER_FONT_DIR)._process
    os.kill(process.pid, signal.SIGKILL)

    assert render(minutes, style) == made["minutes"]


def test_render_process_gets_no_secret(made, settings, monkeypatch):
    renderer = renderer_for(settings.PAPER_FONT_DIR)
    renderer.close()
    monkeypatch.setenv("SECRET_KEY", "canary-7f3a")

    renderer._start()

    with open(f"/proc/{renderer._process.pid}/environ", "rb") as environment:
        assert b"canary-7f3a" not in environment.read()


def test_without_pango_a_clear_message_and_nothing_else_breaks(
    minutes, style, made, settings, monkeypatch, tmp_path
):
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango')")
    renderer = renderer_for(settings.PAPER_FONT_DIR)
    renderer.close()
    with monkeypatch.context() as broken:
        broken.setenv("PYTHONPATH", str(tmp_path))

        with pytest.raises(PdfUnavailable) as caught:
            render(minutes, style)

    assert isinstance(caught.value, PaperFailed)
    assert "Pango" in str(caught.value)
    assert render(minutes, style) == made["minutes"]


def test_without_fonts_a_clear_message(minutes, style, settings, tmp_path):
    settings.PAPER_FONT_DIR = tmp_path

    with pytest.raises(PdfUnavailable):
        render(minutes, style)


def test_the_app_itself_never_loads_the_drawing_library():
    code = "import papers.pdf, sys; sys.exit('weasyprint' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_worker_gets_a_render_process_of_its_own(minutes, style, made, settings):
    ours = renderer_for(settings.PAPER_FONT_DIR)._process.pid
    worker = os.fork()
    if worker == 0:
        same = render(minutes, style) == made["minutes"]
        other = renderer_for(settings.PAPER_FONT_DIR)._process.pid != ours
        renderer_for(settings.PAPER_FONT_DIR).close()
        os._exit(0 if same and other else 1)

    assert os.waitpid(worker, 0)[1] == 0
    assert render(minutes, style) == made["minutes"]
    assert renderer_for(settings.PAPER_FONT_DIR)._process.pid == ours
