"""A page that is opened without a network is answered by one of ours, which keeps nothing."""

import pytest
from playwright.sync_api import expect

from .test_axe import findings
from .test_offline import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=["vi", "en"])
def page(request, browse, secretary):
    secretary.language = request.param
    secretary.save()
    page = browse(secretary, PHONE, service_workers="allow")
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    page.wait_for_function("navigator.serviceWorker.controller")
    return page


def test_our_page_comes_and_the_way_back_works(page, live_server, secretary):
    page.evaluate("localStorage.setItem('draft:1:/x/', JSON.stringify({at: Date.now()}))")
    address = f"{live_server.url}/meetings/"
    page.context.set_offline(True)
    page.goto(address)

    sheet = page.locator("[data-offline]:visible")
    expect(sheet).to_have_count(1)
    expect(sheet).to_have_attribute("lang", secretary.language)
    expect(sheet.locator("[data-offline-kept]")).to_contain_text("1")
    assert page.locator("html").get_attribute("lang") == secretary.language
    style = "getComputedStyle(document.querySelector('.plain-sheet')).borderTopStyle"
    assert page.evaluate(style) == "double"

    assert findings(page) == {}
    page.context.set_offline(False)
    sheet.locator("[data-offline-again]").click()
    expect(page.locator("[data-offline]")).to_have_count(0)
    assert page.url == address
    expect(page.locator("h1")).to_be_visible()


def test_nothing_of_a_person_is_kept(page, live_server):
    page.goto(f"{live_server.url}/members/")
    kept = page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys())
                for (const request of await (await caches.open(name)).keys())
                    found.push(new URL(request.url).pathname);
            return found;
        }"""
    )

    assert "/offline/" in kept
    assert [path for path in kept if path != "/offline/" and not path.startswith("/static/")] == []
