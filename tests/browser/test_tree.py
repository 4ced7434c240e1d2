"""The tree of organisations on a phone: unfolded, searched, and as it was before a merger."""

import re

import pytest
from playwright.sync_api import expect

from members.models import PostKind
from tests import factories
from tests.meetings.reorganizing import carry_out, merge

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
OLD, NEW = "Đảng bộ phường Hoa Sữa", "Đảng bộ phường Hợp Nhất"


@pytest.fixture
def overseer(tree):
    person = factories.member(home=tree.office)
    factories.member(home=tree.branch)
    factories.post(person, tree.province, post=PostKind.REVIEWER)
    carry_out(merge(tree.district, tree.far_district))
    return factories.user(person, username="overseer", language="en")


def test_tree_is_browsed_searched_and_looked_at_on_another_day(browse, tree, overseer):
    page = browse(overseer, PHONE)
    page.goto(f"{page.url.rstrip('/')}/organizations/tree/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("The parts add up to the whole: 2 members = 0 directly here + 2")
    expect(main.get_by_role("link", name=NEW, exact=True)).to_be_visible()

    page.locator("summary").filter(has_text=NEW).click()
    page.locator("summary").filter(has_text=tree.body.name).click()
    expect(main.get_by_role("link", name=tree.branch.name, exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    page.get_by_label("As of the day").fill("30/6/2025")
    page.get_by_label("As of the day").press("Enter")
    expect(main.get_by_role("heading", name="Altogether on 30/06/2025")).to_be_visible()
    expect(main.get_by_role("link", name=OLD, exact=True)).to_be_visible()
    expect(main).not_to_contain_text(NEW)

    page.get_by_label("Search by name or code").fill("khu dong")
    page.get_by_label("Search by name or code").press("Enter")
    hit = main.get_by_role("listitem").filter(has_text=tree.body.name)
    expect(hit.get_by_role("link", name=OLD)).to_be_visible()
    hit.get_by_role("link", name=re.compile("^Show in the tree")).click()
    expect(main.get_by_role("heading", name=tree.body.name, level=1)).to_be_visible()
    expect(main.get_by_role("link", name=tree.branch.name, exact=True)).to_be_visible()
    expect(page.get_by_label("As of the day")).to_have_value("30/06/2025")
