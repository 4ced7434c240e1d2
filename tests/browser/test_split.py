"""A branch of a hundred is divided: whole groups by one tap each, then the few who go elsewhere."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from members.models import Member, PostKind
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
SEVEN_B, SEVEN_C = "Chi bộ 7B", "Chi bộ 7C"


@pytest.fixture
def hundred(tree):
    """Forty in either cell, twenty in none."""
    cells = [tree.cell] * 40 + [tree.other_cell] * 40 + [None] * 20
    return [factories.member(home=tree.branch, cell=cell) for cell in cells]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_hundred_people_are_divided(browse, tree, hundred, viewport):
    person = factories.member(home=tree.office, name="Hoàng Thị Cả")
    factories.post(person, tree.province, post=PostKind.SECRETARY)
    page = browse(factories.user(person, username="officer", language="en"), viewport)
    _describe(page, tree)

    _group(page, tree.cell.name).get_by_label(SEVEN_B, exact=True).check()
    _group(page, tree.other_cell.name).get_by_label(SEVEN_C, exact=True).check()
    left = page.locator("[data-split-left]")
    expect(left).to_have_text("20")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    _one(page, hundred[0].full_name).get_by_label(tree.branch.name, exact=True).check()
    page.locator("[data-split-whole]").last.get_by_label(tree.branch.name, exact=True).check()
    expect(left).to_have_text("0")
    page.get_by_role("button", name="See what will change").click()
    page.get_by_role("button", name="Let it take effect").click()
    expect(page.get_by_text(SEVEN_B).first).to_be_visible()

    names = [tree.branch.name, SEVEN_B, SEVEN_C]
    assert [Member.objects.filter(home__name=name).count() for name in names] == [21, 39, 40]


def _describe(page, tree):
    form = reverse("meetings:reorganization_create", args=[tree.province.public_id])
    page.goto(page.url.rstrip("/") + f"{form}?kind=split")
    page.get_by_label("Number of the decision").fill("12-QĐ/ĐU")
    page.get_by_label("Date of the decision").fill("1/6/2025")
    page.get_by_label("In effect from").fill("1/7/2025")
    source = page.get_by_role("group", name="Organisation", exact=True)
    source.get_by_role("searchbox").fill("to dan pho 7")
    source.get_by_role("button", name="Search").click()
    source.get_by_role("radio", name=re.compile(f"^{tree.branch.name}")).check()
    page.get_by_label("The organisation goes on as one of the parts").check()
    page.get_by_label("New organisations, one name a line").fill(f"{SEVEN_B}\n{SEVEN_C}")
    page.get_by_role("button", name="Assign the members").click()


def _group(page, name):
    return page.get_by_role("radiogroup", name=f"Everybody of {name}")


def _one(page, name):
    """Found by name, not by scrolling through a hundred."""
    page.get_by_label("Find a name").fill(name)
    line = page.get_by_role("radiogroup", name=name, exact=True)
    expect(line).to_be_visible()
    return line
