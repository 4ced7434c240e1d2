"""Spreadsheets: what is written is what a reader gets, and no text is ever read as a formula."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from papers import xlsx
from papers.text import normalize
from papers.xlsx import Column, Kind, Marked, Sheet, SheetFull, write_workbook

TEXTS = Column(title="Điện thoại")


def written(*sheets, **kwargs):
    file = io.BytesIO()
    count = write_workbook(file, sheets, **kwargs)
    return file, count


def cells(file, sheet=0):
    book = openpyxl.load_workbook(file)
    return list(book.worksheets[sheet].iter_rows(values_only=True))


def test_values_keep_their_kind():
    row = [date(1950, 2, 3), datetime(2026, 2, 3, 13, 0, tzinfo=UTC), 1234, Decimal("1.5"), "0912"]
    columns = [
        Column(title="Ngày", kind=Kind.DAY),
        Column(title="Lúc", kind=Kind.MOMENT),
        Column(title="Số", kind=Kind.NUMBER),
        Column(title="Tỷ lệ", kind=Kind.NUMBER),
        Column(title="Điện thoại"),
    ]

    file, count = written(Sheet(name="Một", columns=columns, rows=[row]))

    heading, values = cells(file)
    assert count == 1
    assert heading == ("Ngày", "Lúc", "Số", "Tỷ lệ", "Điện thoại")
    assert values == (
        datetime(1950, 2, 3),  # noqa: DTZ001  # a sheet knows no time zone
        datetime(2026, 2, 3, 20, 0),  # noqa: DTZ001  # in Hà Nội
        1234,
        1.5,
        "0912",
    )


def test_days_before_excel_counts_right_are_text():
    file, _count = written(
        Sheet(name="Một", columns=[Column(title="Ngày", kind=Kind.DAY)], rows=[[date(1899, 5, 1)]])
    )

    assert cells(file)[1] == ("01/05/1899",)


def test_title_and_lines_stand_above_frozen_headings():
    file, _count = written(
        Sheet(name="Một", title="Danh sách", lines=["Đến ngày"], columns=[TEXTS], rows=[["a"]])
    )

    page = openpyxl.load_workbook(file).active
    assert [row[0].value for row in page.iter_rows()] == [
        "Danh sách",
        "Đến ngày",
        None,
        "Điện thoại",
        "a",
    ]
    assert page.freeze_panes == "A5"
    assert page.auto_filter.ref == "A4:A5"


@pytest.mark.parametrize("text", ["=1+1", "+84912", "-1", "@SUM(A1)", "\t=1", "https://a.vn", "12"])
def test_text_stays_text_and_is_marked_so(text):
    file, _count = written(Sheet(name="Một", columns=[TEXTS], rows=[[text]]))

    cell = openpyxl.load_workbook(file).active["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert cell.number_format == "@"
    assert cell.quotePrefix == text.startswith(xlsx.FORMULA_STARTS)


@given(st.text(st.characters(codec="utf-8")))
@example("_x0041_")
@example("\x00\x0b ﷽ \ufffe")
@example(" hai  đầu ")
@example("\U00014e87" * 20)  # two units each in the name of a sheet
def test_any_text_is_read_back_as_it_was(text):
    file, _count = written(Sheet(name=text, title=text, columns=[TEXTS] * 2, rows=[[text, "."]]))

    # openpyxl leaves it to its caller to undo how a file writes "_x0041_".
    assert unescape(cells(file)[-1][0] or "") == normalize(text)


def test_text_longer_than_a_cell_is_cut():
    file, _count = written(Sheet(name="Một", columns=[TEXTS], rows=[["ă" * 40_000]]))

    value = cells(file)[1][0]
    assert len(value) == xlsx.LONGEST_TEXT
    assert value.endswith("…")


def test_marked_cells_are_painted():
    file, _count = written(Sheet(name="Một", columns=[TEXTS], rows=[[Marked("sai")], ["đúng"]]))

    page = openpyxl.load_workbook(file).active
    assert page["A2"].fill.fgColor.rgb == "FFFFE3DE"
    assert page["A3"].fill.fgColor.rgb != "FFFFE3DE"


def test_form_offers_its_choices_below_what_is_filled_in():
    column = Column(title="Giới tính", choices=["Nam", "Nữ"], note="Nam hoặc Nữ")

    file, _count = written(Sheet(name="Mẫu", columns=[column], spare=500))

    page = openpyxl.load_workbook(file).active
    (offered,) = page.data_validations.dataValidation
    assert (offered.formula1, str(offered.sqref)) == ('"Nam,Nữ"', "A2:A502")
    assert page["A1"].comment.text == "Nam hoặc Nữ"


def test_a_sheet_that_is_full_says_so_and_leaves_nothing(monkeypatch):
    monkeypatch.setattr(xlsx, "MAX_ROWS", 3)
    file = io.BytesIO()

    with pytest.raises(SheetFull):
        write_workbook(file, [Sheet(name="Một", columns=[TEXTS], rows=[["a"]] * 3)])

    assert file.getvalue() == b""


def test_two_sheets_with_rows_made_as_they_are_written():
    file, count = written(
        Sheet(name="Một", columns=[TEXTS], rows=([str(n)] for n in range(1000))),
        Sheet(name="Ghi chú: [a/b]", columns=[TEXTS], rows=[["b"]]),
        author="Nguyễn Văn An",
    )

    book = openpyxl.load_workbook(file)
    assert count == 1001
    assert book.sheetnames == ["Một", "Ghi chú   a b"]
    assert book.properties.creator == "Nguyễn Văn An"
    assert not zipfile.ZipFile(file).testzip()
