"""Real Chromium against the live server; a request elsewhere or an error on the console fails."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

# Eager tasks draw papers inside the request; a busy machine needs its time.
expect.set_options(timeout=30_000)


@pytest.fixture
def browse(chromium, live_server):
    """`browse(user, viewport)`: a page on which the account is logged in, at the first page."""
    contexts, faults = [], []

    def watch(page):
        page.on("console", lambda said: _is_fault(said) and faults.append(said.text))
        page.on("response", lambda answer: _is_missing(answer) and faults.append(answer.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request",
            lambda asked: (
                not asked.url.startswith("http")  # the PDF viewer's own files, data:, blob:
                or asked.url.startswith(live_server.url)
                or faults.append(f"left the machine: {asked.url}")
            ),
        )

    def opened(user, viewport, **options):
        # A worker would answer before what a test puts in between: only where it is meant.
        options = {"service_workers": "block", **options}
        context = chromium.new_context(
            viewport=viewport, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options
        )
        contexts.append(context)
        context.add_cookies([_session_of(user, live_server.url)])
        page = context.new_page()
        page.set_default_timeout(30_000)
        watch(page)
        page.goto(live_server.url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def _is_fault(said):
    # What could not be loaded is told with its address by `_is_missing`.
    return said.type == "error" and not said.text.startswith("Failed to load resource")


def _is_missing(answer):
    """The PDF viewer asks for an icon of its own; everything a page of ours names must be there."""
    return answer.status in (404, 500) and not answer.url.endswith("/favicon.ico")


def _session_of(user, url):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}
