"""Sentences with slots, compiled once: `{3-9}` a number, `{a|b}` a choice, `{name}` from the scene.

A scene is what a sentence may speak of: the branch, the month, the people present.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from demo.chance import Dice

if TYPE_CHECKING:
    from .scene import Scene

SLOT = re.compile(r"\{([^{}]+)\}")
NUMBERS = re.compile(r"(\d+)-(\d+)")

Part = Callable[["Scene", Dice], str]


class Phrase:
    """One compiled sentence."""

    __slots__ = ("_parts", "fixed")

    def __init__(self, text: str) -> None:
        pieces = SLOT.split(text)
        # What comes before the first slot: all of it, where there is none.
        self.fixed = pieces[0]
        # Pieces alternate: text, slot, text, slot, …
        self._parts = [
            (_slot(slot), after) for slot, after in zip(pieces[1::2], pieces[2::2], strict=True)
        ]

    def say(self, scene: "Scene", chance: Dice) -> str:
        if not self._parts:
            return self.fixed
        said = [self.fixed]
        for slot, after in self._parts:
            said.append(slot(scene, chance))
            said.append(after)
        text = "".join(said)
        return text[0].upper() + text[1:]


def _slot(words: str) -> Part:
    if found := NUMBERS.fullmatch(words):
        low, high = int(found[1]), int(found[2])
        return lambda scene, chance: str(chance.number(low, high))
    if "|" in words or not words.isascii() or not words.isalnum() or words[0].isdigit():
        choices = words.split("|")
        return lambda scene, chance: chance.pick(choices)
    return lambda scene, chance: scene.fill(words, chance)
