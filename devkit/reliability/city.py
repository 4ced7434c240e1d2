"""Runs inside the virtual environment: the notice of a whole capital, planned and delivered while
people read pages (R10)."""

from .scenarios import Row
from .stage import Stage


def r10_the_whole_city(stage: Stage, share: float) -> Row:
    raise NotImplementedError
