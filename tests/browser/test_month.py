"""A branch's whole month in real browsers: the secretary's and a member's phone, the district's
desktop, and the papers read back from their PDF."""

import io
import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 800}
DESKTOP = {"width": 1280, "height": 900}
SAID = "Đề nghị sửa đèn chiếu sáng ngõ 5 trước ngày 20."
CONCLUDED = "Giao tổ 2 sửa đèn ngõ 5, báo cáo tại kỳ họp tới."


@pytest.fixture(autouse=True)
def evening():
    """Six o'clock today, whenever the test runs: a roll is opened on the day of its meeting."""
    six = datetime.combine(timezone.localdate(), time(18), tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    with time_machine.travel(six, tick=True):
        yield


@pytest.fixture
def members(branch):
    factories.term(branch)
    return [factories.member(home=branch, name=f"Trịnh Văn {name}") for name in ("Ấm", "Ất", "Ước")]


def test_a_month_in_the_branch(
    browse, members, branch, secretary, deputy, reader, district_reviewer
):
    desk = browse(secretary, PHONE)
    _call_the_meeting(desk)
    _answer_the_notice(browse(reader, PHONE))
    _take_the_roll(desk)
    _write_the_minutes(desk)
    _resolve(desk)
    _read_back(desk)
    _sign(browse(deputy, PHONE), desk.url)
    _approve(desk)
    minutes = _paper(desk, "Biên bản dạng PDF")
    assert SAID in minutes
    assert CONCLUDED in minutes
    assert re.search(r"Số 01-BB/", minutes)
    _see_it_from_above(browse(district_reviewer, DESKTOP))


def _call_the_meeting(page):
    page.get_by_role("main").get_by_role("link", name="Lập kế hoạch").first.click()
    page.get_by_label("Ngày", exact=False).first.fill(f"{timezone.localdate():%d/%m/%Y}")
    page.get_by_label("Bắt đầu lúc").fill("19:30")
    page.get_by_label("Dự kiến kết thúc").fill("21h30")
    page.get_by_label("Địa điểm").fill("Nhà văn hoá tổ dân phố 7")
    page.get_by_label("Chủ trì").select_option(label=_option(page, "Chủ trì", "Quỳnh"))
    page.get_by_label("Thư ký ghi biên bản").select_option(
        label=_option(page, "Thư ký ghi biên bản", "Khuê")
    )
    page.get_by_role("button", name="Lập kế hoạch").click()
    page.get_by_role("main").get_by_role("link", name="Xem trước").first.click()
    page.get_by_role("button", name=re.compile(r"Gửi \d+ đảng viên")).click()
    expect(page.get_by_role("main")).to_contain_text("Đã gọi họp")


def _option(page, label, part):
    options = page.get_by_label(label).locator("option").all_inner_texts()
    return next(option for option in options if part in option)


def _answer_the_notice(page):
    page.get_by_role("main").get_by_role(
        "link", name=re.compile("Sinh hoạt thường kỳ")
    ).first.click()
    page.get_by_role("button", name="Tôi dự họp").click()
    expect(page.get_by_role("main")).to_contain_text("Đã ghi câu trả lời")


def _take_the_roll(page):
    page.get_by_role("main").get_by_role("button", name="Mở điểm danh").click()
    page.get_by_role("button", name="Những người còn lại có mặt").click()
    absent = page.get_by_role("group", name=re.compile("Trịnh Văn Ước"))
    absent.get_by_role("radio", name="Có lý do").check()
    row = page.locator("[data-rollcall-row]").filter(has_text="Trịnh Văn Ước")
    row.locator("summary").click()
    row.get_by_label("Lý do", exact=True).fill("Đi khám bệnh")
    page.get_by_role("button", name="Lưu và điều hành cuộc họp").click()
    expect(page.get_by_role("heading", name="Điều hành cuộc họp")).to_be_visible()
    # Tonight she runs the agenda from paper and writes straight into the minutes.
    stages = page.get_by_role("navigation", name="Các bước của cuộc họp")
    stages.get_by_role("link", name=re.compile("Biên bản")).click()
    expect(page.get_by_role("heading", name="Ghi biên bản")).to_be_visible()


def _write_the_minutes(page):
    part = page.locator("details.minutes-part[open]").filter(
        has=page.locator("form[action*='items/']")
    )
    part.get_by_label("Diễn biến, nội dung báo cáo").fill("Nêu mục đích buổi sinh hoạt.")
    part.get_by_text("Ý kiến phát biểu").first.click()
    speaker = part.get_by_label("Người phát biểu").first
    speaker.select_option(label="Trịnh Văn Ất")
    part.get_by_label("Ý kiến", exact=True).first.fill(SAID)
    part.get_by_label("Kết luận của chủ trì").fill(CONCLUDED)
    expect(part.locator("[data-save-state]").first).to_have_attribute("data-state", "saved")
    part.get_by_text("Ghi kết quả biểu quyết").click()
    part.get_by_label("Vấn đề biểu quyết").fill("Thông qua nghị quyết")
    part.locator("[name=votes_for]").fill("6")
    part.get_by_role("button", name="Lưu kết quả biểu quyết").click()
    expect(page.get_by_role("main")).to_contain_text("Thông qua nghị quyết")


def _resolve(page):
    page.get_by_role("link", name="Soạn nghị quyết").click()
    page.get_by_label("Trích yếu").fill("về nhiệm vụ trọng tâm tháng tới")
    page.get_by_label("Biểu quyết thông qua").select_option(label="Thông qua nghị quyết")
    page.get_by_role("button", name="Thêm nhiệm vụ").click()
    page.get_by_label("Việc", exact=False).last.fill("Sửa đèn ngõ 5")
    page.get_by_label("Ai làm").last.select_option(label="Trịnh Văn Ất")
    due_on = timezone.localdate() + timedelta(days=20)
    page.get_by_label("Hạn hoàn thành").last.fill(f"{due_on:%d/%m/%Y}")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Đã lưu nghị quyết")


def _read_back(page):
    page.get_by_label("Kết thúc lúc").fill("21:40")
    page.get_by_role("button", name="Cuộc họp đã kết thúc").click()
    expect(page.get_by_role("main")).to_contain_text(SAID)
    page.get_by_role("button", name="Biên bản đã được đọc và thông qua").click()


def _sign(page, address):
    """The recorder, in an account of her own."""
    page.goto(address)
    page.get_by_role("button", name="Tôi duyệt biên bản này").click()
    expect(page.get_by_role("main")).to_contain_text("Đã duyệt lúc")


def _approve(page):
    page.get_by_role("button", name="Duyệt và khoá").click()
    page.get_by_role("dialog").get_by_role("button", name="Duyệt và khoá").click()
    expect(page.get_by_role("main")).to_contain_text("Biên bản đã được duyệt")


def _paper(page, button):
    """The text of the PDF that the button makes."""
    with page.expect_response(re.compile(r"/papers/[0-9a-f-]{36}/")) as answer:
        page.get_by_role("button", name=button).click()
    pdf = page.request.get(answer.value.url)
    assert pdf.headers["content-type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(pdf.body()))
    text = "\n".join(sheet.extract_text() for sheet in reader.pages)
    return re.sub(r"\s+", " ", text)


def _see_it_from_above(page):
    page.get_by_role("navigation").get_by_role("link", name="Tháng này").first.click()
    expect(page.get_by_role("main")).to_contain_text("Đảng bộ phường Hoa Sữa")
    page.get_by_role("main").get_by_role("link", name="Đảng bộ khu Đông").first.click()
    row = page.get_by_role("row").filter(has_text="Chi bộ tổ dân phố 7")
    expect(row).to_contain_text("Đã có biên bản")
