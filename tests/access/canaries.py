"""Words that mark where a text belongs, so that a leak is found by reading the answer.

Each place (branch, cell) has one token for each level of secrecy. A token is a plain word, so that
it survives escaping, folding and PDF; it appears nowhere else in the project.
"""

import re
from io import BytesIO

from pypdf import PdfReader

from .answers import body_of
from .rights import rights

# Level → the right at the place without which nobody reads it.
LEVELS = {
    "notice": "READ_NOTICES",
    "record": "READ_MINUTES",
    "draft": "SEE_MEETINGS",
    "roll": "SEE_MEMBERS",
    "log": "READ_AUDIT",
}
MARK = "zqx"
# Whole words of ours only: a random CSRF token may hold any three letters.
_TOKEN = re.compile(rf"{MARK}(?:{'|'.join(LEVELS)})[a-z]+")


def token(place, level):
    return f"{MARK}{level}{place.replace('_', '')}"


def telephone(place, places):
    """A number nobody else has; the roll shows it."""
    return f"09{places.index(place):02d}555777"


def may_read(role, places):
    """The tokens that the role may meet in any answer."""
    return {
        token(place, level)
        for place in places
        for level, right in LEVELS.items()
        if right in rights(role, place)
    }


def found_in(response):
    """The tokens in an answer: its body, its headers, and the text of a PDF."""
    body = body_of(response)
    text = body.decode(errors="replace")
    if body.startswith(b"%PDF") and b"%%EOF" in body:
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    return tokens_of(f"{text}{response.headers}")


def tokens_of(text):
    return set(_TOKEN.findall(text.lower()))
