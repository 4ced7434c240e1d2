"""HTML to PDF/A-3u with PDF/UA tags, by WeasyPrint. Imported in the render process only.

WeasyPrint reads nothing but what the job brings: every address that is not in its table is refused.
"""

import gc
import hashlib
import os
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import weasyprint
from fontTools.ttLib import TTFont
from weasyprint.urls import URLFetcher, URLFetcherResponse

from papers.tagging import complete_tags

STYLE_URL = "paper:style.css"
NO_GLYPH = "□"
_INVISIBLE = {0x200C, 0x200D, 0xFE0E, 0xFE0F}

_FIRST_PAGE = (
    '<html lang="vi"><title>.</title><body style="font-family: Tinos"><h1>.</h1><p>ế <b>b</b> <i>i'
    "</i></p><ul><li>x</li></ul><table><tr><th>x</th></tr><tr><td>x</td></tr></table></body></html>"
)
_OPTIONS = {"pdf_variant": "pdf/a-3u", "pdf_tags": True}


class NamedFiles(URLFetcher):
    """Looks an address up in a table and refuses all others; it never opens anything."""

    def __init__(self, files: Mapping[str, tuple[bytes, str]]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._files = files

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url not in self._files:
            raise ValueError("This address is not part of the paper.")
        content, kind = self._files[url]
        return URLFetcherResponse(url, content, {"Content-Type": kind})


def load(font_dir: Path) -> Callable[[dict[str, Any]], bytes]:
    """What can be done once and shared by all jobs: find out which letters the fonts have, and
    draw a first page, so that what the libraries prepare at first use is there already."""
    letters = _Letters(_covered(font_dir))
    draw({"html": _FIRST_PAGE, "css": "", "epoch": 0}, letters)
    gc.collect()  # its font map may own a thread: no child must be left to take it down
    return lambda job: draw(job, letters)


def draw(job: dict[str, Any], letters: Mapping[int, str]) -> bytes:
    os.environ["SOURCE_DATE_EPOCH"] = str(job["epoch"])  # the date inside embedded fonts
    html = job["html"].translate(letters)
    fetcher = NamedFiles({STYLE_URL: (job["css"].encode(), "text/css; charset=utf-8")})
    identifier = hashlib.sha256(f"{html}\0{job['css']}".encode()).digest()[:16]
    document = weasyprint.HTML(string=html, base_url="paper:", url_fetcher=fetcher)
    target = BytesIO()
    document.write_pdf(target, finisher=complete_tags, pdf_identifier=identifier, **_OPTIONS)
    return target.getvalue()


class _Letters(dict[int, str]):
    """For str.translate: a letter without a glyph becomes a box, as PDF/A allows no gaps."""

    def __init__(self, covered: set[int]) -> None:
        super().__init__({code: chr(code) for code in covered | set(range(0x80))})

    def __missing__(self, code: int) -> str:
        return "" if code in _INVISIBLE else NO_GLYPH


def _covered(font_dir: Path) -> set[int]:
    cmaps = []
    for path in sorted(font_dir.rglob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            cmaps.append(set(font.getBestCmap()))
    if not cmaps:
        raise FileNotFoundError(f"No fonts in {font_dir}")
    return set.intersection(*cmaps)
