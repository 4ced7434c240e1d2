"""A campaign sent to all branches of a small city: one puts it on its agenda, meets, reports; the
committee sees it, reminds those behind, and takes the report away."""

from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import expect

from meetings.models import Campaign, MeetingState
from members.models import Message, Occasion
from tests import factories

from .test_year import is_narrow, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


def test_a_campaign_goes_down_and_comes_back(
    browse, live_server, tree, clerk, district_reviewer, secretary, stranger
):
    for account in (clerk, district_reviewer, secretary, stranger):
        account.language = "en"
        account.save()
    meeting = factories.meeting(
        tree.branch, title="Sinh hoạt tháng này", chair=secretary.member, recorder=secretary.member
    )
    assert tree.cousin
    _send(browse(clerk, DESK), live_server.url, tree.district)
    campaign = Campaign.objects.get()
    assert campaign.targets.count() == 4

    phone = browse(secretary, PHONE)
    phone.goto(live_server.url)
    phone.get_by_role("link", name="Put on an agenda, until").click()
    assert is_narrow(phone)
    picture(phone, "campaign-received")
    phone.get_by_role("button", name="Put it on the agenda of").click()
    expect(phone.get_by_text("is on the agenda of Sinh hoạt tháng này")).to_be_visible()
    assert meeting.items.get().title == campaign.title

    _hold(meeting)
    phone.goto(live_server.url)
    phone.get_by_role("link", name="Report back, until").click()
    phone.get_by_label("What the branch did").fill("25 đảng viên dự, bàn một việc")
    phone.get_by_role("button", name="Send the report").click()
    expect(phone.get_by_text("Reported. The committee sees it at once.")).to_be_visible()
    assert is_narrow(phone)

    _follow(browse(district_reviewer, DESK), live_server.url, campaign)
    told = Message.objects.filter(announcement__occasion=Occasion.CAMPAIGN_DUE, channel=1)
    assert {message.recipient for message in told} == {stranger.member}


def _send(page, url, district):
    page.goto(f"{url}/committee/{district.public_id}/campaigns/")
    page.get_by_role("link", name="A new campaign").click()
    page.get_by_label("Title").fill("Học tập nghị quyết mới")
    page.get_by_label("What is expected back").fill("Số đảng viên dự")
    day = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    page.get_by_label("By which day").fill(f"{day:%d/%m/%Y}")
    page.get_by_role("button", name="Save, then choose the branches").click()
    expect(page.get_by_text("4 branches get it")).to_be_visible()
    picture(page, "campaign-send")
    page.get_by_label("Đảng bộ khu Đông").check()
    page.get_by_role("button", name="Show the branches").last.click()
    expect(page.get_by_text("2 branches get it")).to_be_visible()
    page.get_by_label("Đảng bộ khu Đông").uncheck()
    page.get_by_role("button", name="Show the branches").last.click()
    page.get_by_role("button", name="Send to 4 branches").click()
    expect(page.get_by_text("Sent to 4 branches.")).to_be_visible()


def _hold(meeting):
    """The evening itself has tests of its own."""
    meeting.refresh_from_db()
    now = timezone.now()
    names = {"opened_at": now, "began_at": now, "ended_at": now, "called_at": now}
    bases = {"roll_count": 25, "attendance_base": 25, "voting_base": 25}
    for state in (MeetingState.CALLED, MeetingState.OPEN, MeetingState.HELD):
        meeting.state = state
        if state == MeetingState.CALLED:
            meeting.called_at = now
        else:
            for name, value in {**names, **bases}.items():
                if name != "ended_at" or state == MeetingState.HELD:
                    setattr(meeting, name, value)
        meeting.save()


def _follow(page, url, campaign):
    page.goto(f"{url}{campaign.get_absolute_url()}")
    expect(page.get_by_text("1 of 4").first).to_be_visible()
    picture(page, "campaign-followed")
    page.get_by_role("link", name="Reported", exact=True).click()
    expect(page.get_by_text("25 đảng viên dự, bàn một việc")).to_be_visible()
    page.get_by_role("button", name="Remind 1 branch").click()
    page.get_by_role("dialog").get_by_role("button", name="Remind 1 branch").click()
    expect(page.get_by_text("1 branch was reminded.")).to_be_visible()
    expect(page.get_by_role("button", name="Remind 1 branch")).to_have_count(0)
    with page.expect_download() as paper:
        page.get_by_role("link", name="Report as PDF").click()
    assert Path(paper.value.path()).read_bytes().startswith(b"%PDF")
    with page.expect_download() as table:
        page.get_by_role("button", name="Table as Excel").click()
    book = load_workbook(BytesIO(Path(table.value.path()).read_bytes()))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert any(row[7] == "25 đảng viên dự, bàn một việc" for row in rows)
