"""Hostile papers: nothing is fetched, nothing is read, nothing hangs, and the next one works."""

import json
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from papers import drawing
from papers.documents import Contribution, MinutesItem
from papers.markup import TextTooLarge
from papers.pdf import Limits, PaperFailed, PaperTimeout, PaperTooLarge, draw, render
from papers.renderer import renderer_for
from tests.papers.reading import everything_in, opened, reader, text_of

CANARY = "canary-3b1f9a77"
EPOCH = int(datetime(2026, 2, 5, tzinfo=UTC).timestamp())
SHORT = Limits(wall_seconds=5, cpu_seconds=2)

# {web} is a server of ours, {file} a file on this machine; neither may ever be touched.
VECTORS = {
    "image": '<img src="{web}/image.png"><img src="{file}">',
    "stylesheet import": '<style>@import url("{web}/import.css"); @import "{file}";</style>',
    "stylesheet link": '<link rel="stylesheet" href="{web}/link.css">',
    "background": '<p style="background: url({web}/back.png)">x</p>',
    "font face": "<style>@font-face {{font-family: F; src: url({web}/f.ttf), url({file})}}"
    "p {{font-family: F}}</style><p>x</p>",
    "attachment link": '<link rel="attachment" href="{web}/attached">',
    "attachment anchor": '<a rel="attachment" href="{web}/anchored">x</a>',
    "image in svg": "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' "
    "width='9' height='9'><image href='{web}/svg.png' width='9' height='9'/></svg>\">",
    "object": '<object data="{web}/object.png" type="image/png">x</object>',
    "embed": '<embed src="{web}/embed.png" type="image/png">',
    "list image": '<ul style="list-style-image: url({web}/list.png)"><li>x</ul>',
    "generated content": "<style>p::before {{content: url({web}/content.png)}}</style><p>x</p>",
    "base": '<base href="{web}/"><img src="based.png">',
    "local attachment": '<link rel="attachment" href="{file}"><a rel="attachment" href="{file}">x',
    "iframe": '<iframe src="{web}/frame"></iframe><iframe src="{file}"></iframe>',
}

FLEX = "<div style='display: flex'>" * 12 + "x" + "</div>" * 12
DRAW_UNWALLED = """
import json, logging, pathlib, sys
from papers.drawing import Drawing
logging.basicConfig()
sys.stdout.buffer.write(Drawing(pathlib.Path(sys.argv[1]))(json.load(sys.stdin)))
"""
REMEMBER_MANY = """
import json, pathlib, sys
from papers.drawing import SHEETS_KEPT, Drawing
drawing = Drawing(pathlib.Path(sys.argv[1]))
for size in range(SHEETS_KEPT + 3):
    drawing.remember(f"p {{ margin: {size}mm }}")
print(json.dumps([len(drawing._sheets), f"p {{ margin: {size}mm }}" in drawing._sheets]))
"""

GREEDY = {
    "nested flex": FLEX,
    "wide cell": "<table><tr><td colspan=1000000>x</table>",
    "long table": "<table>" + "<tr><td>a<td>b<td>c</tr>" * 5_000 + "</table>",
    "long word": "<p>" + "ế" * 1_500_000,
}


@pytest.fixture(scope="module")
def web():
    """A server that counts who comes; it must stay without visitors."""
    visits = []

    class Listen(BaseHTTPRequestHandler):
        def do_GET(self):
            visits.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(CANARY.encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listen)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", visits
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def secret_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("secret") / "secret.txt"
    path.write_text(CANARY)
    return path.as_uri()


def drawn(html, limits=None, css=""):
    page = f'<html lang="vi"><title>x</title><body style="font-family: Tinos">{html}</body></html>'
    return draw(page, css, epoch=EPOCH, limits=limits or Limits())


def fill(vector, web, file):
    return vector.format(web=web[0], file=file)


def test_the_canary_sings_when_somebody_comes(web):
    host, port = web[0].removeprefix("http://").split(":")

    with socket.create_connection((host, int(port))) as visitor:
        visitor.sendall(b"GET /hello HTTP/1.0\r\n\r\n")
        assert CANARY.encode() in visitor.makefile("rb").read()

    assert web[1] == ["/hello"]
    web[1].clear()


@pytest.mark.parametrize("name", VECTORS)
def test_raw_html_fetches_and_reads_nothing(name, web, secret_file):
    pdf = drawn(fill(VECTORS[name], web, secret_file))

    assert web[1] == []
    assert CANARY.encode() not in everything_in(pdf)
    assert "/EmbeddedFiles" not in opened(pdf).Root.get("/Names", {})


def test_the_fetcher_alone_refuses_everything(web, secret_file, settings):
    """Without the second wall of the child, so that neither hides a hole in the other."""
    html = "".join(fill(vector, web, secret_file) for vector in VECTORS.values())
    job = {"html": f"<html lang=vi><title>x</title>{html}", "css": "", "epoch": EPOCH}

    done = subprocess.run(
        [sys.executable, "-c", DRAW_UNWALLED, str(settings.PAPER_FONT_DIR)],
        input=json.dumps(job).encode(),
        capture_output=True,
        check=True,
    )

    assert done.stdout.startswith(b"%PDF")
    assert done.stderr.count(b"not part of the paper") >= len(VECTORS)
    assert web[1] == []
    assert CANARY.encode() not in everything_in(done.stdout)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "file:///etc/hostname",
        "data:text/css,p{}",
        "paper:x",
        "",
        "//127.0.0.1/",
    ],
)
def test_the_fetcher_refuses_every_address(url):
    with pytest.raises(ValueError, match="not part of the paper"):
        drawing.NoFiles().fetch(url)


def test_a_style_sheet_read_once_draws_the_same(style):
    css = "@page { size: 100mm 60mm } p { font: 20pt Tinos; color: #123456 }"

    first, second = drawn("<p>x</p>", css=css), drawn("<p>x</p>", css=css)
    other = drawn("<p>x</p>", css=css.replace("20pt", "30pt"))

    assert first == second != other


def test_only_a_few_style_sheets_are_kept(settings):
    done = subprocess.run(
        [sys.executable, "-c", REMEMBER_MANY, str(settings.PAPER_FONT_DIR)],
        capture_output=True,
        check=True,
    )

    assert json.loads(done.stdout) == [drawing.SHEETS_KEPT, True]


def test_the_style_sheet_fetches_nothing_either(web, secret_file):
    css = f'@import url("{web[0]}/x.css"); p {{ background: url({secret_file}) }}'

    for _twice in range(2):  # by the child, and then with what was remembered of it
        drawn("<p>x</p>", css=css)

    assert web[1] == []


def test_minutes_that_carry_every_vector_print_them_as_letters(web, secret_file, minutes, style):
    attacks = [fill(vector, web, secret_file) for vector in VECTORS.values()]
    attacks += [f"![x]({web[0]}/a.png) [x]({secret_file}) <{web[0]}/b>"]
    item = MinutesItem(
        title=attacks[0],
        presenter=attacks[1],
        text="\n\n".join(attacks),
        conclusion=attacks[2],
        contributions=tuple(Contribution(speaker=text, text=text) for text in attacks),
    )
    heading = replace(minutes.heading, abstract=attacks[3], issuer=attacks[4], place=attacks[5])

    pdf = render(replace(minutes, items=(item,), heading=heading), style)

    assert web[1] == []
    assert CANARY.encode() not in everything_in(pdf)
    assert '<img src="http' in text_of(pdf)


@pytest.mark.parametrize("name", GREEDY)
def test_greedy_html_is_killed_in_time_and_the_next_paper_works(name, minutes, style):
    started = time.monotonic()

    with pytest.raises((PaperTimeout, PaperTooLarge)):
        drawn(GREEDY[name], replace(SHORT, cpu_seconds=1, html_bytes=10_000_000))

    assert time.monotonic() - started < 12
    assert render(minutes, style).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("html", "error"),
    [
        ("<div>" * 900 + "x" + "</div>" * 900, PaperTooLarge),
        ("<p style='font-size: 1e30pt'>x</p>", PaperFailed),
        ("<p>" + "x" * 2_000_000, PaperTooLarge),
    ],
)
def test_deep_huge_and_long_html_end_with_a_clear_error(html, error):
    with pytest.raises(error) as caught:
        drawn(html, SHORT)

    assert str(caught.value)


def test_too_much_memory_is_an_error_not_a_crash(minutes, style):
    for memory_bytes in (60_000_000, 120_000_000):
        with pytest.raises(PaperFailed) as caught:
            render(minutes, style, limits=Limits(memory_bytes=memory_bytes))

        assert not isinstance(caught.value, PaperTimeout)

    assert render(minutes, style).startswith(b"%PDF")


def test_too_much_output_is_an_error(minutes, style):
    with pytest.raises(PaperTooLarge):
        render(minutes, style, limits=Limits(output_bytes=5_000))

    assert render(minutes, style).startswith(b"%PDF")


def test_wall_clock_counts_when_the_processor_does_not(minutes, style):
    with pytest.raises(PaperTimeout):
        render(minutes, style, limits=Limits(wall_seconds=0.02))

    assert render(minutes, style).startswith(b"%PDF")


def test_limits_can_come_from_the_settings(minutes, style, settings):
    settings.PAPER_LIMITS = {"html_bytes": 100}

    with pytest.raises(PaperTooLarge):
        render(minutes, style)


def test_one_text_beyond_its_limits_is_named_before_anything_is_drawn(minutes, style):
    item = MinutesItem(title="Dài", text="|a|\n|-|\n" + "|1|\n" * 5_000)

    with pytest.raises(TextTooLarge):
        render(replace(minutes, items=(item,)), style)


def test_a_word_longer_than_the_line_is_broken(minutes, style):
    item = MinutesItem(title="Dài", text="ế" * 3_000)

    assert len(reader(render(replace(minutes, items=(item,)), style)).pages) >= 3


def test_no_child_is_left_behind(settings):
    renderer = renderer_for(settings.PAPER_FONT_DIR)
    with pytest.raises(PaperTimeout):
        drawn(FLEX, replace(SHORT, cpu_seconds=1))

    children = Path(f"/proc/{renderer._process.pid}/task/{renderer._process.pid}/children")
    assert children.read_text() == ""


def test_threads_take_turns(minutes, style):
    once, results = render(minutes, style), []
    threads = [
        threading.Thread(target=lambda: results.append(render(minutes, style))) for _ in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [once] * 4
