"""Files as they come: where the headings are, what merged cells mean, what is no list at all."""

import io
import re
import unicodedata
import zipfile

import pytest
from django.core.exceptions import ValidationError

from members.intake.headings import find_columns, find_head, known_headings, synonyms_of
from members.intake.reading import Source, fill_down
from members.intake.xlsx import MAX_COLUMNS

from .sheets import HEADINGS, found_in, person, roster, xlsx

KNOWN = synonyms_of("members")
USUAL = {
    "full_name": 1,
    "birth_date": 2,
    "sex": 3,
    "card_number": 4,
    "identity_number": 5,
    "admitted_on": 6,
    "home": 7,
    "phone": 8,
}


def rows_of(content, sheet=""):
    source = Source(io.BytesIO(content))
    one = source.sheet(sheet)
    _count, merges = source.survey(one)
    return list(source.rows(one, merges))


def head_of(content):
    _sheet, head = Source(io.BytesIO(content)).find_head(KNOWN)
    return head


def test_headings_below_titles_are_found():
    content = xlsx(
        ["ĐẢNG BỘ PHƯỜNG HOA SỮA"],
        ["DANH SÁCH ĐẢNG VIÊN"],
        [],
        HEADINGS,
        person(1, "Trần Văn An", home="Chi bộ 1"),
    )

    head = head_of(content)

    assert (head.row, head.height) == (4, 1)
    assert find_columns(head) == USUAL


def test_shuffled_columns_are_matched():
    content = xlsx(["Chi bộ", "SĐT", "Ngày, tháng, năm sinh", "HỌ VÀ TÊN (viết hoa)"], ["1"])

    assert find_columns(head_of(content)) == {
        "home": 0,
        "phone": 1,
        "birth_date": 2,
        "full_name": 3,
    }


def test_headings_without_accents_are_matched():
    assert find_columns(head_of(xlsx(["ho va ten", "ngay sinh", "so cccd"], ["x"]))) == {
        "full_name": 0,
        "birth_date": 1,
        "identity_number": 2,
    }


def test_decomposed_headings_are_matched():
    content = xlsx(["Ho\u0323 va\u0300 te\u0302n", "Nga\u0300y sinh"], ["x"])

    assert find_columns(head_of(content)) == {"full_name": 0, "birth_date": 1}


def test_two_rows_of_headings():
    content = xlsx(
        ["STT", "Họ và tên", "Ngày sinh", "", "Ngày vào Đảng", "", "Chi bộ"],
        ["", "", "Nam", "Nữ", "Dự bị", "Chính thức", ""],
        [1, "Trần Văn An", "3/2/1980", "", "1/1/2000", "1/1/2001", "Chi bộ 1"],
        merges=["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:G2"],
    )

    head = head_of(content)

    assert (head.row, head.height) == (1, 2)
    assert find_columns(head) == {
        "full_name": 1,
        "born_male": 2,
        "born_female": 3,
        "admitted_on": 4,
        "official_on": 5,
        "home": 6,
    }


def test_a_name_merged_over_two_columns_is_two_parts():
    content = xlsx(["Họ và tên", "", "Ngày sinh"], ["Trần Văn", "An", "3/2/1980"], merges=["A1:B1"])

    assert find_columns(head_of(content)) == {
        "family_name": 0,
        "given_name": 1,
        "birth_date": 2,
    }


def test_what_the_office_corrected_is_remembered(branch):
    assert "ghi chu" not in known_headings(branch, "members")

    head = find_head([(1, ["Tên gọi", "Ghi chú"])], [], {"ten goi": "full_name", "ghi chu": ""})

    assert find_columns(head) == {"full_name": 0}


def test_the_sheet_with_headings_is_chosen():
    content = xlsx(
        HEADINGS,
        person(1, "Trần Văn An", home="Chi bộ 1"),
        other_sheets={"Bìa": [["DANH SÁCH"]], "Ẩn": [HEADINGS, ["x"]]},
        hidden=["Ẩn"],
    )
    source = Source(io.BytesIO(content))

    sheet, head = source.find_head(KNOWN)

    assert [(one.name, one.is_hidden) for one in source.sheets] == [
        ("Ẩn", True),
        ("Bìa", False),
        ("Sheet", False),
    ]
    assert (sheet.name, head.row) == ("Sheet", 1)


def test_merged_cells_are_filled_downwards():
    content = xlsx(
        ["Chi bộ", "Họ và tên"],
        ["Chi bộ 1", "Trần Văn An"],
        ["", "Lê Thị Bình"],
        ["", "Đỗ Văn Cả"],
        ["Chi bộ 2", "Vũ Thị Dần"],
        merges=["A2:A4"],
    )

    assert [cells[0] for _number, cells in rows_of(content)] == [
        "Chi bộ",
        "Chi bộ 1",
        "Chi bộ 1",
        "Chi bộ 1",
        "Chi bộ 2",
    ]


def test_a_merge_of_a_million_rows_makes_no_rows():
    rows = fill_down([(1, ["a"]), (2, [None, "b"])], [(1, 1_048_576, 0, 0)])

    assert list(rows) == [(1, ["a"]), (2, ["a", "b"])]


def test_formulas_have_their_saved_values():
    content = xlsx(["Họ và tên", "Ngày sinh"], ["Trần Văn An", "x"])
    content = altered(
        content,
        "xl/worksheets/sheet1.xml",
        lambda text: re.sub(rb'<c r="B2".*?</c>', b'<c r="B2"><f>1+1</f><v>29254</v></c>', text),
    )

    assert rows_of(content)[1] == (2, ["Trần Văn An", 29254])


def altered(content, name, change):
    """The workbook with one of its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            changed = change(data) if entry.filename == name else data
            assert entry.filename != name or changed != data
            new.writestr(entry.filename, changed)
    return made.getvalue()


def test_a_million_empty_rows_are_no_rows():
    empty = b"".join(b'<row r="%d"></row>' % number for number in range(3, 1_000_003))
    content = altered(
        xlsx(["Họ và tên", "Ngày sinh"], ["Trần Văn An", "3/2/1980"]),
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace(b"</sheetData>", empty + b"</sheetData>"),
    )

    assert len(rows_of(content)) == 2


def test_far_columns_cost_nothing():
    content = altered(
        xlsx(["a"]),
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace(b'r="A1"', b'r="XFD1"'),
    )

    assert all(len(cells) <= MAX_COLUMNS for _number, cells in rows_of(content))


CSV = "Họ và tên;Ngày sinh;Chi bộ\nTrần Văn Ước;3/2/1980;Chi bộ số 1\n"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
def test_csv_of_every_encoding_and_delimiter(encoding, delimiter):
    text = CSV.replace(";", delimiter)
    if encoding == "cp1258":
        text = as_1258(text)
    content = text.encode(encoding)

    _sheet, head = Source(io.BytesIO(content)).find_head(KNOWN)

    assert find_columns(head) == {"full_name": 0, "birth_date": 1, "home": 2}
    assert head.headings[0].samples == ["Trần Văn Ước"]


def as_1258(text):
    """As Windows wrote Vietnamese: tones as marks of their own."""
    tones = "\u0300\u0301\u0303\u0309\u0323"

    def split(char):
        marks = unicodedata.normalize("NFD", char)
        tone = "".join(mark for mark in marks if mark in tones)
        base = "".join(mark for mark in marks if mark not in tones)
        return unicodedata.normalize("NFC", base) + tone

    return "".join(split(char) for char in text)


def test_csv_with_a_line_for_excel():
    content = b"sep=;\nHo va ten;Ngay sinh\nAn;3/2/1980\n"

    assert head_of(content).row == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "locked"),
        (b"PK\x03\x04 cut off", "broken"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "format"),
        (b"\n\n\n", "empty"),
    ],
)
def test_what_is_no_list_is_refused(content, code):
    with pytest.raises(ValidationError) as refused:
        Source(io.BytesIO(content)).find_head(KNOWN)
    assert refused.value.code == code


def test_a_document_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")

    with pytest.raises(ValidationError) as refused:
        Source(file)
    assert refused.value.code == "format"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_entities_are_refused(part):
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    content = altered(xlsx(["Họ và tên", "Ngày sinh"], ["a"]), part, lambda text: bomb + text)

    with pytest.raises(ValidationError) as refused:
        Source(io.BytesIO(content)).find_head(KNOWN)
    assert refused.value.code == "broken"


def test_a_bomb_is_refused_before_it_unpacks():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 20_000_000)

    with pytest.raises(ValidationError):
        Source(file)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_half_a_file_is_refused(cut):
    content = roster(*(person(n, "Trần Văn An", home="x") for n in range(50)))

    with pytest.raises(ValidationError):
        rows_of(content[: int(len(content) * cut)])


def test_a_hidden_sheet_is_not_chosen(branch):
    content = xlsx(
        ["Ghi chú", "Khác"],
        ["x", "y"],
        other_sheets={"Ẩn": [HEADINGS, ["x"]]},
        hidden=["Ẩn"],
    )

    assert found_in(content, branch).sheet == "Sheet"
