"""Every page of the access table in a real browser: axe finds nothing, and nothing scrolls
sideways, on the smallest phone and on a desktop, light and dark."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.access import world as worlds
from tests.access.asking import opened_by, targets
from tests.access.rules import PUBLIC, ROWS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}
AXE = (Path(settings.NODE_MODULES) / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
# Addresses that answer with a file, or with no page to look at.
NO_PAGE = {
    "healthz",
    "readyz",
    "members:admin_login",
    "members:message_open",
    "meetings:attachment_download",
    "meetings:directive_download",
    "meetings:paper",
    "meetings:campaign_paper",
    "meetings:part_paper",
}
# A branch shows every page of meetings, its committee the pages about committees.
LOOKED_AT = ("branch", "body", None)
FINDINGS = """async rules => {
    const only = rules.length ? {runOnly: {type: "rule", values: rules}} : {};
    const found = await axe.run(document, {resultTypes: ["violations"], ...only});
    return found.violations.flatMap(rule => rule.nodes.map(
        node => `${rule.id}: ${node.target} ${node.any.map(check => check.message)}`));
}"""
# Colours that are inherited begin to change when those they come from have changed.
WEAR = """theme => {
    document.documentElement.dataset.bsTheme = theme;
    for (let round = 0; round < 20; round += 1) {
        getComputedStyle(document.body).color;
        document.getAnimations().forEach(change => change.finish());
    }
}"""
SPREAD = """() => {
    const page = document.documentElement;
    return page.scrollWidth - page.clientWidth;
}"""


def pages(world, namespace):
    """(role, address) of the pages, those of one person together."""
    found = [
        (opened_by(name, place, key), url)
        for name, row in ROWS.items()
        if "GET" in row.methods and row.rule != PUBLIC and name not in NO_PAGE
        if name.rpartition(":")[0] == namespace
        for place, key, url in targets(world, name)
        if place in LOOKED_AT
    ]
    return sorted((role, url) for role, url in found if role)


def findings(page):
    """What is wrong with the open page: on a phone and a desktop, light and dark. Of the dark
    page only the contrast is new, and of the desktop only what moved."""
    page.evaluate(AXE)
    found = {}
    for width, viewport in (("phone", PHONE), ("desktop", DESKTOP)):
        page.set_viewport_size(viewport)
        for theme, rules in (("light", []), ("dark", ["color-contrast"])):
            page.evaluate(WEAR, theme)
            found[f"{width} {theme}"] = page.evaluate(FINDINGS, rules)
        spread = page.evaluate(SPREAD)
        found[width] = [f"scrolls sideways by {spread}px"] if spread > 0 else []
    return {look: wrong for look, wrong in found.items() if wrong}


def _is_page(answer):
    """Neither a file, nor nothing, nor a part that a script puts into its page."""
    kind = answer.headers.get("content-type", "")
    is_put_away = answer.headers.get("content-disposition", "").startswith("attachment")
    return "html" in kind and not is_put_away and "<html" in answer.text()


@pytest.mark.parametrize("namespace", ["", "members", "meetings", "reports"])
def test_every_page_can_be_used_by_everybody(browse, live_server, namespace):
    world = worlds.build()
    shown, wrong, seen = {}, {}, 0

    for role, url in pages(world, namespace):
        if role not in shown:
            shown[role] = browse(world.accounts[role], PHONE, reduced_motion="reduce")
        address = f"{live_server.url}{url}"
        # Of a file the browser would show no page.
        if not _is_page(shown[role].request.get(address)):
            continue
        shown[role].goto(address)
        seen += 1
        found = findings(shown[role])
        if found:
            wrong[f"{role} {url}"] = found

    assert wrong == {}
    assert seen


def test_log_in_can_be_used_by_everybody(chromium, live_server):
    page = chromium.new_page(viewport=PHONE, locale="vi-VN", reduced_motion="reduce")
    page.goto(f"{live_server.url}/login/")

    assert findings(page) == {}
    page.close()


def test_axe_sees_what_is_wrong(chromium):
    """Shown to fail once: an image without words, pale text, and a page that scrolls."""
    page = chromium.new_page(viewport=PHONE)
    page.set_content(
        """<style>[data-bs-theme=dark] p { color: #eee; background: #fff }</style>
        <main><h1>x</h1><img src="data:,"><p>pale</p><b style="padding-left:999px">x</b></main>"""
    )

    found = findings(page)

    assert any("image-alt" in words for words in found["phone light"])
    assert any("color-contrast" in words for words in found["phone dark"])
    assert "scrolls sideways" in found["phone"][0]
    page.close()
