"""What comes from above: a committee in between follows its part of a campaign, and the keeper of a
register reminds those who have not read a document."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from members.models import Message, Occasion
from tests import factories

from .test_axe import findings
from .test_year import is_narrow, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def campaign(tree):
    factories.campaign(tree.body, to=[tree.sibling], title="Lấy ý kiến về quy ước tổ dân phố")
    return factories.campaign(
        tree.district,
        to=[tree.branch, tree.sibling, tree.cousin],
        title="Học tập nghị quyết mới",
        body="Đọc phần tóm tắt, bàn một việc làm ngay.",
    )


def told(occasion):
    messages = Message.objects.filter(announcement__occasion=occasion, channel=1)
    return {message.recipient for message in messages}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_committee_in_between_follows_its_part(
    browse, live_server, tree, campaign, grassroots_reviewer, secretary, size
):
    grassroots_reviewer.language = "en"
    grassroots_reviewer.save()
    factories.post(factories.member(home=tree.cousin), tree.cousin)
    page = browse(grassroots_reviewer, size)

    page.goto(f"{live_server.url}/committee/{tree.body.public_id}/campaigns/")
    expect(page.get_by_role("heading", name="From above")).to_be_visible()
    picture(page, f"part-list-{size['width']}")
    page.get_by_role("link", name=campaign.title).click()
    expect(page.get_by_text(f"Your part of the campaign of {tree.district.name}")).to_be_visible()
    expect(page.get_by_text("0 of 2").first).to_be_visible()
    picture(page, f"part-{size['width']}")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.get_by_role("button", name="Remind 1 branch").click()
    page.get_by_role("dialog").get_by_role("button", name="Remind 1 branch").click()
    expect(page.get_by_text("1 branch was reminded.")).to_be_visible()
    assert told(Occasion.CAMPAIGN_DUE) == {secretary.member}
    with page.expect_download() as paper:
        page.get_by_role("link", name="Report as PDF").click()
    assert Path(paper.value.path()).read_bytes().startswith(b"%PDF")
    assert findings(page) == {}


def test_secretary_reminds_those_who_have_not_read(
    browse, live_server, tree, secretary, deputy, reader
):
    secretary.language = "en"
    secretary.save()
    document = factories.directive(tree.district, abstract="về đại hội chi bộ")
    factories.member(home=tree.branch, name="Bùi Thị Không Máy")
    page = browse(secretary, PHONE)

    page.goto(f"{live_server.url}{document.get_absolute_url()}")
    page.get_by_role("button", name="I have read it").click()
    page.get_by_role("link", name="Who has read").click()
    expect(page.get_by_text("3 members have not read it")).to_be_visible()
    picture(page, "directive-unread-360")
    assert is_narrow(page)
    page.get_by_role("button", name="Remind 2 who have not read it").click()
    page.get_by_role("dialog").get_by_role("button", name="Remind 2").click()
    expect(page.get_by_text("2 members reminded.")).to_be_visible()
    picture(page, "directive-reminded-360")
    assert told(Occasion.DIRECTIVE_UNREAD) == {deputy.member, reader.member}
    assert findings(page) == {}


def test_committee_reminds_from_its_numbers(browse, live_server, tree, clerk, secretary, stranger):
    clerk.language = "en"
    clerk.save()
    document = factories.directive(tree.district, abstract="về đại hội chi bộ")
    page = browse(clerk, DESK)

    page.goto(f"{live_server.url}{document.get_absolute_url()}")
    page.get_by_role("link", name="Who has read").click()
    picture(page, "directive-below-1280")
    page.get_by_role("button", name="Remind 3 who have not read it").click()
    page.get_by_role("dialog").get_by_role("button", name="Remind 3").click()
    expect(page.get_by_text("3 members reminded.")).to_be_visible()
    assert findings(page) == {}
