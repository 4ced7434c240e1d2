"""A clerk brings a spreadsheet in: ten kinds of mistakes, mended in the file of the bad rows."""

import os
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from members.models import Member
from tests.members.intake.sheets import HEADINGS, person, xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
HOME = "Chi bộ tổ dân phố 7"

# What is wrong; in which cell of the file of the bad rows, and what it is mended to.
MISTAKES = [
    (person(2, "", home=HOME), "B", "Trần Văn Hai"),
    (person(3, "NguyÔn V¨n Ba", home=HOME), "B", "Nguyễn Văn Ba"),
    (person(4, "Trần Văn Bốn", born="31/02/1980", home=HOME), "C", "28/02/1980"),
    (person(5, "Trần Văn Năm", born="1980", home=HOME), "C", "01/01/1980"),
    (person(6, "Trần Văn Sáu", sex="?", home=HOME), "D", "Nam"),
    (person(7, "Trần Văn Bảy", card="123", home=HOME), "E", "37000007"),
    (person(8, "Trần Văn Tám", cccd="12345", home=HOME), "F", "001080000008"),
    (person(9, "Trần Văn Chín", since="01/01/1970", home=HOME), "G", "01/01/2010"),
    (person(10, "Trần Văn Mười", home="Chi bộ không có"), "H", HOME),
    (person(11, "Trần Văn Một", tel="12345", home=HOME), "I", "0912345611"),
]


def picture(page, name):
    """For people who want to see it: PICTURES=folder."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_roster_with_ten_mistakes_is_mended_and_brought_in(
    browse, live_server, clerk, tree, branch, tmp_path
):
    clerk.language = "en"
    clerk.save()
    roster = tmp_path / "Danh sách đảng viên.xlsx"
    title = ["ĐẢNG BỘ PHƯỜNG HOA SỮA"]
    good = person(1, "LÊ THỊ TỐT", sex="Nữ", home=HOME)
    roster.write_bytes(xlsx(title, [], HEADINGS, good, *(row for row, _at, _to in MISTAKES)))

    page = browse(clerk, DESKTOP)
    page.goto(f"{live_server.url}/members/")
    page.get_by_text("Other lists and steps").click()
    page.get_by_role("link", name="Imports").click()
    page.get_by_role("link", name="Choose a file").click()
    page.get_by_label("Members").check()
    page.get_by_label("File").set_input_files(roster)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_label("Họ và tên")).to_have_value("full_name")
    expect(page.get_by_label("STT")).to_have_value("")
    picture(page, "import-columns")
    page.get_by_role("button", name="Check the rows").click()

    expect(page.get_by_text("10 rows must be mended first")).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    expect(page.get_by_text("“31/02/1980” is not a day of the calendar")).to_be_visible()
    picture(page, "import-bad")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the bad rows").click()
    mended = tmp_path / "mended.xlsx"
    download.value.save_as(mended)
    mend(mended)

    page.get_by_role("link", name="Choose the mended file").click()
    page.get_by_label("The mended file").set_input_files(mended)
    page.get_by_role("button", name="Check again").click()
    page.set_viewport_size(PHONE)
    picture(page, "import-good-phone")
    page.get_by_role("button", name="Save 11 new rows").click()
    expect(page.get_by_text("11 new, 0 changed, 0 as before")).to_be_visible()
    picture(page, "import-done-phone")
    names = {row[1] for row, at, _to in MISTAKES if at != "B"}
    names |= {"Lê Thị Tốt", "Trần Văn Hai", "Nguyễn Văn Ba"}
    members = Member.objects.filter(full_name__in=names, home=branch)
    assert members.count() == 11

    # The first file once more: the good row is known, the bad ones are still bad.
    page.set_viewport_size(DESKTOP)
    page.goto(f"{live_server.url}/imports/")
    page.get_by_role("link", name="Choose a file").click()
    page.get_by_label("File").set_input_files(roster)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_text("10 rows must be mended first")).to_be_visible()
    page.get_by_role("button", name="Cancel the import").click()
    page.get_by_role("dialog").get_by_role("button").first.click()
    expect(page.get_by_text("The import was cancelled")).to_be_visible()
    assert members.count() == 11


def mend(path):
    """As a clerk would, in Excel."""
    book = load_workbook(path)
    sheet = book.active
    assert sheet.max_row == 1 + len(MISTAKES)
    for at, (_row, column, value) in enumerate(MISTAKES, start=2):
        assert sheet.cell(at, 10).value
        sheet[f"{column}{at}"] = value
    book.save(path)
