"""Templates keep to the content security policy, and the error pages need nothing around them."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path for path in (ROOT / "templates").rglob("*.html") if "papers" not in path.parts)
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE
)
ERROR_PAGES = ["400", "403", "403_csrf", "404", "413", "429", "500", "503"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_inline_style_or_script(path):
    assert INLINE.findall(path.read_text()) == []


@pytest.mark.parametrize("path", sorted((ROOT / "templates" / "components").glob("*.html")))
def test_components_say_what_they_take(path):
    assert path.read_text().startswith("{% comment %}\n")


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_pages_need_no_database_and_no_context(name):
    page = render_to_string(f"{name}.html")

    assert "<h1>" in page
    assert 'href="/"' in page


@pytest.mark.parametrize("path", sorted((ROOT / "static").glob("*s/*.*s")))
def test_style_sheets_and_scripts_stay_short(path):
    assert len(path.read_text().splitlines()) <= 300
