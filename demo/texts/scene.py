"""What the sentences of one meeting may speak of: branch, month, people, and a few figures."""

from datetime import date, timedelta

from demo.chance import Dice
from demo.days import add_months, quarter_of

STREETS = [
    "phố Bến Gốm", "phố Hàng Dâu", "phố Vườn Chè", "phố Cầu Đá", "đường Gò Sim", "phố Ao Sen",
    "đường Bờ Tre", "phố Chợ Mới", "đường Núi Nhạn", "phố Đình Thượng", "đường Cửa Sông",
]  # fmt: skip
ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}


class Scene:
    """Slots that stay the same through a meeting are words; the others are made each time."""

    def __init__(self, *, unit: str, above: str, month: date, held_on: date) -> None:
        following = add_months(month, 1)
        self.held_on = held_on
        self.people: list[str] = []
        self.words = {
            "dv": unit,
            "db": above,
            "dia": above,
            "thang": f"{month.month}/{month.year}",
            "thangsau": f"{following.month}/{following.year}",
            "nam": str(month.year),
            "quy": f"{ROMAN[quarter_of(following)[1]]}/{following.year}",
            "khach": "",
        }
        self._made = {
            "dc": self._comrade,
            "dc2": self._comrade,
            "dcc": self._comrade,
            "ngo": self._alley,
            "pho": lambda chance: chance.pick(STREETS),
            "pt": self._percent,
            "ngay": lambda chance: self._day(chance, 9, 27),
            "ngaytruoc": lambda chance: self._day(chance, -24, -3),
        }

    def fill(self, slot: str, chance: Dice) -> str:
        word = self.words.get(slot)
        return word if word is not None else self._made[slot](chance)

    def _comrade(self, chance: Dice) -> str:
        return f"đồng chí {chance.pick(self.people)}"

    def _alley(self, chance: Dice) -> str:
        number = chance.number(2, 168)
        if chance.happens(0.3):
            return f"ngách {number}/{chance.number(2, 30)}"
        return f"ngõ {number}"

    def _percent(self, chance: Dice) -> str:
        return f"{chance.number(71, 99)},{chance.number(1, 9)}%"

    def _day(self, chance: Dice, earliest: int, latest: int) -> str:
        day = self.held_on + timedelta(days=chance.number(earliest, latest))
        return f"{day.day}/{day.month}"
