"""The numbers before headings where no style sheet counts them: in Word, and on the screen."""

from dataclasses import dataclass
from typing import Any

from .format import PaperStyle

_ROMAN = [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]


@dataclass
class Numbering:
    """Called for each heading of a paper's page in order."""

    style: PaperStyle
    parts: int = 0
    items: int = 0

    def before(self, heading: Any) -> str:
        first, second = self.style.heading_patterns[:2]
        if is_part(heading):
            self.parts, self.items = self.parts + 1, 0
            return first.replace("{}", roman(self.parts))
        self.items += 1
        return second.replace("{}", str(self.items))


def is_part(heading: Any) -> bool:
    return heading.tag == "h2" and "point" not in heading.get("class", "")


def roman(number: int) -> str:
    letters = ""
    for value, letter in _ROMAN:
        while number >= value:
            letters, number = letters + letter, number - value
    return letters
