"""What follows the roll call: minutes, the vote, the resolution and its numbers."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from branches.rules import Rules

from .agenda import ItemWritten
from .chance import Dice
from .days import add_months, months_between
from .minutes import Evening, Record, Recorder, copy_of
from .names import full_name
from .notices import Post
from .people import Person
from .resolutions import Secretariat
from .rollcall import Turnout
from .schedule import APPROVED, ENDED, HELD, MINUTED, THEMATIC, Sitting
from .tables import GUEST, NUMBER
from .texts.corpus import Pools
from .texts.scene import Scene
from .titles import OFFICES
from .tree import Unit
from .votes import Polls
from .weak import COPIED_BRANCH, COPIED_MONTH, NOT_FILED, Weakness
from .writer import Writer

MINUTES_TYPE = "BB"
DAYS_OF_TASK_MESSAGES = 45
MONTHS_COPIED = 9


@dataclass
class Archive:
    """The minutes of a branch that a weak sibling may copy: {(month, kind): (id, words)}."""

    records: dict[tuple[date, str], tuple[str, Record]] = field(default_factory=dict)


class Registrar:
    """Issues the numbers of one branch: from 01 in each term and type, in order of approval."""

    def __init__(self, writer: Writer, branch: Unit) -> None:
        self.writer, self.branch = writer, branch
        self._last: Counter[tuple[int, str]] = Counter()

    def issue(self, document_type: str, day: date) -> int:
        term = self.branch.term_on(day)
        self._last[term.id, document_type] += 1
        key = self.writer.next_id(NUMBER)
        self.writer.add(
            NUMBER,
            key, self.branch.id, term.id, document_type, self._last[term.id, document_type], day,
        )  # fmt: skip
        return key


class Filing:
    def __init__(
        self,
        writer: Writer,
        chance: Dice,
        post: Post,
        registrar: Registrar,
        rules: Rules,
        pools: Pools,
        *,
        now: datetime,
        last_month: date,
        weakness: Weakness | None,
        sibling: Archive | None,
        account: int | None,
    ) -> None:
        self.writer, self.chance, self.post, self.registrar = writer, chance, post, registrar
        self.now, self.last_month, self.account = now, last_month, account
        self.weakness, self.sibling = weakness, sibling
        self.archive = Archive()
        self.recorder = Recorder(writer, chance, pools)
        self.polls = Polls(writer, chance, rules)
        self.secretariat = Secretariat(
            writer, chance, pools, kind=registrar.branch.branch_kind, now=now, weakness=weakness
        )

    def attend(
        self, sitting: Sitting, turnout: Turnout, scene: Scene, chair: Person, recorder: Person
    ) -> Evening:
        """Everything the recorder must know, guests included."""
        chance = self.chance
        scene.people = [person.name for person in turnout.present]
        guests = []
        if chance.happens(0.12):
            guests.append(full_name(chance, "m", 1970))
            office = f"{chance.pick(OFFICES)} {scene.words['db']}"
            self.writer.add(GUEST, self.writer.next_id(GUEST), sitting.id, guests[0], office)
        scene.words |= {
            "bt": f"đồng chí {chair.name}",
            "thuky": f"đồng chí {recorder.name}",
            "thukyc": f"đồng chí {recorder.name}",
            "chuyende": sitting.subject.title,
            "tong": str(turnout.roll_count),
            "comat": str(len(turnout.present)),
            "phep": str(turnout.excused),
            "khongphep": str(turnout.unexcused),
            "khach": "; giới thiệu đại biểu cấp trên về dự" if guests else "",
        }
        return Evening(
            sitting, turnout, scene, chair, recorder, guests,
            tasks_given=len(self.secretariat.last),
            tasks_done=self.secretariat.done_by(sitting.day),
        )  # fmt: skip

    def file(self, evening: Evening, items: list[ItemWritten], number: int | None) -> None:
        """Minutes with `number` when approved, the vote, and the resolution it carries."""
        sitting = evening.sitting
        record = self._perhaps_copied(evening, self.recorder.invent(evening))
        self.archive.records[sitting.month, sitting.kind] = sitting.public_id, record
        entries = self.recorder.write(evening, items, record, number)
        if sitting.state in ENDED:
            if self.weakness and sitting.state == HELD:
                self.weakness.note(NOT_FILED, sitting.public_id)
            if "vote" in entries:
                self._resolve(evening, entries["vote"])

    def _perhaps_copied(self, evening: Evening, own: Record) -> Record:
        """What a weak branch files instead of minutes of its own."""
        sitting, weakness = evening.sitting, self.weakness
        if not weakness or sitting.state not in (MINUTED, APPROVED):
            return own
        source, sign = None, ""
        if weakness.has(COPIED_BRANCH) and self.sibling and self.chance.happens(0.7):
            source = self.sibling.records.get((sitting.month, sitting.kind))
            sign = COPIED_BRANCH
        recent = months_between(sitting.month, self.last_month) < MONTHS_COPIED
        if not source and weakness.has(COPIED_MONTH) and recent and sitting.kind != THEMATIC:
            source = self.archive.records.get((add_months(sitting.month, -1), sitting.kind))
            sign = COPIED_MONTH
        if not source:
            return own
        weakness.note(sign, {"meeting": sitting.public_id, "from": source[0]})
        return copy_of(source[1], own, evening.turnout.present)

    def _resolve(self, evening: Evening, entry: int) -> None:
        """The vote on the paper of the evening; what is approved and carried is published."""
        sitting = evening.sitting
        if sitting.kind == THEMATIC and self.chance.happens(0.25):
            return
        if sitting.state == HELD:
            self.secretariat.resolve(evening, None, None, self.account)
            return
        kind = self.secretariat.kind_of(evening)
        name = "Kết luận" if sitting.kind == THEMATIC else "Nghị quyết"
        question = f"Thông qua {name} {self.secretariat.abstract_of(evening)}"
        vote, is_adopted = self.polls.adopt(entry, question, evening.turnout)
        self.polls.confirm_members(entry, sitting, evening.turnout)
        if not is_adopted:
            return
        number = (
            self.registrar.issue(kind, sitting.approved_at.date()) if sitting.approved_at else None
        )
        given = self.secretariat.resolve(evening, vote, number, self.account)
        if sitting.approved_at and (self.now - sitting.approved_at).days < DAYS_OF_TASK_MESSAGES:
            for task in given:
                self.post.hand_out(task, sitting.organization, sitting.approved_at, self.account)
