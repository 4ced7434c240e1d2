"""Reads a PDF back: words, where they stand and in which type."""

import io
import re
from typing import NamedTuple

import pikepdf
import pypdf

POINTS_PER_MM = 72 / 25.4


class Span(NamedTuple):
    text: str
    font: str
    size: float  # points
    left: float  # mm from the left edge
    baseline: float  # mm from the top edge


def reader(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def words(text):
    return re.sub(r"\s+", " ", text).strip()


def text_of(pdf):
    return words(" ".join(page.extract_text() for page in reader(pdf).pages))


def spans(page):
    height = float(page.mediabox.height)
    found = []

    def visit(text, cm, tm, font, size):
        if text.strip():
            scale = abs(cm[0])
            left = (tm[4] * cm[0] + cm[4]) / POINTS_PER_MM
            baseline = (height - (tm[5] * cm[3] + cm[5])) / POINTS_PER_MM
            name = font["/BaseFont"].split("+")[-1]
            found.append(Span(text.strip(), name, round(size * scale, 2), left, baseline))

    page.extract_text(visitor_text=visit)
    return found


def span(page, text):
    return next(one for one in spans(page) if one.text.startswith(text))


def opened(pdf):
    return pikepdf.open(io.BytesIO(pdf))


def tags(document):
    """Every structure element below the root as (type, element), in reading order."""
    waiting, found = [document.Root.StructTreeRoot.K], []
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, pikepdf.Array):
            waiting[:0] = list(node)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append((str(node.S), node))
            waiting[:0] = [node.K] if "/K" in node else []
    return found


def font_names(pdf):
    return {
        str(font["/BaseFont"]).split("+")[-1]
        for page in reader(pdf).pages
        for font in page["/Resources"]["/Font"].get_object().values()
    }


def glyphs(pdf):
    """The numbers of all glyphs shown; 0 stands for a letter that the font does not have."""
    shown = b""
    with opened(pdf) as document:
        for page in document.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "TJ":
                    strings = [one for one in operands[0] if isinstance(one, pikepdf.String)]
                    shown += b"".join(bytes(one) for one in strings)
    return {int.from_bytes(shown[place : place + 2]) for place in range(0, len(shown), 2)}


def rules(page):
    """Horizontal lines drawn on a pikepdf page: (left, right, distance from the top) in mm."""
    height, found = float(page.mediabox[3]), []
    matrices, matrix, start = [], pikepdf.Matrix(), None
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                matrices.append(matrix)
            case "Q":
                matrix = matrices.pop()
            case "cm":
                matrix = pikepdf.Matrix(*map(float, operands)) @ matrix
            case "m":
                start = matrix.transform(tuple(map(float, operands)))
            case "l":
                end = matrix.transform(tuple(map(float, operands)))
                if abs(start[1] - end[1]) < 0.1:
                    found.append((*sorted((start[0], end[0])), height - end[1]))
            case "re":
                left, top, width, tall = map(float, operands)
                (x1, y1), (x2, _) = (
                    matrix.transform((left, top)),
                    matrix.transform((left + width, top + tall)),
                )
                if tall < 3:
                    found.append((x1, x2, height - y1))
    return [tuple(value / POINTS_PER_MM for value in line) for line in found]


def everything_in(pdf):
    """All bytes of a PDF, streams unpacked, for looking for what must not be there."""
    parts = [pdf]
    for item in opened(pdf).objects:
        if isinstance(item, pikepdf.Stream):
            parts.append(item.read_bytes())
        elif isinstance(item, pikepdf.Dictionary):
            parts.append(item.unparse())
    return b"\n".join(parts)
