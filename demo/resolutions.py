"""Resolutions and conclusions, the tasks they give, and what became of those."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from meetings.models import Resolution, TaskState

from .chance import Dice
from .days import moment
from .minutes import Evening
from .people import Person
from .schedule import THEMATIC
from .tables import PROGRESS, RESOLUTION, TASK
from .texts.corpus import Duty, Pools, duties_of
from .texts.phrases import Phrase
from .texts.scene import Scene
from .weak import OVERDUE, Weakness
from .writer import Writer

OPEN, IN_PROGRESS = TaskState.OPEN.value, TaskState.IN_PROGRESS.value
ON_TIME, LATE = TaskState.DONE_ON_TIME.value, TaskState.DONE_LATE.value
CARRIED, CANCELLED = TaskState.CARRIED_OVER.value, TaskState.CANCELLED.value
RESOLUTION_TYPE, CONCLUSION_TYPE = (
    Resolution.Kind.RESOLUTION.value,
    Resolution.Kind.CONCLUSION.value,
)


@dataclass(slots=True)
class Given:
    """A task as the next meeting looks back on it."""

    id: int
    public_id: str
    state: str
    due_on: date
    done_on: date | None
    description: str
    owner: Person
    proof: str


@dataclass(slots=True)
class Fate:
    state: str
    done_on: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Part:
    """A task of the showcase: who has it, when it is due from today, how far it is."""

    owner: Person
    days: int
    state: str


class Secretariat:
    """Writes the papers of one branch that bind: resolutions with their tasks."""

    def __init__(
        self,
        writer: Writer,
        chance: Dice,
        pools: Pools,
        *,
        kind: str,
        now: datetime,
        weakness: Weakness | None,
    ) -> None:
        self.writer, self.chance, self.weakness = writer, chance, weakness
        self.now, self.today = now, now.date()
        self.corpus, self.kind = pools, kind
        self.last: list[Given] = []
        # Written beforehand for the resolution of one month, so that the showcase shows all states.
        self.script: dict[date, list[Part]] = {}

    def kind_of(self, evening: Evening) -> str:
        return CONCLUSION_TYPE if evening.sitting.kind == THEMATIC else RESOLUTION_TYPE

    def abstract_of(self, evening: Evening) -> str:
        if evening.sitting.kind == THEMATIC:
            return f"về chuyên đề “{evening.sitting.subject.title}”"
        return f"về lãnh đạo thực hiện nhiệm vụ tháng {evening.scene.words['thangsau']}"

    def resolve(
        self, evening: Evening, vote: int | None, number: int | None, account: int | None
    ) -> list[Given]:
        """The resolution of the evening; without a number it is a draft and gives no task."""
        sitting, scene = evening.sitting, evening.scene
        key = self.writer.next_id(RESOLUTION)
        works = self._works(evening)
        listed = "\n".join(f"{position}. {work}" for position, (work, _p) in enumerate(works, 1))
        published_at = sitting.approved_at if number else None
        self.writer.add(
            RESOLUTION,
            key, self.chance.uuid(), sitting.id, self.kind_of(evening), self.abstract_of(evening),
            "\n".join(phrase.fixed for phrase in self.corpus["legal"]),
            self._say("assessment", scene) + "\n\n" + self._say("shortcoming", scene),
            self._say("direction", scene) + "\n\n" + listed, self._say("implementation", scene),
            vote, number, published_at,
            evening.chair.id if published_at else None,
        )  # fmt: skip
        given = self._give(evening, key, works, published_at, account)
        if sitting.kind != THEMATIC:
            self.last = given
        return given

    def done_by(self, day: date) -> int:
        """How many of the last resolution's tasks are done when the branch meets again."""
        return sum(1 for task in self.last if task.done_on and task.done_on <= day)

    def _works(self, evening: Evening) -> list[tuple[str, str]]:
        chance, sitting = self.chance, evening.sitting
        chosen: list[Duty] = chance.sample(
            sitting.subject.task, min(len(sitting.subject.task), chance.number(1, 2))
        )
        if sitting.kind != THEMATIC:
            chosen.append(chance.pick(sitting.second.task))
            chosen.append(chance.pick(duties_of(self.kind)))
        return [(duty.work.say(evening.scene, chance), duty.proof) for duty in chosen]

    def _give(
        self,
        evening: Evening,
        resolution: int,
        works: list[tuple[str, str]],
        published_at: datetime | None,
        account: int | None,
    ) -> list[Given]:
        carries = published_at and evening.sitting.kind != THEMATIC
        carried = [task for task in self.last if task.state == CARRIED] if carries else []
        given = [
            self._task(evening, resolution, position, work, published_at, account)
            for position, work in enumerate(works, start=1)
        ]
        for position, task in enumerate(carried, start=len(works) + 1):
            work = task.description, task.proof
            given.append(
                self._task(evening, resolution, position, work, published_at, account, task)
            )
        return given

    def _task(
        self,
        evening: Evening,
        resolution: int,
        position: int,
        work: tuple[str, str],
        published_at: datetime | None,
        account: int | None,
        carried: Given | None = None,
    ) -> Given:
        chance, unit, day = self.chance, evening.sitting.organization, evening.sitting.day
        owner = carried.owner if carried else chance.pick(evening.turnout.present)
        due_on = day + timedelta(days=chance.number(12, 34))
        assigned_on = published_at.date() if published_at else None
        due_on = max(due_on, assigned_on or due_on)
        fate = self._fate(due_on, assigned_on, may_carry=not carried)
        parts = self.script.get(evening.sitting.month, []) if assigned_on else []
        if position <= len(parts):
            part = parts[position - 1]
            owner, fate = part.owner, Fate(part.state)
            due_on = max(self.today + timedelta(days=part.days), assigned_on or due_on)
        key, public_id = self.writer.next_id(TASK), chance.uuid()
        self.writer.add(
            TASK,
            key, public_id, resolution, unit.id, unit.superior_id, unit.grassroots_id,
            unit.branch_id, position, work[0], owner.id, due_on, work[1], fate.state,
            assigned_on is not None, assigned_on, fate.done_on, fate.reason,
            carried.id if carried else None,
        )  # fmt: skip
        is_overdue = assigned_on and due_on < self.today and fate.state in (OPEN, IN_PROGRESS)
        if is_overdue and self.weakness:
            self.weakness.note(OVERDUE, public_id)
        if assigned_on:
            self._report(key, fate, assigned_on, evening.scene, owner.account or account)
        return Given(key, public_id, fate.state, due_on, fate.done_on, work[0], owner, work[1])

    def _fate(self, due_on: date, assigned_on: date | None, *, may_carry: bool) -> Fate:
        """What has become of a task by today."""
        if assigned_on is None:
            return Fate(OPEN)
        throw, age = self.chance.random(), (self.today - due_on).days
        if age <= 0:
            return self._underway(throw, assigned_on)
        if self.weakness and self.weakness.has(OVERDUE) and age < 260 and throw < 0.6:
            return Fate(OPEN if throw < 0.4 else IN_PROGRESS)
        if age < 60 and throw < 0.03:
            return Fate(OPEN)
        if may_carry and throw > 0.98:
            return Fate(CARRIED)
        if throw > 0.965:
            return Fate(CANCELLED, reason=self._say_fixed("cancelled"))
        if throw > 0.86 and age > 1:
            done_on = due_on + timedelta(days=self.chance.number(1, min(age, 20)))
            return Fate(LATE, done_on)
        span = (due_on - assigned_on).days
        return Fate(ON_TIME, due_on - timedelta(days=self.chance.number(0, span)))

    def _underway(self, throw: float, assigned_on: date) -> Fate:
        if throw < 0.15 and assigned_on < self.today:
            return Fate(ON_TIME, self.today - timedelta(days=self.chance.number(0, 1)))
        return Fate(OPEN if throw < 0.6 else IN_PROGRESS)

    def _report(
        self, task: int, fate: Fate, assigned_on: date, scene: Scene, account: int | None
    ) -> None:
        """What the owner said of it: the end, or that it is under way."""
        if fate.state in (OPEN, CARRIED, CANCELLED):
            return
        said_on = fate.done_on or min(self.today - timedelta(days=1), assigned_on)
        text = "progress_late" if fate.state == LATE else "progress"
        self.writer.add(
            PROGRESS,
            self.writer.next_id(PROGRESS), task, self._say(text, scene), fate.state,
            min(moment(said_on, self.chance.number(7, 21)), self.now), account,
        )  # fmt: skip

    def _say(self, name: str, scene: Scene) -> str:
        phrase: Phrase = self.chance.pick(self.corpus[name])
        return phrase.say(scene, self.chance)

    def _say_fixed(self, name: str) -> str:
        return self.chance.pick(self.corpus[name]).fixed
