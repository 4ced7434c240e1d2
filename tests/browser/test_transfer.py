"""A member moves to another branch: the secretary's desktop, the receiver's phone, the record."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from members.models import Transfer
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 800}
DESKTOP = {"width": 1280, "height": 900}


def picture(page, name):
    """For people who want to see it: PICTURES=folder."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_member_moves_to_another_branch(
    browse, live_server, secretary, stranger, reader, tree, today
):
    for account in (secretary, stranger, reader):
        account.language = "en"
        account.save()
    factories.commitment(reader.member)
    person = reader.member

    home = browse(secretary, DESKTOP)
    home.goto(f"{live_server.url}/members/{person.public_id}/")
    picture(home, "member")
    home.get_by_role("link", name="Start a transfer").click()
    home.get_by_label("Name of the receiving branch").fill("to dan pho 8")
    home.keyboard.press("Enter")
    home.get_by_label("Chi bộ tổ dân phố 8").check()
    picture(home, "start")
    home.get_by_role("button", name="Start the transfer").click()
    picture(home, "started")
    home.get_by_role("link", name="Release the member").click()
    home.get_by_label("Number of the letter").fill("12")
    home.get_by_role("button", name="Release the member").click()
    expect(home.get_by_role("link", name="Introduction letter")).to_be_visible()
    home.goto(f"{live_server.url}/transfers/")
    picture(home, "list")

    transfer = Transfer.objects.get()
    receiver = browse(stranger, PHONE)
    receiver.goto(live_server.url + transfer.get_absolute_url())
    picture(receiver, "detail-phone")
    receiver.get_by_role("link", name="Accept the member").click()
    receiver.get_by_role("button", name="Accept the member").click()
    expect(receiver.get_by_text("accepted by Chi bộ tổ dân phố 8")).to_be_visible()
    person.refresh_from_db()
    assert person.home == tree.sibling

    own = browse(reader, PHONE)
    own.goto(f"{live_server.url}/me/record/")
    expect(own.get_by_text("opened the page of a member")).to_be_visible()
    picture(own, "record-phone")
    own.get_by_role("link", name="My commitment of this year").click()
    picture(own, "commitment-phone")
