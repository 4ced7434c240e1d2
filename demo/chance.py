"""Deterministic chance: one generator for each thing, so that a change here moves nothing there."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar
from uuid import NAMESPACE_OID, uuid5

T = TypeVar("T")


class Dice(Random):
    """A seeded generator with the few throws the demo makes; never used for secrets."""

    def happens(self, probability: float) -> bool:
        return self.random() < probability

    def pick(self, items: Sequence[T]) -> T:
        """Like `choice`, several times faster."""
        return items[int(self.random() * len(items))]

    def number(self, low: int, high: int) -> int:
        """A whole number of [low, high]."""
        return low + int(self.random() * (high - low + 1))

    def uuid(self) -> str:
        """A version-4 UUID in hex, as PostgreSQL reads it."""
        bits = self.getrandbits(128)
        return f"{bits & ~(0xF << 76) & ~(0x3 << 62) | (0x4 << 76) | (0x2 << 62):032x}"


def uuid_of(table: str, number: int) -> str:
    """Always the same for the same row, without a throw of the dice."""
    return uuid5(NAMESPACE_OID, f"{table}/{number}").hex


def dice(*seed: object) -> Dice:
    return Dice("/".join(map(str, seed)))
