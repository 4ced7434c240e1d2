"""An evening in three browsers: the secretary's phone, the screen in the room, a member's phone."""

import re
import time

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from meetings.models import Contribution, Floor, Vote
from meetings.services.checkin import code_at
from tests import factories
from tests.meetings.evenings import opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 800}
SCREEN = {"width": 1280, "height": 720}


@pytest.fixture
def people(branch, secretary, reader):
    for account in (secretary, reader):
        account.language = "en"
        account.save()
    return [factories.member(home=branch, name=f"Trịnh Văn {name}") for name in ("Ấm", "Ất")]


@pytest.fixture
def evening(branch, secretary, people, now):
    return opened(branch, secretary, now)


def follows(screen, selector, words, do):
    """The seconds from the end of what the secretary does until the screen shows it."""
    do()
    begun = time.perf_counter()
    expect(screen.locator(selector)).to_contain_text(words, timeout=5000)
    return time.perf_counter() - begun


def test_roll_item_vote_and_the_screen_follows(browse, live_server, secretary, reader, evening):
    address = f"{live_server.url}/meetings/{evening.public_id}"
    desk, screen, member = (
        browse(secretary, PHONE),
        browse(secretary, SCREEN),
        browse(reader, PHONE),
    )

    # The code is before the room; the member scans it and presses once.
    screen.goto(f"{address}/projection/")
    digits = screen.locator(".code-digits")
    expect(digits).to_have_text(re.compile(r"\d{3} \d{3}"))
    desk.goto(f"{address}/roll/")
    code = digits.inner_text().replace(" ", "")
    floor = Floor.objects.get()
    assert code in {code_at(floor, timezone.now(), steps_ago=ago) for ago in range(3)}
    member.goto(f"{address}/check-in/?code={code}")
    member.get_by_role("button", name="I am here").click()
    expect(member.get_by_role("main")).to_contain_text("You are checked in")

    # The secretary's open roll shows it by itself; the others are marked at once.
    row = desk.get_by_role("group", name=re.compile(reader.member.full_name))
    expect(row.get_by_role("radio", name="Present", exact=True)).to_be_checked(timeout=8000)
    desk.get_by_role("button", name="All the others are present").click()
    expect(desk.locator("[data-adoption]")).to_contain_text("enough")
    desk.locator("button[form=roll-form]").click()

    # The agenda: the screen follows each step.
    begin = desk.get_by_role("button", name=re.compile("^Begin"))
    took = [follows(screen, ".screen-title", "Nội dung 1", begin.click)]
    after = desk.get_by_role("button", name=re.compile("^Next item"))
    took.append(follows(screen, ".screen-title", "Nội dung 2", after.click))
    desk.get_by_role("button", name="Trịnh Văn Ất").click()
    words = desk.get_by_label(re.compile("Words of Trịnh Văn Ất"))
    words.fill("Đề nghị sửa đèn ngõ 5.")
    expect(desk.locator("#speaking [data-save-state]")).to_have_attribute("data-state", "saved")
    desk.locator("#voting summary").first.click()
    desk.get_by_label("Question put").fill("Thông qua việc sửa đèn")
    put = desk.get_by_role("button", name="Show the question")
    took.append(follows(screen, ".screen-question", "Thông qua việc sửa đèn", put.click))
    desk.get_by_role("button", name=re.compile("^All 4 for")).click()
    count = desk.get_by_role("button", name="Record and show the result")
    took.append(follows(screen, ".screen-verdict", "Passed", count.click))
    expect(screen.locator(".screen-result")).to_contain_text("3/4")
    assert "Đề nghị" not in screen.content()

    # The member follows on the phone, too, and sees no code there.
    member.goto(f"{address}/projection/")
    expect(member.locator(".screen-verdict")).to_contain_text("Passed")

    print(f"\nThe screen followed after {', '.join(f'{seconds:.2f}' for seconds in took)} s")
    # Printed, not asserted: with three browsers on it the machine is timed, not the page.
    assert Vote.objects.get().votes_for == 4
    assert Contribution.objects.get().text == "Đề nghị sửa đèn ngõ 5."


def test_screen_says_when_the_connection_is_gone_and_comes_back(
    browse, live_server, secretary, evening
):
    screen = browse(secretary, SCREEN)
    address = reverse("meetings:projection", args=[evening.public_id])
    screen.goto(f"{live_server.url}{address}")
    lost = screen.locator("[data-projection-offline]")
    expect(screen.locator(".code-digits")).to_be_visible()

    screen.context.set_offline(True)
    expect(lost).to_contain_text("No connection")
    Floor.objects.update(shows_checkin=False, revision=99)
    screen.context.set_offline(False)

    expect(screen.locator(".screen-title")).to_contain_text("begins in a moment")
    expect(lost).to_be_empty()
