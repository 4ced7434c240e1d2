"""The standard agendas of the database, and what each of their items is for."""

from dataclasses import dataclass

from meetings.models import AgendaTemplateItem
from papers.text import fold

from .chance import Dice
from .people import Person
from .schedule import Sitting
from .tables import AGENDA_ITEM
from .texts.corpus import sections
from .writer import Writer

# What the title of an item must contain → the section of the corpus that speaks under it. In this
# order: “Học tập và làm theo tư tưởng…” is not about the members' ideology.
ROLES = {
    "tuyen bo ly do": "opening",
    "cu thu ky": "roll",
    "kiem dien": "roll",
    "thong qua chuong trinh": "agenda",
    "hoc tap va lam theo": "learning",
    "thoi su": "news",
    "pho bien": "news",
    "tinh hinh tu tuong": "ideology",
    "ket qua thuc hien": "results",
    "danh gia viec thuc hien": "results",
    "kiem diem nhiem vu": "results",
    "phe binh": "criticism",
    "nhiem vu trong tam": "tasks",
    "trinh bay chuyen de": "present",
    "dinh huong": "orient",
    "chat luong chuyen de": "quality",
    "tu danh gia": "grade",
    "thao luan": "discussion",
    "ban noi dung": "discussion",
    "kien nghi voi chi bo": "discussion",
    "phan cong": "orders",
    "bieu quyet": "vote",
    "thong qua bien ban": "reading",
}
OTHER = "other"
BY_OTHERS = {"present", "news", "results", "learning"}


@dataclass(frozen=True)
class Item:
    """One line of a standard agenda."""

    position: int
    section: int
    title: str
    category: str
    minutes: int
    hint: str
    role: str


@dataclass(frozen=True)
class ItemWritten:
    """One agenda item of one meeting, after it has been written."""

    id: int
    role: str


class Agendas:
    def __init__(self) -> None:
        self._items: dict[str, list[Item]] = {}
        rows = AgendaTemplateItem.objects.filter(
            template__organization=None, template__valid_to=None
        ).select_related("template")
        for row in rows.order_by("template__valid_from", "position"):
            item = Item(
                row.position, row.section, row.title, row.category, row.planned_minutes, row.hint,
                _role(row.title),
            )  # fmt: skip
            self._items.setdefault(row.template.kind, []).append(item)

    def write(
        self, writer: Writer, chance: Dice, sitting: Sitting, chair: Person, others: list[Person]
    ) -> list[ItemWritten]:
        """The items of the meeting, from the standard agenda of its kind."""
        questions = sections()["question"]
        written = []
        for item in self._items.get(sitting.kind, []):
            key = writer.next_id(AGENDA_ITEM)
            presenter = chance.pick(others) if others and item.role in BY_OTHERS else chair
            asks = item.role == "discussion" and chance.happens(0.7)
            writer.add(
                AGENDA_ITEM,
                key, chance.uuid(), sitting.id, item.position, item.section,
                self._title(item, sitting), presenter.id, item.category, item.minutes,
                chance.pick(questions).fixed if asks else "", item.hint,
            )  # fmt: skip
            written.append(ItemWritten(key, item.role))
        return written

    def _title(self, item: Item, sitting: Sitting) -> str:
        if item.role == "present":
            return f"{item.title}: {sitting.subject.title}"
        return item.title


def _role(title: str) -> str:
    plain = fold(title)
    return next((role for words, role in ROLES.items() if words in plain), OTHER)
