"""The whole evening in three browsers – the secretary's phone, the screen in the room, a member's
phone – with the network cut in the middle, on to read-back, approval by both and the PDF."""

import io
import re
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from meetings.models import Floor, MeetingState, MinutesRevision
from meetings.services.checkin import code_at
from tests import factories
from tests.meetings.evenings import again, opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 800}
SCREEN = {"width": 1280, "height": 720}
SAID = "Đề nghị sửa đèn ngõ 5."
CONCLUDED = "Giao đồng chí Ấm sửa đèn trước ngày 20."
OFFLINE = "Viết khi phòng họp mất mạng, không chữ nào được mất."


@pytest.fixture
def evening(branch, secretary, reader, now):
    """The member whose phone it is keeps the minutes: recorder, without any post."""
    for account in (secretary, reader):
        account.language = "en"
        account.save()
    for name in ("Ấm", "Ất"):
        factories.member(home=branch, name=f"Trịnh Văn {name}")
    factories.term(branch)
    return opened(
        branch,
        secretary,
        now - timedelta(minutes=1),
        chair=secretary.member,
        recorder=reader.member,
    )


def state(part):
    return part.locator("[data-save-state]").first


def is_saved(part):
    expect(state(part)).to_have_attribute("data-state", "saved")


def test_evening_from_the_roll_to_the_paper_though_the_network_goes(
    browse, live_server, secretary, reader, evening
):
    address = f"{live_server.url}/meetings/{evening.public_id}"
    desk, screen, member = (
        browse(secretary, PHONE),
        browse(secretary, SCREEN),
        browse(reader, PHONE),
    )

    _take_the_roll(desk, screen, member, address, reader)
    _run_an_item(desk, screen)
    _lose_the_network_on_the_floor(desk, screen)
    _write_and_lose_the_network(desk, address, evening)
    _close_read_and_correct(desk)
    _approve_on_two_devices(desk, member, address)

    assert again(evening).state == MeetingState.APPROVED
    assert not MinutesRevision.objects.filter(outcome="conflict").exists()
    said = _paper(desk)
    voted = "Thông qua việc sửa đèn. Số người có quyền biểu quyết: 4; tán thành: 4 (100%)"
    for words in (SAID, CONCLUDED, OFFLINE, voted, "Mã kiểm tra"):
        assert words in said
    # The member finds the record on the phone.
    member.goto(f"{address}/minutes/read/")
    expect(member.get_by_role("main")).to_contain_text(OFFLINE)


def _take_the_roll(desk, screen, member, address, reader):
    screen.goto(f"{address}/projection/")
    expect(screen.locator(".code-digits")).to_have_text(re.compile(r"\d{3} \d{3}"))
    member.goto(f"{address}/check-in/?code={code_at(Floor.objects.get(), timezone.now())}")
    member.get_by_role("button", name="I am here").click()
    desk.goto(f"{address}/roll/")
    row = desk.get_by_role("group", name=re.compile(reader.member.full_name))
    expect(row.get_by_role("radio", name="Present", exact=True)).to_be_checked()
    desk.get_by_role("button", name="All the others are present").click()
    desk.locator("button[form=roll-form]").click()
    expect(desk.get_by_role("heading", name="Running the meeting")).to_be_visible()


def _run_an_item(desk, screen):
    desk.get_by_role("button", name=re.compile("^Begin")).click()
    expect(screen.locator(".screen-title")).to_contain_text("Nội dung 1")
    desk.get_by_role("button", name="Trịnh Văn Ất").click()
    desk.get_by_label(re.compile("Words of Trịnh Văn Ất")).fill(SAID)
    is_saved(desk.locator("#speaking"))
    desk.locator("#voting summary").first.click()
    desk.get_by_label("Question put").fill("Thông qua việc sửa đèn")
    desk.get_by_role("button", name="Show the question").click()
    expect(screen.locator(".screen-question")).to_contain_text("Thông qua việc sửa đèn")
    desk.get_by_role("button", name=re.compile("^All 4 for")).click()
    desk.get_by_role("button", name="Record and show the result").click()
    expect(screen.locator(".screen-verdict")).to_contain_text("Passed")


def _lose_the_network_on_the_floor(desk, screen):
    """Secretary and screen lose it together; the words wait, the screen says so."""
    for page in (desk, screen):
        page.context.set_offline(True)
    desk.get_by_label("Conclusion of the chair").fill(CONCLUDED)
    speaking = desk.locator("#speaking")
    expect(state(speaking)).to_contain_text("kept on this device")
    speaking.get_by_role("button", name="Save", exact=True).click()
    expect(state(speaking)).to_contain_text("kept on this device")
    expect(screen.locator("[data-projection-offline]")).to_contain_text("No connection")

    for page in (desk, screen):
        page.context.set_offline(False)
    is_saved(speaking)
    desk.get_by_role("button", name=re.compile("^Next item")).click()
    expect(screen.locator(".screen-title")).to_contain_text("Nội dung 2")


def _write_and_lose_the_network(desk, address, evening):
    """The phone drops the page while there is no network; opened again, the text is back."""
    item = evening.items.get(position=3)
    page = f"{address}/minutes/?item={item.public_id}"
    desk.goto(page)
    part = desk.locator(f"#item-{item.public_id}")
    desk.context.set_offline(True)
    part.get_by_label("What was reported and said").fill(OFFLINE)
    expect(state(part)).to_contain_text("kept on this device")
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.goto("about:blank")

    desk.context.set_offline(False)
    desk.goto(page)
    expect(part.get_by_label("What was reported and said")).to_have_value(OFFLINE)
    _wait_until(lambda: evening.minutes.entries.get(item=item).text == OFFLINE)


def _wait_until(is_so):
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def _close_read_and_correct(desk):
    desk.get_by_label("Ended at").fill(f"{timezone.localtime() + timedelta(minutes=5):%H:%M}")
    desk.get_by_role("button", name="The meeting is over").click()
    expect(desk.get_by_role("main")).to_contain_text(OFFLINE)
    desk.get_by_text("Somebody asks for a correction").click()
    desk.get_by_label("Who asked").fill("Đồng chí Ất")
    desk.get_by_label("What is to be put right").fill("Là ngõ 5, không phải ngõ 15.")
    desk.get_by_role("button", name="Note the correction").click()
    expect(desk.get_by_role("main")).to_contain_text("không phải ngõ 15")
    desk.get_by_role("button", name="The minutes have been read and adopted").click()
    expect(desk.get_by_role("heading", name="Approve and lock")).to_be_visible()


def _approve_on_two_devices(desk, member, address):
    member.goto(f"{address}/minutes/read/")
    member.get_by_role("button", name="I approve these minutes").click()
    expect(member.get_by_role("main")).to_contain_text("The approval is noted")
    desk.reload()
    desk.get_by_role("button", name="Approve and lock").click()
    desk.get_by_role("dialog").get_by_role("button", name="Approve and lock").click()
    expect(desk.get_by_role("main")).to_contain_text("approved and locked")


def _paper(desk):
    with desk.expect_response(re.compile(r"/papers/[0-9a-f-]{36}/")) as answer:
        desk.get_by_role("button", name="Minutes as PDF").click()
    pdf = desk.request.get(answer.value.url)
    assert pdf.headers["content-type"] == "application/pdf"
    sheets = PdfReader(io.BytesIO(pdf.body())).pages
    return re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in sheets))
