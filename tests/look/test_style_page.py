"""The style page shows every component: axe, width and target size are held here for all."""

from pathlib import Path

import pytest

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
READERS = ["theme=light", "theme=dark", "theme=light&size=3", "theme=dark&size=3"]
LOW_TARGETS = """() => [...document.querySelectorAll("a, button, select, summary, .form-control")]
    .filter(e => e.checkVisibility() && !e.closest(".visually-hidden"))
    .filter(e => !getComputedStyle(e, "::after").inset.startsWith("0px"))  // whole row is the link
    .filter(e => getComputedStyle(e, "::after").position !== "absolute")
    .filter(e => { const box = e.getBoundingClientRect(); return box.width > 1 && box.height < 44 })
    .map(e => e.outerHTML.slice(0, 120))"""
SMALL_TEXT = """() => [...document.querySelectorAll("main *")]
    .filter(e => e.checkVisibility() && parseFloat(getComputedStyle(e).fontSize) < 15.9)
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .map(e => e.outerHTML.slice(0, 120))"""
SPILLING = """() => [...document.querySelectorAll(".btn, .roll-face, .state, .stage-mark, .leaf")]
    .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)
    .map(e => e.outerHTML.slice(0, 120))"""

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("reader", READERS)
def test_axe_finds_nothing(style_page, reader, width):
    page = style_page(reader, width=width)
    page.add_script_tag(path=AXE)

    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]

    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []


@pytest.mark.parametrize("size", [1, 2, 3])
def test_nothing_scrolls_sideways_or_spills(style_page, size):
    page = style_page(f"size={size}")
    needed, spilling = {}, {}

    for width in [320, 360, 768, 1024, 1280]:
        page.set_viewport_size({"width": width, "height": 800})
        needed[width] = page.evaluate("document.documentElement.scrollWidth")
        spilling[width] = page.evaluate(SPILLING)

    assert [width for width in needed if needed[width] > width] == []
    assert {width: found for width, found in spilling.items() if found} == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_targets_are_high_and_text_is_large(style_page, width):
    page = style_page(width=width)

    assert page.evaluate(LOW_TARGETS) == []
    assert page.evaluate(SMALL_TEXT) == []


def test_everything_is_there_without_scripts(style_page):
    page = style_page(java_script_enabled=False)

    assert page.locator("[name=tasks-0-DELETE]").is_visible()
    assert page.locator("[data-formset-add]").is_hidden()
    assert page.locator(".filters button[type=submit]").is_visible()
    page.locator("summary").click()
    assert page.locator(".menu-panel").is_visible()
