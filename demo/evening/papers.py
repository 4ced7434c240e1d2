"""Three pages of minutes in the warm render process, and by a browser started for each of them."""

import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from django.template.loader import render_to_string
from django.utils import timezone

from demo.timing import Work, alternate
from meetings.models import PaperKind
from meetings.papers import document_of, style_of
from meetings.services.minutes import save_heading
from papers.format import PaperStyle
from papers.pdf import page, render

from .room import Room

PAGES = 3
MOST = 60  # paragraphs
PARAGRAPH = "Đồng chí bí thư nêu rõ kết quả, hạn chế và nguyên nhân; " * 7
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_ROUNDS = 3
BUDGET = 4


def paper_lines(room: Room, rounds: int) -> Iterator[str]:
    fill(room)
    document = document_of(room.again(), PaperKind.MINUTES)
    style = style_of(room.meeting.organization, timezone.localdate())
    pages = len(pikepdf.open(io.BytesIO(render(document, style, draft=True))).pages)

    def warm() -> object:
        return render(document, style, draft=True)

    browser = find_browser()
    if browser is None:
        (took,) = alternate(rounds, warm)
        yield f"minutes of {pages} pages as PDF, warm: {took:.0f} ms; no browser here to compare"
        return
    with tempfile.TemporaryDirectory() as folder:
        html = _whole(page(document, style, draft=True), style)
        by_browser = printing(browser, html, Path(folder))
        took, other = alternate(min(rounds, BROWSER_ROUNDS), warm, by_browser)
    yield (
        f"minutes of {pages} pages as PDF, warm: {took:.0f} ms, {other / took:.1f} times faster "
        f"than a browser for each document (budget {BUDGET}; {other:.0f} ms)"
    )


def fill(room: Room) -> None:
    """Writes until the paper has three pages."""
    style = style_of(room.meeting.organization, timezone.localdate())
    for paragraphs in range(9, MOST, 4):
        meeting = room.again()
        save_heading(
            minutes=meeting.minutes,
            version=meeting.minutes.version,
            began_at=meeting.starts_at,
            chair=room.chair,
            recorder=room.recorder,
            fee_note="Đã thu đủ.",
            reserved_opinions="\n\n".join([PARAGRAPH] * paragraphs),
            by=room.secretary,
            now=timezone.now(),
        )
        drawn = render(document_of(room.again(), PaperKind.MINUTES), style, draft=True)
        if len(pikepdf.open(io.BytesIO(drawn)).pages) >= PAGES:
            return


def _whole(html: str, style: PaperStyle) -> str:
    """The page with its style inside, as a browser wants it."""
    css = render_to_string("papers/paper.css", {"style": style})
    return html.replace("</head>", f"<style>{css}</style></head>", 1)


def find_browser() -> str | None:
    """The one that the tests use, or one on the machine."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


def printing(browser: str, html: str, folder: Path) -> Work:
    source, target = folder / "minutes.html", folder / "minutes.pdf"
    source.write_text(html)
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}"]

    def draw() -> None:
        target.unlink(missing_ok=True)
        subprocess.run([*command, source.as_uri()], check=True, capture_output=True, timeout=120)
        if not target.exists():
            raise FileNotFoundError(target)

    return draw
