"""The score sheet read back from the PDF: points beside their criteria, and room to write in."""

from dataclasses import replace
from itertools import pairwise

import pytest

from papers.documents import ScoreRow
from papers.pdf import render
from tests.papers.reading import font_names, opened, reader, rules, span, spans, text_of

LEFT, RIGHT = 30, 210 - 15


@pytest.fixture
def sheet(made):
    return reader(made["score"]).pages[0]


def test_it_says_what_is_graded_and_from_what(made):
    text = text_of(made["score"])

    for sentence in (
        "BẢNG CHẤM ĐIỂM Sinh hoạt chi bộ định kỳ tháng 02 năm 2026",
        "Sinh hoạt chi bộ định kỳ tháng 02 năm 2026, ngày 05 tháng 02 năm 2026.",
        "dự họp 26/29 đảng viên thuộc diện tính; thời lượng 95 phút.",
        "1 Công tác chuẩn bị 20 2 Tổ chức sinh hoạt 40 3 Kết quả 40 Tổng điểm 100",
        "Xếp loại: Tốt từ 90 điểm; Khá từ 70 điểm; dưới mức đó: Chưa đạt.",
        "Căn cứ: Hướng dẫn của cấp uỷ cấp trên.",
    ):
        assert sentence in text


def test_it_is_one_page_in_our_type(made):
    assert len(reader(made["score"]).pages) == 1
    assert font_names(made["score"]) <= {"Tinos", "Tinos-Bold", "Tinos-Italic"}


def test_points_stand_in_the_middle_of_their_column_beside_the_criterion(sheet):
    """TT, criterion, three columns of 18 mm for points, and one for why."""
    names = [span(sheet, name) for name in ("Công tác chuẩn bị", "Tổ chức sinh hoạt", "Kết quả")]
    points = [one for one in spans(sheet) if one.text in ("20", "40")]

    assert [one.size for one in [*names, *points]] == [13] * 6
    assert {one.font for one in [*names, *points]} == {"Tinos"}
    assert {round(one.left, 1) for one in names} == {round(names[0].left, 1)}
    assert {round(one.left, 1) for one in points} == {round(points[0].left, 1)}
    for name, point in zip(names, points, strict=True):
        assert point.baseline == pytest.approx(name.baseline, abs=0.1)
    assert span(sheet, "100").font == span(sheet, "Tổng điểm").font == "Tinos-Bold"
    assert span(sheet, "100").baseline == pytest.approx(span(sheet, "Tổng điểm").baseline, abs=0.1)


def test_every_row_has_room_for_a_pen(made, sheet):
    """Nine millimetres from line to line, eighteen in each column for points."""
    document = opened(made["score"])
    lines = rules(document.pages[0])
    first, last = span(sheet, "Công tác").baseline, span(sheet, "Tổng điểm").baseline
    tops = sorted({round(top, 1) for _left, _right, top in lines if first - 9 < top < last + 9})

    assert len(tops) == 5  # around three criteria and the total
    assert all(below - above == pytest.approx(9, abs=0.01) for above, below in pairwise(tops))
    edges = [left for left, _right, top in lines if round(top, 1) == tops[0]]
    assert edges == pytest.approx([LEFT, 40, 108, 126, 144, 162], abs=0.2)
    assert max(right for _left, right, _top in lines) == pytest.approx(RIGHT, abs=0.1)


def test_those_who_sign_stand_side_by_side_with_room_for_the_hand(sheet):
    recorder, chair = span(sheet, "NGƯỜI GHI BIÊN BẢN"), span(sheet, "T/M CHI BỘ")
    names = span(sheet, "Phạm Văn Khuể"), span(sheet, "Nguyễn Thị Quỳnh")

    assert recorder.left < 105 < chair.left
    assert (chair.font, chair.size) == ("Tinos-Bold", 14)
    assert all(name.baseline - recorder.baseline > 28 for name in names)


def test_half_points_and_long_criteria_stay_in_their_cells(score, style):
    long = "Nội dung sinh hoạt bám sát chương trình và nghị quyết của cấp uỷ cấp trên " * 3
    rows = (ScoreRow(code="1", name=long.strip(), points=2.5), *score.rows)

    sheet = reader(render(replace(score, rows=rows), style)).pages[0]

    point = span(sheet, "2,5")
    words = [one for one in spans(sheet) if one.text.startswith(("Nội dung", "Công tác chuẩn"))]
    assert all(one.left < point.left for one in words)
    assert words[-1].baseline - point.baseline > 9
