"""Papers read back from the PDF: what they say, where it stands and in which type."""

from dataclasses import replace

import pytest
from django.utils import translation
from fontTools.ttLib import TTFont

from papers.documents import Person
from papers.format import PaperStyle
from papers.pdf import LANGUAGE, page, render
from tests.papers.reading import opened, reader, span, spans, text_of, words
from tests.papers.reading import rules as rules_of


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


def test_signatures_never_stand_alone_on_a_page(with_text, minutes, style):
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


def test_tone_placement_is_a_rule_for_the_words_of_the_app(resolution, rules):
    signature = replace(resolution.signature, authority="T/M CHI UỶ")
    style = PaperStyle.from_rules(rules | {"paper.tone_placement": "ủy"})

    text = text_of(render(replace(resolution, signature=signature), style))

    assert "T/M CHI ỦY BÍ THƯ" in text
    assert "- Đảng uỷ phường (để báo cáo)," in text  # written by people


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


def test_paper_is_vietnamese_whatever_the_screen_speaks(minutes, style):
    with translation.override("en"):
        english_reader = page(minutes, style)

    with translation.override(LANGUAGE):
        assert page(minutes, style) == english_reader


def test_markup_of_people_stays_text_in_plain_fields(notice, style):
    html = page(replace(notice, place="<img src=x> & **phòng**"), style)

    assert "&lt;img src=x&gt; &amp; **phòng**" in html
