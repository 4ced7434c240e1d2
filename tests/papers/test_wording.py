"""A wording is filled by plain replacement, once; whatever people write into it runs nothing."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from papers.documents import Person
from papers.parts import BLANKS, PARTS, Part, Shape
from papers.pdf import page
from papers.screen import fragment
from papers.wording import checked, filled_line, filled_text, values_of

from .conftest import NATIONAL, national

LINE = Part(label="x", blanks=("chi bộ", "nơi họp"))
TEXT = Part(label="x", shape=Shape.TEXT, blanks=("chi bộ",))
HEADING = Part(label="x", shape=Shape.HEADING)
LINES = Part(label="x", shape=Shape.LINES, blanks=("cấp trên",))

ATTACKS = [
    "{0.__class__}",
    "{chi bộ.__init__.__globals__}",
    "{chi bộ!r:>1000000}",
    "{{chi bộ}}",
    "{chi {nơi họp} bộ}",
    "{% load static %}",
    "{{ settings.SECRET_KEY }}",
    "{",
    "}",
    "{}",
    "{chi bộ",
    "{chi *bộ*}",
    "{<b>chi bộ</b>}",
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("part", [LINE, TEXT, HEADING])
def test_what_is_no_blank_of_the_part_is_refused(in_english, part, attack):
    with pytest.raises(ValidationError) as refused:
        checked(part, f"Họp tại {attack} nhé")

    said = refused.value.messages[0]
    assert len(said) < 300
    assert "{chi bộ}" in said or part is HEADING


@pytest.mark.parametrize("attack", ATTACKS)
def test_even_kept_it_would_run_nothing(style, notice, attack):
    """Shown to fail once: with str.format in the place of the replacement."""
    values = values_of(notice, style)
    kept = filled_line(f"Họp {attack}", values)
    html = filled_text(f"Họp {attack}", values)

    for words in (kept, html):
        assert "<class" not in words
        assert "SECRET" not in words or "settings.SECRET_KEY" in words
        assert len(words) < 300


@pytest.mark.parametrize(
    ("part", "text", "kept"),
    [
        (LINE, "  {Chi  Bộ}\n họp ", "{chi bộ} họp"),
        (LINE, "", ""),
        (LINES, "\n a \n\n b", "a\nb"),
        (TEXT, " **Đề nghị**\n\n- {chi bộ} ", "**Đề nghị**\n\n- {chi bộ}"),
        (LINE, "Nhà văn hoa\u0301", "Nhà văn hoá"),
    ],
)
def test_text_is_kept_clean(part, text, kept):
    assert checked(part, text) == kept


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (HEADING, "  "),
        (LINE, "a" * 501),
        (LINES, "a\n" * 16),
        (LINES, "a" * 2_001),
        (TEXT, "a" * 4_001),
        (TEXT, "- " * 30 + "a"),
        (TEXT, "{" * 1_000_000),
    ],
)
def test_what_does_not_fit_is_refused(part, text):
    with pytest.raises(ValidationError):
        checked(part, text)


def test_what_stands_in_a_blank_is_only_text(style, notice):
    """A place called like a blank, a tag or markup stays a name."""
    place = "{chi bộ} <script>alert(1)</script> **đậm**"
    hostile = replace(
        notice,
        place=place,
        wording=national("notice", opening="Họp tại {nơi họp}.", closing="Nhớ: {nơi họp}"),
    )
    html = page(hostile, style)

    assert "<script>" not in html
    assert html.count("{chi bộ} &lt;script&gt;") == 3
    assert "<strong>đậm" not in html


def test_tags_in_a_wording_are_letters(style, notice):
    wording = national("notice", closing="<img src=x onerror=alert(1)> **đậm**")
    html = page(replace(notice, wording=wording), style)

    assert "<img" not in html
    assert "<strong>đậm</strong>" in html
    assert "<img" not in fragment(replace(notice, wording=wording), style)


def test_a_line_of_empty_blanks_is_not_printed(style, notice, minutes):
    assert "Trang phục" not in page(notice, style)
    assert "Trang phục: áo trắng" in page(replace(notice, dress="áo trắng"), style)
    assert "Tài liệu kèm theo" not in page(replace(minutes, attachments=()), style)
    open_still = replace(minutes, sitting=replace(minutes.sitting, ends_at=None))
    assert "Kết thúc lúc" not in page(open_still, style)


def test_recipients_without_a_superior(style, resolution):
    wording = national("resolution")
    alone = replace(resolution, wording=wording, heading=replace(resolution.heading, superior=""))

    assert "để báo cáo" not in page(alone, style)
    assert "Đảng uỷ phường Sông Nhuệ (để báo cáo)" in page(
        replace(resolution, wording=wording), style
    )


def test_opening_of_a_resolution_reads_as_a_sentence(style, resolution):
    html = page(resolution, style)

    assert (
        "Ngày 05 tháng 02 năm 2026, tại Nhà văn hoá tổ dân phố số 7, Chi bộ tổ dân phố số 7 tổ "
        "chức hội nghị sinh hoạt chi bộ định kỳ tháng 02 năm 2026. Có mặt 26/32 đảng viên (chính "
        "thức: 24, dự bị: 2); 3 đảng viên được miễn công tác, sinh hoạt vắng mặt. Thời gian: từ "
        "19 giờ 30 phút đến 21 giờ 05 phút (95 phút). Chủ trì: đồng chí Nguyễn Thị Quỳnh, Bí thư "
        "chi bộ; thư ký: đồng chí Phạm Văn Khuể, Chi uỷ viên. Sau khi thảo luận, hội nghị quyết "
        "nghị:"
    ) in html
    nobody = replace(
        resolution,
        sitting=replace(
            resolution.sitting,
            ends_at=None,
            headcount=replace(resolution.sitting.headcount, exempt=0),
            chair=Person(name=""),
        ),
    )
    assert "dự bị: 2). Chủ trì: ……;" in page(nobody, style)


def test_national_wording_has_every_part_and_only_known_blanks():
    assert NATIONAL.keys() == PARTS.keys()
    for kind, parts in PARTS.items():
        assert NATIONAL[kind].keys() == parts.keys()
        for key, part in parts.items():
            assert set(part.blanks) <= set(BLANKS)
            assert checked(part, NATIONAL[kind][key]) == NATIONAL[kind][key]


def test_every_blank_has_something_to_stand_in_it(style, notice, minutes, resolution):
    """A new blank needs its value too."""
    whole = replace(notice, dress="áo trắng", fee_line="nộp tại chỗ")
    filled = {
        name
        for paper in (whole, minutes, resolution)
        for name, value in values_of(paper, style).items()
        if value
    }

    assert filled == set(BLANKS)


def test_on_the_screen_headings_are_numbered_and_nothing_is_left_of_the_page(style, minutes):
    shown = fragment(minutes, style)

    assert '<p class="paper-part">I- THỜI GIAN, ĐỊA ĐIỂM, THÀNH PHẦN</p>' in shown
    assert '<p class="paper-point">1. Đánh giá tình hình' in shown
    for tag in ("<h1", "<h2", "<style", "<link", "<html", "<svg", " id=", " style="):
        assert tag not in shown
