"""Versions of one part of the minutes, compared word by word."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

WORDS = re.compile(r"\s+|[^\s]+")
# Of a text in which more than this changed, lines are compared, or the whole: in time that ends.
MOST_PIECES = 2_000


class Change(StrEnum):
    SAME = "same"
    OLD = "old"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """Words in a row with one fate: in both versions, in the older or in the newer only."""

    change: Change
    text: str


def compare(old: str, new: str) -> list[Piece]:
    """In reading order; the pieces that are not NEW spell the old text, those not OLD the new."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    begun = _common(before, after)
    ended = _common(before[begun:][::-1], after[begun:][::-1])
    middle = ["".join(words[begun : len(words) - ended]) for words in (before, after)]
    pieces = [
        Piece(Change.SAME, "".join(before[:begun])),
        *_compared(*middle),
        Piece(Change.SAME, "".join(before[len(before) - ended :])),
    ]
    return [piece for piece in pieces if piece.text]


def _common(before: list[str], after: list[str]) -> int:
    """How many words both begin with."""
    shorter = min(len(before), len(after))
    return next((at for at in range(shorter) if before[at] != after[at]), shorter)


def _compared(old: str, new: str) -> Iterator[Piece]:
    before, after = WORDS.findall(old), WORDS.findall(new)
    if max(len(before), len(after)) > MOST_PIECES:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if max(len(before), len(after)) > MOST_PIECES:
        before, after = [old], [new]
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield Piece(Change.SAME, "".join(before[start:end]))
            continue
        yield Piece(Change.OLD, "".join(before[start:end]))
        yield Piece(Change.NEW, "".join(after[new_start:new_end]))
