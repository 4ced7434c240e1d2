"""A year planned on a phone in under two minutes: the fixed day, a topic, the committee first."""

import os
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from meetings.models import Meeting, MeetingKind, Topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
TWO_MINUTES = 120


def picture(page, name):
    """For people who want to see it: PICTURES=folder."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def is_narrow(page):
    """Nothing reaches over the edge of the phone."""
    return page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_year_planned_in_under_two_minutes(browse, live_server, secretary, deputy, branch):
    for account in (secretary, deputy):
        account.language = "en"
        account.save()
    page = browse(secretary, PHONE)
    began = time.monotonic()

    page.goto(f"{live_server.url}/meetings/")
    page.get_by_role("link", name="The whole year").click()
    page.get_by_role("link", name="Set the fixed day").click()
    page.get_by_text("On the same weekday").click()
    page.get_by_label("Weekday", exact=False).last.select_option("3")
    page.get_by_label("Place").fill("Nhà văn hoá")
    # The evenings follow what is chosen before anything is saved.
    evenings = page.locator(".evening")
    expect(evenings.filter(has_text=re.compile("Thursday|Instead of"))).to_have_count(12)
    assert is_narrow(page)
    picture(page, "fixed-day")
    assert not Meeting.objects.exists()

    page.get_by_role("button", name="Plan these evenings").click()
    expect(page.get_by_text("12 meetings are planned")).to_be_visible()
    assert is_narrow(page)
    picture(page, "year")
    assert Meeting.objects.filter(organization=branch).count() == 12

    # A topic for the next combined meeting, and the committee before the first one.
    combined = Meeting.objects.filter(kind=MeetingKind.COMBINED).earliest("starts_at")
    page.goto(f"{live_server.url}/topics/{branch.public_id}/?year={combined.month.year}")
    quarter = (combined.month.month + 2) // 3
    page.get_by_role("link", name=f"Choose a topic for quarter {quarter}").click()
    page.get_by_label("Topic").fill("An toàn cháy nổ trong ngõ nhỏ")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="An toàn cháy nổ trong ngõ nhỏ").click()
    page.get_by_role("button", name="Put it on this meeting").click()
    expect(page.get_by_text("The topic is on the agenda")).to_be_visible()
    assert is_narrow(page)
    picture(page, "topic")
    assert Topic.objects.get().meeting == combined

    first = Meeting.objects.filter(organization=branch).earliest("starts_at")
    page.goto(f"{live_server.url}{first.get_absolute_url()}")
    page.get_by_role("button", name="Plan the committee's meeting").click()
    expect(page.get_by_text("It prepares:")).to_be_visible()
    took = time.monotonic() - began
    assert Meeting.objects.get(kind=MeetingKind.COMMITTEE).prepares == first
    assert took < TWO_MINUTES, f"{took:.0f} s"
    print(f"A year in {took:.1f} s")
