"""A notice on a telephone: read, answered, reminded of; moved, and the calendar follows."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect

from meetings.models import Answer, MeetingState, Reply
from members.delivery import deliver_due
from members.models import Message, Occasion
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 800}


@pytest.fixture
def in_english(secretary, reader, deputy):
    for account in (secretary, reader, deputy):
        account.language = "en"
        account.save()


@pytest.fixture
def meeting(branch, secretary, in_english):
    """Ready to be called, a week ahead at half past seven."""
    evening = timezone.localtime() + timedelta(days=7)
    meeting = factories.meeting(
        branch,
        chair=secretary.member,
        recorder=secretary.member,
        title="Sinh hoạt tháng tới",
        starts_at=evening.replace(hour=19, minute=30, second=0, microsecond=0),
    )
    factories.agenda_item(meeting, title="Thảo luận", question="Làm gì cho ngõ sạch?")
    return meeting


def is_narrow(page):
    return page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def deliver():
    """What the worker does when ten seconds to think again are over."""
    return deliver_due(now=timezone.now() + timedelta(seconds=11))


def open_first_message(page, live_server):
    page.goto(f"{live_server.url}/me/messages/")
    page.get_by_role("main").get_by_role(
        "link", name=re.compile("Sinh hoạt tháng tới")
    ).first.click()


def test_a_notice_is_read_answered_and_reminded_of(
    browse, live_server, meeting, secretary, reader, deputy
):
    desk = browse(secretary, PHONE)
    desk.goto(f"{live_server.url}{meeting.get_absolute_url()}notice/")
    assert is_narrow(desk)
    desk.get_by_role("button", name="Send to 3 members").click()
    expect(desk.get_by_text("The notice is on its way to 3 members")).to_be_visible()
    deliver()

    phone = browse(reader, PHONE)
    open_first_message(phone, live_server)
    expect(phone.get_by_text("Làm gì cho ngõ sạch?")).to_be_visible()
    assert is_narrow(phone)
    phone.get_by_text("I ask for leave").click()
    phone.get_by_label("Why you cannot come").fill("Đi khám bệnh")
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.get_by_text("Your answer is saved")).to_be_visible()

    desk.goto(f"{live_server.url}{meeting.get_absolute_url()}readers/")
    mine = desk.locator("tr").filter(has_text=reader.member.full_name)
    expect(mine.get_by_text("Read at")).to_be_visible()
    expect(desk.locator("tr").filter(has_text=deputy.member.full_name)).to_contain_text("Not read")
    assert is_narrow(desk)
    desk.get_by_role("button", name=re.compile(r"Remind \d+ who ha")).click()
    expect(desk.get_by_role("main")).to_contain_text(re.compile(r"\d+ members? reminded"))
    deliver()

    reminded = Message.objects.filter(announcement__occasion=Occasion.NOTICE_UNREAD, channel=1)
    names = set(reminded.values_list("recipient__full_name", flat=True))
    assert deputy.member.full_name in names
    assert reader.member.full_name not in names

    # The secretary grants the leave, and the member sees it.
    desk.get_by_role("button", name=re.compile("^Grant leave")).first.click()
    expect(desk.get_by_text(f"Leave granted: {reader.member.full_name}")).to_be_visible()
    assert Reply.objects.get(member=reader.member, answer=Answer.LEAVE).is_granted
    phone.goto(f"{live_server.url}{meeting.get_absolute_url()}")
    expect(phone.locator(".reply")).to_contain_text(re.compile("granted", re.I))


def test_a_meeting_is_moved_and_the_calendar_follows(
    browse, live_server, meeting, secretary, reader
):
    phone = browse(reader, PHONE)
    phone.goto(f"{live_server.url}/me/calendar/")
    phone.get_by_role("button", name="Make an address").click()
    path = urlsplit(phone.locator("#feed-address").inner_text()).path

    def event():
        answer = phone.request.get(f"{live_server.url}{path}")
        found = Calendar.from_ical(answer.body()).walk("VEVENT")
        return found[0] if found else None

    assert event() is None  # nothing has been told yet
    desk = browse(secretary, PHONE)
    desk.goto(f"{live_server.url}{meeting.get_absolute_url()}notice/")
    desk.get_by_role("button", name=re.compile("^Send to")).click()
    expect(desk.get_by_text("is on its way")).to_be_visible()
    deliver()
    before = event()

    desk.goto(f"{live_server.url}{meeting.get_absolute_url()}edit/")
    moved = timezone.localtime(meeting.starts_at) + timedelta(days=1)
    desk.get_by_label("Day", exact=False).first.fill(f"{moved:%d/%m/%Y}")
    desk.get_by_label("Begins at").fill("20:00")
    desk.get_by_role("button", name="Save").last.click()
    expect(desk.get_by_text("Saved.")).to_be_visible()
    deliver()
    after = event()

    assert (before["UID"], before["STATUS"]) == (after["UID"], "CONFIRMED")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("DTSTART") == moved.replace(hour=20, minute=0)
    told = Message.objects.filter(
        announcement__occasion=Occasion.NOTICE_CHANGED, recipient=reader.member, channel=1
    )
    assert told.count() == 1

    desk.goto(f"{live_server.url}{meeting.get_absolute_url()}cancel/")
    desk.get_by_label("Reason").fill("Bão số 5")
    desk.get_by_role("button", name="Cancel the meeting").click()
    expect(desk.get_by_text("Done:")).to_be_visible()
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CANCELLED
    gone = event()
    assert (gone["UID"], gone["STATUS"]) == (before["UID"], "CANCELLED")
    assert gone.walk("VALARM") == []
