"""Long forms that are saved by their button: what was typed stays on the device until the server
has it, and comes back without writing over anything newer."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from meetings.models import Meeting, MeetingState, Resolution
from tests import factories

from .test_axe import findings
from .test_offline import PASSWORD, PHONE, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length"


@pytest.fixture
def meeting(branch, secretary) -> Meeting:
    secretary.language = "en"
    secretary.set_password(PASSWORD)
    secretary.save()
    meeting = factories.meeting(
        branch, state=MeetingState.HELD, chair=secretary.member, recorder=secretary.member
    )
    factories.minutes(meeting)
    return meeting


@pytest.fixture
def page(browse, secretary, meeting):
    page = browse(secretary, PHONE)
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def address(live_server, meeting):
    return live_server.url + reverse("meetings:resolution_edit", args=[meeting.public_id])


def field(page):
    return page.locator("#id_assessment")


def write(page, text):
    field(page).fill(text)
    expect(page.locator("#resolution-form .save-state")).to_contain_text("kept on this device")


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


def saved(meeting):
    return Resolution.objects.get(meeting=meeting).assessment


def test_a_window_that_died_leaves_its_text_behind(page, live_server, meeting):
    page.goto(address(live_server, meeting))
    write(page, "Đánh giá tháng 11.")
    page.get_by_role("button", name="Add a task").click()
    page.locator("#id_tasks-1-description, #id_tasks-0-description").last.fill("Rà soát hộ nghèo.")
    context = page.context
    page.wait_for_timeout(500)
    page.close()  # the battery ended
    page = context.new_page()
    page.goto(live_server.url)
    expect(page.locator("[data-drafts]")).to_contain_text("Resolution")
    page.goto(address(live_server, meeting))

    expect(page.locator("[data-draft-note]")).to_contain_text("not saved yet")
    assert field(page).input_value() == "Đánh giá tháng 11."
    assert "Rà soát hộ nghèo." in [
        one.input_value()
        for one in page.locator("textarea[name$=-description], input[name$=-description]").all()
    ]


def test_text_is_saved_once_and_forgotten_then(page, live_server, meeting):
    page.goto(address(live_server, meeting))
    write(page, "Đánh giá.")
    page.goto(live_server.url)
    page.goto(address(live_server, meeting))
    expect(page.locator("[data-draft-note]")).to_be_visible()
    assert findings(page) == {}
    save(page)
    page.wait_for_url("**/minutes/")

    assert saved(meeting) == "Đánh giá."
    assert page.evaluate(KEPT) == 0
    page.goto(address(live_server, meeting))
    expect(page.locator("[data-draft-note]")).to_have_count(0)


def test_without_a_network_the_button_keeps_the_page(page, live_server, meeting):
    page.goto(address(live_server, meeting))
    write(page, "Viết khi mất mạng.")
    page.context.set_offline(True)
    save(page)
    expect(page.locator("#resolution-form .save-state")).to_contain_text("No connection")
    page.context.set_offline(False)
    save(page)
    page.wait_for_url("**/minutes/")

    assert saved(meeting) == "Viết khi mất mạng."


def test_something_newer_is_shown_beside_the_kept_text(page, live_server, meeting):
    page.goto(address(live_server, meeting))
    write(page, "Của tôi.")
    page.goto(live_server.url)
    factories.resolution(meeting, assessment="Của đồng chí khác.", published_at=None)
    page.goto(address(live_server, meeting))

    note = page.locator("[data-draft-note]")
    expect(note.locator("[data-draft-mine]")).to_contain_text("Của tôi.")
    expect(note.locator("[data-draft-saved]")).to_contain_text("Của đồng chí khác.")
    assert field(page).input_value() == "Của đồng chí khác."
    assert findings(page) == {}

    note.get_by_role("button", name="Put my text into the form").click()
    assert field(page).input_value() == "Của tôi."
    assert saved(meeting) == "Của đồng chí khác."


def test_what_is_saved_can_be_chosen_instead(page, live_server, meeting):
    page.goto(address(live_server, meeting))
    write(page, "Của tôi.")
    page.goto(live_server.url)
    page.goto(address(live_server, meeting))
    page.get_by_role("button", name="Go on without it").click()

    expect(page.locator("[data-draft-note]")).to_have_count(0)
    expect(field(page)).to_have_value("")
    assert page.evaluate(KEPT) == 0


def test_a_session_that_ended_does_not_take_the_text_along(page, live_server, secretary, meeting):
    page.goto(address(live_server, meeting))
    write(page, "Gõ sau khi hết phiên.")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    save(page)
    page.wait_for_url("**/login/**")
    log_in(page, secretary)

    expect(page.locator("[data-draft-note]")).to_contain_text("not saved yet")
    save(page)
    page.wait_for_url("**/minutes/")
    assert saved(meeting) == "Gõ sau khi hết phiên."


def test_a_refusal_that_is_no_saving_leaves_the_text(page, live_server, meeting):
    page.goto(address(live_server, meeting))
    write(page, "Chưa kịp lưu.")
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.MINUTED)
    save(page)
    page.wait_for_url(f"**{meeting.get_absolute_url()}")

    assert page.evaluate(KEPT) == 1


def test_logging_out_forgets_it(page, live_server, meeting):
    page.goto(address(live_server, meeting))
    write(page, "Chỉ của tôi.")
    page.evaluate("document.querySelector('form[data-logout]').requestSubmit()")
    page.wait_for_url(lambda url: "resolution" not in url)

    assert page.evaluate(KEPT) == 0
