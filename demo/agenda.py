"""The standard agendas of the database, and what each of their items is for."""

from dataclasses import dataclass

from meetings.models import AgendaTemplateItem
from papers.text import fold

from .chance import Dice
from .people import Person
from .schedule import Sitting
from .tables import AGENDA_ITEM
from .texts.corpus import sections_of
from .writer import Writer, escape

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
    """One line of a standard agenda, its columns joined as COPY reads them."""

    start: str  # position, part, title
    middle: str  # category, minutes
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
                f"{row.position}\t{row.section}\t{escape(row.title)}",
                f"{row.category}\t{row.planned_minutes}",
                escape(row.hint),
                _role(row.title),
            )
            self._items.setdefault(row.template.kind, []).append(item)

    def write(
        self, writer: Writer, chance: Dice, sitting: Sitting, chair: Person, others: list[Person]
    ) -> list[ItemWritten]:
        """The items of the meeting, from the standard agenda of its kind."""
        questions = sections_of("")["question"]
        written, lines = [], []
        for item in self._items.get(sitting.kind, []):
            key = writer.next_id(AGENDA_ITEM)
            presenter = chance.pick(others) if others and item.role in BY_OTHERS else chair
            asks = item.role == "discussion" and chance.happens(0.7)
            question = chance.pick(questions).fixed if asks else ""
            subject = f": {sitting.subject.title}" if item.role == "present" else ""
            lines.append(
                f"{key}\t{chance.uuid()}\t{sitting.id}\t{item.start}{subject}\t{presenter.id}"
                f"\t{item.middle}\t{question}\t{item.hint}"
            )
            written.append(ItemWritten(key, item.role))
        writer.extend(AGENDA_ITEM, lines)
        return written


def _role(title: str) -> str:
    plain = fold(title)
    return next((role for words, role in ROLES.items() if words in plain), OTHER)
