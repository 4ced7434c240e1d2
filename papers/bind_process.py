"""The process that looks into strangers' PDFs and pictures, and puts their pages into frames of
ours: `python -m papers.bind_process`. It knows no Django.

A line of JSON on standard input says what to do and how long each file is; then the files. The
answer is a line of JSON and the bytes it announces. Each file is opened in a child with hard
limits, so one that breaks the libraries is one broken file.
"""

import json
import sys
import warnings
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image, ImageOps

from papers.render_process import read_exactly, read_line, run_limited, send

# At 150 dots per inch, A4; a camera's picture is many times that.
PICTURE_SIZE = (1240, 1754)
PICTURE_DPI = 150
MOST_PIXELS = 60_000_000
# Of a frame's page, in points: above it the line that says whose page it is.
SIDE, TOP, BOTTOM = 28, 48, 20
LOCKED, BROKEN = "locked", "broken"


def main() -> None:
    talk_in, talk_out = sys.stdin.buffer, sys.stdout.buffer
    job = json.loads(read_line(talk_in))
    files = [read_exactly(talk_in, size) for size in job["sizes"]]
    if job["do"] == "inspect":
        found = [_inspect(job, *one) for one in zip(job["kinds"], files, strict=True)]
        send(talk_out, {"status": "ok", "found": found, "bytes": 0})
        return
    front, *parts = files
    answer, pdf = run_limited(job, lambda _job: bind(front, job["kinds"], parts))
    send(talk_out, answer | {"bytes": len(pdf)}, pdf)


def _inspect(job: dict[str, Any], kind: str, content: bytes) -> dict[str, Any]:
    answer, found = run_limited(job, lambda _job: json.dumps(pages_of(kind, content)).encode())
    return json.loads(found) if answer["status"] == "ok" else {"problem": BROKEN}


def pages_of(kind: str, content: bytes) -> dict[str, Any]:
    """`landscape`: of each page whether it lies on its side; or `problem`."""
    try:
        with _opened(kind, content) as pdf:
            landscape = [_is_landscape(page) for page in pdf.pages]
    except pikepdf.PasswordError:
        return {"problem": LOCKED}
    except (pikepdf.PdfError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return {"problem": BROKEN}
    return {"landscape": landscape} if landscape else {"problem": BROKEN}


def _opened(kind: str, content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(_picture_page(content) if kind == "picture" else content))


def _is_landscape(page: pikepdf.Page) -> bool:
    left, low, right, high = (float(edge) for edge in page.cropbox)
    is_turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
    return (abs(right - left) > abs(high - low)) != is_turned


def _picture_page(content: bytes) -> bytes:
    """A picture as a PDF of one page, upright, on white."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with Image.open(BytesIO(content), formats=["JPEG", "PNG"]) as opened:
        picture: Image.Image = ImageOps.exif_transpose(opened).convert("RGBA")
    width, height = PICTURE_SIZE
    picture.thumbnail((height, width) if picture.width > picture.height else (width, height))
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    target = BytesIO()
    white.save(target, "PDF", resolution=PICTURE_DPI, quality=85)
    return target.getvalue()


def bind(front: bytes, kinds: list[str], parts: list[bytes]) -> bytes:
    """The pages of the parts, each laid into its frame: the last pages of `front` are the frames,
    in order."""
    with pikepdf.open(BytesIO(front)) as book:
        sources = [_opened(kind, part) for kind, part in zip(kinds, parts, strict=True)]
        frames = iter(book.pages[len(book.pages) - sum(len(pdf.pages) for pdf in sources) :])
        for source in sources:
            # What was typed into a form is drawn, or it would not come along.
            source.generate_appearance_streams()
            source.flatten_annotations("all")
            for page in source.pages:
                _lay(page, next(frames))
        _withdraw_claims(book)
        target = BytesIO()
        book.save(target, deterministic_id=True, compress_streams=True)
        return target.getvalue()


def _lay(page: pikepdf.Page, frame: pikepdf.Page) -> None:
    _left, _low, width, height = (float(edge) for edge in frame.mediabox)
    frame.add_overlay(page, pikepdf.Rectangle(SIDE, BOTTOM, width - SIDE, height - TOP))


def _withdraw_claims(book: pikepdf.Pdf) -> None:
    """With strangers' pages in it the file is no PDF/A and no PDF/UA any more."""
    with book.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for name in ("pdfaid:part", "pdfaid:conformance"):
            if name in metadata:
                del metadata[name]
        claim = "{http://www.aiim.org/pdfua/ns/id/}part"
        if claim in metadata:
            del metadata[claim]


if __name__ == "__main__":
    main()
