"""The order of an agenda on a phone: dragged by its grip, moved by keys, and saved as it stands."""

import pytest
from playwright.sync_api import expect

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# As tall as three items, so that the finger need not wait for the page to scroll.
PHONE = {"width": 390, "height": 1600}


@pytest.fixture
def page(browse, live_server, secretary, branch):
    secretary.language = "en"
    secretary.save()
    meeting = factories.meeting(branch, chair=secretary.member)
    for number in (1, 2, 3):
        factories.agenda_item(meeting, position=number, title=f"Việc {number}", planned_minutes=10)
    page = browse(secretary, PHONE)
    page.goto(f"{live_server.url}{meeting.get_absolute_url()}agenda/")
    page.meeting = meeting
    return page


def shown(page):
    """Titles in the order in which they stand on the page."""
    fields = page.locator("[data-formset-rows] [data-formset-row]:visible [name$=-title]")
    return [field.input_value() for field in fields.all()]


def saved(page):
    page.get_by_role("button", name="Save the agenda").last.click()
    expect(page.get_by_text("The agenda is saved")).to_be_visible()
    return list(page.meeting.items.values_list("title", flat=True))


def grip(page, number):
    return page.locator("[data-formset-grip]").nth(number)


def test_an_item_is_dragged_to_its_place(page):
    grip(page, 0).scroll_into_view_if_needed()
    start = grip(page, 0).bounding_box()
    row = page.locator("[data-formset-row]").nth(1).bounding_box()

    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 10, row["y"] + row["height"] * 0.75, steps=8)
    page.mouse.up()

    assert shown(page) == ["Việc 2", "Việc 1", "Việc 3"]
    expect(page.locator("[data-formset-status]")).to_have_text("Now number 2 of 3")
    assert saved(page) == ["Việc 2", "Việc 1", "Việc 3"]


def test_an_item_is_moved_by_keys(page):
    grip(page, 2).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")  # it is the first already

    assert shown(page) == ["Việc 3", "Việc 1", "Việc 2"]
    expect(page.locator("[data-formset-status]")).to_have_text("Now number 1 of 3")
    assert page.evaluate("'formsetGrip' in document.activeElement.dataset")

    page.get_by_label("Content").nth(1).focus()
    page.keyboard.press("ArrowDown")  # in a field it moves the caret
    assert shown(page) == ["Việc 3", "Việc 1", "Việc 2"]
    page.keyboard.press("Alt+ArrowDown")
    assert saved(page) == ["Việc 3", "Việc 2", "Việc 1"]


def test_the_sum_is_told_while_minutes_are_typed(page):
    box = page.locator("[data-agenda-total]")
    expect(box.locator("[data-agenda-sum]")).to_have_text("30")

    page.locator("[data-agenda-minutes]").first.fill("150")

    expect(box.locator("[data-agenda-sum]")).to_have_text("170")
    assert "is-over" in box.get_attribute("class")
