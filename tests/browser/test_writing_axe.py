"""What the walk of test_axe.py does not come by: two texts in conflict, text kept on the device,
the answer to a checked paper, the roll from the signed sheet."""

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from meetings.models import PaperKind
from meetings.services.minutes import save_entry
from tests import factories
from tests.meetings.evenings import opened

from .test_axe import findings
from .test_offline import PHONE, address, is_saved, minutes_of, state_of, text_field

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looked_at(page, name):
    """`SHOTS=folder` keeps pictures for the eye."""
    if folder := os.environ.get("SHOTS"):
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    return findings(page)


@pytest.fixture
def entry(branch, secretary):
    secretary.language = "en"
    secretary.save()
    return minutes_of(branch, secretary)[0]


def written(entry, text, by):
    version = type(entry).objects.get(pk=entry.pk).version
    said = {"text": text, "conclusion": "", "contributions": []}
    save_entry(entry=entry, version=version, by=by, now=timezone.now(), **said)


def test_two_texts_in_conflict(browse, live_server, entry, secretary):
    written(entry, "Giao đồng chí Lan phụ trách.", secretary)
    page = browse(secretary, PHONE)
    page.goto(address(live_server, entry))
    written(entry, "Giao đồng chí Huệ phụ trách.", secretary)
    text_field(page, entry).fill("Giao đồng chí Lan chủ trì.")

    panel = page.locator("[data-conflict-panel]")
    expect(panel.locator("ins").first).to_have_text("chủ")
    expect(panel).to_contain_text("Before both of you wrote")
    assert looked_at(page, "conflict") == {}

    panel.get_by_role("button", name="Keep my text").click()
    is_saved(page, entry)


def test_text_kept_on_the_device(browse, live_server, entry, secretary):
    page = browse(secretary, PHONE)
    page.goto(address(live_server, entry))
    page.route("**/items/*/minutes/", lambda route: route.abort())
    text_field(page, entry).fill("Chưa gửi được.")
    expect(state_of(page, entry)).to_contain_text("kept on this device")
    assert looked_at(page, "offline") == {}
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(live_server.url)

    expect(page.locator("[data-drafts]")).to_be_visible()
    assert looked_at(page, "drafts") == {}


def test_paper_that_is_genuine(browse, live_server, branch, secretary, in_english):
    paper = factories.paper(
        factories.meeting(branch), kind=PaperKind.MINUTES, code="K7QM-2XPA-9RTB", is_sealed=True
    )
    page = browse(secretary, PHONE)
    page.goto(f"{live_server.url}/check/?code={paper.code}")

    expect(page.get_by_role("main")).to_contain_text(paper.sha256)
    assert looked_at(page, "check") == {}


def test_roll_from_the_signed_sheet(browse, live_server, branch, secretary, reader, now):
    secretary.language = "en"
    secretary.save()
    evening = opened(branch, secretary, now)
    page = browse(secretary, PHONE)
    page.goto(f"{live_server.url}/meetings/{evening.public_id}/roll/")
    names = page.locator("[data-rollcall-row] legend").all_inner_texts()
    place = next(at for at, name in enumerate(names, 1) if reader.member.full_name in name)
    page.get_by_text("Entering it afterwards").click()
    numbers = page.get_by_label("From the signed sheet")
    everybody = page.get_by_role("button", name="All the others are present")

    numbers.fill("99")
    everybody.click()
    assert page.locator("[data-rollcall-row] input:checked").count() == 0
    numbers.fill(str(place))
    everybody.click()

    row = page.get_by_role("group", name=reader.member.full_name)
    expect(row.get_by_role("radio", name="No reason")).to_be_checked()
    assert looked_at(page, "roll") == {}
    page.locator("button[form=roll-form]").click()
    expect(page.get_by_role("heading", name="Running the meeting")).to_be_visible()
