"""HTML to PDF/A-3u with PDF/UA tags, by WeasyPrint. Imported in the render process only.

WeasyPrint reads nothing but what the job brings: every address is refused.
"""

import gc
import hashlib
import os
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

import weasyprint
from fontTools.ttLib import TTFont
from weasyprint.urls import URLFetcher

from papers.tagging import complete_tags

BASE_URL = "paper:"
SHEETS_KEPT = 8
NO_GLYPH = "□"
_INVISIBLE = {0x200C, 0x200D, 0xFE0E, 0xFE0F}

_FIRST_PAGE = (
    '<html lang="vi"><title>.</title><body style="font-family: Tinos"><h1>.</h1><p>ế <b>b</b> <i>i'
    "</i></p><ul><li>x</li></ul><table><tr><th>x</th></tr><tr><td>x</td></tr></table></body></html>"
)
_OPTIONS = {"pdf_variant": "pdf/a-3u", "pdf_tags": True}


class NoFiles(URLFetcher):
    """Refuses every address; it never opens anything."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)

    def fetch(self, url: str, headers: Any = None) -> NoReturn:
        raise ValueError("This address is not part of the paper.")


class Drawing:
    """What can be done once and shared by all jobs: find out which letters the fonts have, and draw
    a first page, so that what the libraries prepare at first use is there already."""

    def __init__(self, font_dir: Path) -> None:
        self._sheets: dict[str, weasyprint.CSS] = {}
        self._letters = _Letters(_covered(font_dir))
        self({"html": _FIRST_PAGE, "css": "", "epoch": 0})
        gc.collect()  # its font map may own a thread: no child must be left to take it down

    def __call__(self, job: Mapping[str, Any]) -> bytes:
        os.environ["SOURCE_DATE_EPOCH"] = str(job["epoch"])  # the date inside embedded fonts
        html, css = job["html"].translate(self._letters), job["css"]
        identifier = hashlib.sha256(f"{html}\0{css}".encode()).digest()[:16]
        document = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=NoFiles())
        target = BytesIO()
        document.write_pdf(
            target,
            finisher=complete_tags,
            pdf_identifier=identifier,
            stylesheets=[self._sheets.get(css) or _read(css)],
            **_OPTIONS,
        )
        return target.getvalue()

    def remember(self, css: str) -> None:
        """Reads a style sheet for all jobs to come: a fifth of the time of a short paper. Only for
        one that a child has drawn with, within its limits, for nothing limits this."""
        if css in self._sheets:
            return
        if len(self._sheets) == SHEETS_KEPT:
            del self._sheets[next(iter(self._sheets))]
        self._sheets[css] = _read(css)
        gc.freeze()  # what the children share they need not look through


def _read(css: str) -> weasyprint.CSS:
    return weasyprint.CSS(string=css, base_url=BASE_URL, url_fetcher=NoFiles())


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
