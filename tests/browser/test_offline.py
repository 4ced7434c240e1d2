"""Writing minutes while the network goes and comes, the page is reloaded or its window dies, the
session ends: every letter arrives, and nothing of another person's is overwritten."""

import os
import random

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Error, expect

from meetings.models import MeetingState, MinutesEntry, MinutesRevision
from meetings.services.minutes import save_entry
from members.models import UserSession
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# `OFFLINE_RUNS=100` for the full proof; a few in the suite.
RUNS = int(os.environ.get("OFFLINE_RUNS", "2"))
PHONE = {"width": 390, "height": 800}
PASSWORD = "mot mat khau dai 2026"
SENTENCES = [
    "Đồng chí Huệ đề nghị sửa đèn ngõ 5. ",
    "Chi bộ thống nhất 100%. ",
    "Giao tổ Đảng số 2 rà soát hộ nghèo trước ngày 20. ",
    "Đồng chí Ất xin ý kiến về quỹ khuyến học. ",
]


@pytest.fixture
def items(branch, secretary, deputy):
    for account in (secretary, deputy):
        account.language = "en"
        account.set_password(PASSWORD)
        account.save()
    return minutes_of(branch, secretary)


def minutes_of(branch, secretary):
    meeting = factories.meeting(
        branch, state=MeetingState.HELD, chair=secretary.member, recorder=secretary.member
    )
    minutes = factories.minutes(meeting)
    return [
        factories.entry(minutes, factories.agenda_item(meeting, position=position), text="")
        for position in (1, 2)
    ]


def address(live_server, entry):
    path = reverse("meetings:minutes_edit", args=[entry.minutes.meeting.public_id])
    return f"{live_server.url}{path}?item={entry.item.public_id}"


def text_field(page, entry):
    return page.locator(f"#id_item{entry.item_id}_text")


def state_of(page, entry):
    return page.locator(f"#item-{entry.item.public_id} [data-save-state]")


def is_saved(page, entry):
    expect(state_of(page, entry)).to_have_attribute("data-state", "saved", timeout=60_000)


def saved_text(entry):
    return MinutesEntry.objects.get(pk=entry.pk).text


class Room:
    """One window, its network, and the accidents of an evening."""

    def __init__(self, page, url, entry, chance):
        self.page, self.url, self.entry, self.chance = page, url, entry, chance
        self.context = page.context
        self.is_offline = False
        self.open()

    def open(self):
        self.network(is_offline=False)
        self.page.goto(self.url)

    def network(self, *, is_offline):
        self.is_offline = is_offline
        self.context.set_offline(is_offline)

    def type(self, text):
        field = text_field(self.page, self.entry)
        field.focus()
        field.press("End")
        field.press("Control+End")
        self.page.keyboard.type(text, delay=self.chance.choice([0, 5, 20]))

    def accident(self):
        what = self.chance.choice(["cut", "cut", "back", "reload", "kill", "pause"])
        if what == "cut":
            self.network(is_offline=True)
        elif what == "back":
            self.network(is_offline=False)
        elif what == "pause":
            self.page.wait_for_timeout(self.chance.randint(0, 2500))
        elif what == "reload":
            self.reload()
        else:
            self.page.close()  # without asking: the phone has killed it
            self.page = self.context.new_page()
            self.open()

    def reload(self):
        try:
            self.page.reload(timeout=5000)
        except Error:  # there was no network
            self.open()


def test_every_letter_arrives_through_all_accidents(browse, live_server, branch, secretary, items):
    seed = int(os.environ.get("OFFLINE_SEED", random.SystemRandom().randrange(10**6)))
    chance = random.Random(seed)  # noqa: S311 nobody guesses it
    page = browse(secretary, PHONE)
    context, lost, letters = page.context, [], 0
    for run in range(RUNS):
        entry = minutes_of(branch, secretary)[0]
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        room = Room(page, address(live_server, entry), entry, chance)
        typed = ""
        for _sentence in range(chance.randint(3, 6)):
            sentence = chance.choice(SENTENCES)
            half = chance.randint(0, len(sentence))
            room.type(sentence[:half])
            if chance.random() < 0.6:
                room.accident()
            room.type(sentence[half:])
            typed += sentence
        if chance.random() < 0.3:
            room.page.close()
            room.page = context.new_page()
            room.open()
        room.network(is_offline=False)
        if saved_text(entry) != typed:
            is_saved(room.page, entry)
        letters += len(typed)
        if saved_text(entry) != typed:
            lost.append((run, typed, saved_text(entry)))
        room.page.close()
        if not (run + 1) % 10:
            print(f"{run + 1} runs, {letters} letters, {len(lost)} with a loss", flush=True)

    print(f"\n{RUNS} runs, {letters} letters typed, {len(lost)} runs with a loss; {seed=}")
    assert lost == [], seed


def test_save_whose_answer_was_lost_is_not_taken_for_somebody_elses(
    browse, live_server, secretary, items
):
    entry, typed = items[0], ""
    page = browse(secretary, PHONE)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address(live_server, entry))
    field = text_field(page, entry)
    for is_opened_anew in (False, True):
        page.route("**/items/*/minutes/", lambda route: (route.fetch(), route.abort()))
        field.press_sequentially("Đã tới nơi.")
        expect(state_of(page, entry)).to_contain_text("kept on this device")
        assert saved_text(entry) == typed + "Đã tới nơi."
        field.press_sequentially("Viết tiếp.")
        page.unroute("**/items/*/minutes/")
        if is_opened_anew:
            page.goto(address(live_server, entry))
        is_saved(page, entry)
        typed += "Đã tới nơi.Viết tiếp."
        assert saved_text(entry) == typed
    assert not MinutesRevision.objects.filter(outcome="conflict").exists()


def test_offline_the_text_is_said_to_be_kept_and_the_button_does_not_lose_it(
    browse, live_server, secretary, items
):
    first, second = items
    page = browse(secretary, PHONE)
    page.goto(address(live_server, first))
    text_field(page, first).fill("Viết khi mất mạng.")
    page.context.set_offline(True)

    page.locator(f"#item-{first.item.public_id}").get_by_role(
        "button", name="Save this part"
    ).click()

    expect(state_of(page, first)).to_contain_text("kept on this device")
    assert text_field(page, first).input_value() == "Viết khi mất mạng."

    # Meanwhile the deputy writes under another item: each item is merged by itself.
    save_entry(
        entry=second,
        version=1,
        text="Của đồng chí phó bí thư.",
        conclusion="",
        contributions=[],
        by=secretary,
        now=timezone.now(),
    )
    page.context.set_offline(False)
    is_saved(page, first)
    assert [saved_text(entry) for entry in items] == [
        "Viết khi mất mạng.",
        "Của đồng chí phó bí thư.",
    ]
    assert not MinutesRevision.objects.filter(outcome="conflict").exists()


def test_kept_text_is_shown_on_other_pages_with_the_way_to_it(
    browse, live_server, secretary, items
):
    entry = items[0]
    page = browse(secretary, PHONE)
    page.goto(address(live_server, entry))
    page.route("**/items/*/minutes/", lambda route: route.abort())
    text_field(page, entry).fill("Chưa gửi được.")
    expect(state_of(page, entry)).to_contain_text("kept on this device")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(live_server.url)
    page.unroute("**/items/*/minutes/")

    expect(page.locator("[data-drafts]")).to_contain_text("only on this device")
    page.locator("[data-drafts] a").click()
    is_saved(page, entry)

    assert saved_text(entry) == "Chưa gửi được."
    page.goto(live_server.url)
    expect(page.locator("[data-drafts]")).to_be_hidden()


def test_session_that_ended_leads_to_the_log_in_and_the_text_comes_back(
    browse, live_server, secretary, items
):
    entry = items[0]
    page = browse(secretary, PHONE)
    page.goto(address(live_server, entry))
    page.context.clear_cookies()

    text_field(page, entry).fill("Gõ sau khi hết phiên.")
    expect(state_of(page, entry)).to_contain_text("session has ended")
    state_of(page, entry).get_by_role("link").click()
    log_in(page, secretary)

    is_saved(page, entry)
    assert saved_text(entry) == "Gõ sau khi hết phiên."


def test_logged_in_again_in_another_window_the_open_page_goes_on(
    browse, live_server, secretary, items
):
    entry = items[0]
    page = browse(secretary, PHONE)
    page.goto(address(live_server, entry))
    page.context.clear_cookies()
    text_field(page, entry).fill("Vẫn ở trang này.")
    expect(state_of(page, entry)).to_contain_text("session has ended")

    other = page.context.new_page()
    other.goto(f"{live_server.url}/login/")
    log_in(other, secretary)
    other.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")

    is_saved(page, entry)
    assert saved_text(entry) == "Vẫn ở trang này."


def log_in(page, user):
    page.locator("[name=username]").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    assert UserSession.objects.exists()


def test_buttons_write_the_marks_of_the_text(browse, live_server, secretary, items):
    entry = items[0]
    page = browse(secretary, PHONE)
    page.goto(address(live_server, entry))
    field = text_field(page, entry)
    tools = page.locator(f"#item-{entry.item.public_id} .prose-tools").first
    field.fill("Một\nHai")
    field.press("Control+Home")
    field.press("Shift+End")
    tools.get_by_role("button", name="Bold").click()
    field.press("Control+A")
    tools.get_by_role("button", name="List", exact=True).click()

    assert field.input_value() == "- **Một**\n- Hai"

    field.press("Control+Z")
    assert field.input_value() == "**Một**\nHai"
    is_saved(page, entry)
