"""Pages in a real browser without a server: the test answers the browser's requests itself."""

import mimetypes
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders

from config.styleguide import styleguide

ORIGIN = "http://so.test"


def _static_file(route):
    path = finders.find(urlsplit(route.request.url).path.removeprefix("/static/"))
    if path is None:
        route.fulfill(status=404)
    else:
        route.fulfill(path=path, content_type=mimetypes.guess_type(path)[0] or "text/plain")


@pytest.fixture
def style_page(chromium, rf):
    """Opens the style page; returns a function that takes query, width and browser options."""
    contexts = []

    def answer(route):
        request = rf.get(route.request.url.removeprefix(ORIGIN))
        request.user = AnonymousUser()
        route.fulfill(body=styleguide(request).content, content_type="text/html; charset=utf-8")

    def opened(query="", *, width=360, **options):
        context = chromium.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.route(f"{ORIGIN}/styleguide/*", answer)
        page.route(f"{ORIGIN}/static/**", _static_file)
        page.goto(f"{ORIGIN}/styleguide/?{query}")
        return page

    yield opened
    for context in contexts:
        context.close()
