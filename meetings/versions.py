"""Versions of one part of the minutes, compared word by word."""

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum

WORDS = re.compile(r"\s+|[^\s]+")


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
    pieces: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece(Change.SAME, "".join(before[start:end])))
            continue
        if end > start:
            pieces.append(Piece(Change.OLD, "".join(before[start:end])))
        if new_end > new_start:
            pieces.append(Piece(Change.NEW, "".join(after[new_start:new_end])))
    return pieces
