"""A committee words its notices: the paper changes beside the form, also without a script."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from meetings.models import PaperTemplate
from members.models import PostKind
from tests import factories

from .test_axe import DESKTOP, PHONE, findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clerk(tree):
    person = factories.member(home=tree.office)
    factories.post(person, tree.body, post=PostKind.CLERK)
    return factories.user(person, username="template_clerk", language="en")


def test_the_paper_follows_what_is_typed(browse, live_server, tree, clerk):
    page = browse(clerk, DESKTOP, reduced_motion="reduce")
    path = reverse("meetings:paper_template_edit", args=[tree.body.public_id])
    page.goto(f"{live_server.url}{path}?kind=notice")
    sheet = page.locator("#preview")
    expect(sheet).to_contain_text("thông báo sinh hoạt chi bộ thường kỳ")

    page.get_by_label("Opening sentence").fill("{chi bộ} kính báo <b>{buổi họp}</b>:")
    expect(sheet).to_contain_text("kính báo <b>sinh hoạt chi bộ thường kỳ")
    page.get_by_label("Closing").fill("Đề nghị **đúng giờ** tại {nơi họp}.")
    expect(sheet.locator("strong", has_text="đúng giờ")).to_be_visible()
    page.get_by_label("Opening sentence").fill("{0.__class__}")
    expect(sheet).to_contain_text("is no blank of this part")
    assert findings(page) == {}

    page.get_by_label("Opening sentence").fill("{chi bộ} kính báo {buổi họp}:")
    page.get_by_label("By which document").fill("Quyết định 12-QĐ/ĐU")
    page.get_by_role("button", name="Set the new version").click()
    expect(page.get_by_text("The new version is set.")).to_be_visible()
    assert PaperTemplate.objects.get(organization=tree.body).parts["opening"].endswith("họp}:")
    page.get_by_role("link", name="Versions – Notice").click()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("ins").first).to_contain_text("kính")
    assert findings(page) == {}
    for name, query in (("template_list", ""), ("agenda_template_edit", "?kind=periodic")):
        other = reverse(f"meetings:{name}", args=[tree.body.public_id])
        page.goto(f"{live_server.url}{other}{query}")
        assert findings(page) == {}


def test_without_a_script_a_button_shows_it(browse, live_server, tree, clerk):
    page = browse(clerk, PHONE, java_script_enabled=False)
    path = reverse("meetings:paper_template_edit", args=[tree.body.public_id])
    page.goto(f"{live_server.url}{path}?kind=resolution")

    page.get_by_label("Legal bases").fill("Căn cứ Quy chế làm việc của {chi bộ};")
    page.get_by_role("button", name="Preview").last.click()

    expect(page.locator("#preview")).to_contain_text("Căn cứ Quy chế làm việc của Chi bộ")
    expect(page.get_by_label("Legal bases")).to_have_value("Căn cứ Quy chế làm việc của {chi bộ};")
    assert not PaperTemplate.objects.filter(organization=tree.body).exists()
