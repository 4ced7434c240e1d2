"""The scripts that pages share, driven on the style page; the test plays the server."""

import json

import pytest

pytestmark = pytest.mark.browser

TEXT = "#saving-text"
CONFLICT = (
    "<section data-conflict-panel tabindex='-1'><pre>theirs</pre>"
    "<button type='button' data-conflict='mine'>Keep</button></section>"
)

KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length"


class Minutes:
    """What the server does with an autosave: optimistic locking by version."""

    def __init__(self):
        self.version = 3
        self.text = ""
        self.down = False

    def answer(self, route):
        body = route.request.post_data
        sent = {
            part.split('name="')[1].split('"')[0]: part.partition("\r\n\r\n")[2].rstrip("\r\n")
            for part in body.split("--" + body[2:].splitlines()[0])
            if 'name="' in part
        }
        if self.down:
            route.abort()
        elif int(sent["version"]) != self.version:
            _json(route, 409, {"version": self.version, "html": CONFLICT})
        else:
            self.version += 1
            self.text = sent["text"]
            _json(route, 200, {"version": self.version, "saved_at": "14:07"})


def _json(route, status, data):
    route.fulfill(status=status, body=json.dumps(data), content_type="application/json")


@pytest.fixture
def minutes():
    return Minutes()


@pytest.fixture
def page(style_page, minutes):
    page = style_page(width=1280)
    page.route("**/styleguide/autosave/", minutes.answer)
    return page


def _wait_for_state(page, state):
    page.locator(f"[data-save-state][data-state={state}]").wait_for(timeout=6000)


def test_writing_is_saved_and_said(page, minutes):
    page.fill(TEXT, "Chi bộ thống nhất.")
    _wait_for_state(page, "saved")

    assert minutes.text == "Chi bộ thống nhất."
    assert "14:07" in page.locator("[data-save-text]").inner_text()
    assert page.input_value("[name=version]") == "4"
    assert page.evaluate(KEPT) == 0


def test_text_survives_a_lost_connection_and_a_reload(page, minutes):
    minutes.down = True
    page.fill(TEXT, "Viết lúc mất mạng.")
    _wait_for_state(page, "offline")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert page.input_value(TEXT) == "Viết lúc mất mạng."

    minutes.down = False
    _wait_for_state(page, "saved")

    assert minutes.text == "Viết lúc mất mạng."


def test_the_other_text_is_never_overwritten_silently(page, minutes):
    minutes.version, minutes.text = 7, "theirs"
    page.fill(TEXT, "mine")
    _wait_for_state(page, "conflict")
    assert minutes.text == "theirs"
    assert page.input_value(TEXT) == "mine"

    page.locator(".conflict-slot [data-conflict=mine]").click()
    _wait_for_state(page, "saved")

    assert (minutes.version, minutes.text) == (8, "mine")


def test_log_out_forgets_what_this_device_kept(page, minutes):
    minutes.down = True
    page.fill(TEXT, "Không để lại trên máy chung.")
    _wait_for_state(page, "offline")
    assert page.evaluate(KEPT) == 1
    page.evaluate("document.addEventListener('submit', event => event.preventDefault())")

    page.locator("[data-menu] summary").click()
    page.locator("[data-logout] button").click()

    assert page.evaluate(KEPT) == 0


def _counts(page):
    shown = page.locator("[data-rollcall-count], [data-rollcall-left]")
    return [int(text) for text in shown.all_inner_texts()]


def test_roll_call_by_keys(page):
    assert _counts(page) == [2, 1, 1]

    page.locator("[data-rollcall-row] input").first.focus()
    page.keyboard.press("5")  # first person absent, on to the second
    page.keyboard.press("1")  # second present, on to the third
    page.keyboard.press("ArrowDown")
    page.keyboard.press("2")  # fourth online

    assert _counts(page) == [3, 1, 0]


def test_marking_the_rest_leaves_what_is_marked(page):
    page.locator("[data-rollcall-all]").click()

    assert _counts(page) == [3, 1, 0]


def test_rows_are_added_moved_removed_and_taken_back(page):
    page.locator("[data-formset-add]").click()
    assert page.input_value("[name=tasks-TOTAL_FORMS]") == "3"
    page.locator("[data-formset-up]").nth(2).click()
    orders = [page.input_value(f"[name=tasks-{row}-ORDER]") for row in range(3)]
    assert orders == ["1", "3", "2"]

    page.locator("[data-formset-remove]").first.click()
    assert page.is_checked("[name=tasks-0-DELETE]")
    page.locator(".row-undo button").click()
    assert not page.is_checked("[name=tasks-0-DELETE]")


def test_a_question_stands_before_erasing(page):
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    button = page.locator("form[data-confirm] button")

    button.click()
    page.locator("dialog .btn-quiet").click()
    assert sent == []

    button.click()
    with page.expect_navigation():
        page.locator("dialog .btn-danger").click()
    assert len(sent) == 1


def test_the_error_summary_has_the_focus_and_leads_to_the_field(page):
    assert page.evaluate("document.activeElement.className") == "error-summary"

    page.locator("[data-error-summary] a[href='#id_kind']").click()

    assert page.evaluate("document.activeElement.name") == "kind"
