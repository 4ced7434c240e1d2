"""When a branch meets: every meeting of the months shown, with its kind, moment and state."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from branches.models import BranchKind
from meetings.models import Form, MeetingKind, MeetingState

from .chance import Dice
from .days import add_months, first_of, later, moment, quarter_name, quarter_of
from .texts.corpus import Subject, subjects_of
from .tree import Unit
from .weak import MISSED, NO_THEMATIC, NOT_FILED, Weakness

PERIODIC, THEMATIC = MeetingKind.PERIODIC.value, MeetingKind.THEMATIC.value
COMBINED = MeetingKind.COMBINED.value
COMMITTEE, CELL = MeetingKind.COMMITTEE.value, MeetingKind.CELL.value
PLANNED, CALLED = MeetingState.PLANNED.value, MeetingState.CALLED.value
OPEN, HELD = MeetingState.OPEN.value, MeetingState.HELD.value
MINUTED, APPROVED = MeetingState.MINUTED.value, MeetingState.APPROVED.value
CANCELLED, POSTPONED = MeetingState.CANCELLED.value, MeetingState.POSTPONED.value
CALLED_OFF = {CANCELLED, POSTPONED}
BEGUN = {OPEN, HELD, MINUTED, APPROVED}
ENDED = {HELD, MINUTED, APPROVED}

# Nobody meets on a national day; (month, day).
HOLIDAYS = {(1, 1), (4, 30), (5, 1), (9, 1), (9, 2)}
PLANNED_MINUTES = {PERIODIC: 120, THEMATIC: 120, COMBINED: 150, COMMITTEE: 60, CELL: 75}
# (shortest, longest) that such meetings really last.
LASTING = {PERIODIC: (92, 126), THEMATIC: (90, 118), COMBINED: (120, 152), COMMITTEE: (45, 70),
           CELL: (50, 80)}  # fmt: skip


@dataclass(slots=True)
class Sitting:
    """One meeting as it went, before any row of it is written."""

    id: int
    public_id: str
    organization: Unit
    kind: str
    month: date
    starts_at: datetime
    state: str
    subject: Subject
    second: Subject
    called_at: datetime | None = None
    opened_at: datetime | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    approved_at: datetime | None = None
    form: str = Form.IN_PERSON.value

    @property
    def day(self) -> date:
        return self.starts_at.date()

    @property
    def ends_at(self) -> datetime:
        return later(self.starts_at, PLANNED_MINUTES[self.kind])


@dataclass(frozen=True)
class Habits:
    """How a branch usually does it."""

    day: int
    hour: int
    minute: int
    combines: bool
    is_hybrid: bool


def habits_of(branch: Unit, chance: Dice) -> Habits:
    if branch.is_showcase:
        return Habits(5, 19, 30, combines=False, is_hybrid=False)
    if branch.branch_kind in (BranchKind.STREET, BranchKind.VILLAGE):
        hour, minute = chance.pick([(19, 30), (19, 30), (20, 0), (19, 0), (8, 0), (14, 30)])
    else:
        hour, minute = chance.pick([(8, 0), (14, 0), (15, 30), (16, 0), (7, 30)])
    day = chance.number(1, 8) if chance.happens(0.8) else chance.number(20, 26)
    return Habits(day, hour, minute, chance.happens(0.4), chance.happens(0.06))


class Scheduler:
    """Plans one branch; meetings come out in the order in which they are held."""

    def __init__(
        self, branch: Unit, chance: Dice, *, now: datetime, weakness: Weakness | None
    ) -> None:
        self.branch, self.chance, self.now, self.weakness = branch, chance, now, weakness
        self.today = now.date()
        self.habits = habits_of(branch, chance)
        self.lapses: list[str] = []
        self._subjects = list(subjects_of(branch.branch_kind))
        self._next = 0

    def plan(self, months: list[date]) -> list[Sitting]:
        missed = self._missed(months)
        thematic = self._thematic(months)
        sittings = []
        for month in months:
            if month in missed:
                continue
            sittings += self._meet(COMBINED if thematic.get(month) == COMBINED else PERIODIC, month)
            if thematic.get(month) == THEMATIC:
                sittings += self._meet(THEMATIC, month)
        return sorted(sittings, key=lambda sitting: sitting.starts_at)

    def _missed(self, months: list[date]) -> set[date]:
        past = [month for month in months if month < first_of(self.today)]
        if self.branch.is_showcase:
            return set()
        if self.weakness and self.weakness.has(MISSED):
            recent = past[-12:]
            missed = self.chance.sample(recent, min(len(recent), self.chance.number(3, 6)))
            for month in sorted(missed):
                self.weakness.note(MISSED, f"{month:%Y-%m}")
            return set(missed)
        lapses = [month for month in past if self.chance.happens(0.003)]
        self.lapses += [f"{month:%Y-%m}" for month in lapses]
        return set(lapses)

    def _thematic(self, months: list[date]) -> dict[date, str]:
        """One a quarter, held apart or together with the periodic meeting."""
        found = {}
        quarters = sorted({quarter_of(month) for month in months})
        current = quarter_of(self.today)
        for quarter in quarters:
            own = [add_months(date(quarter[0], quarter[1] * 3 - 2, 1), step) for step in range(3)]
            month = self.chance.pick(own)
            is_combined = self.habits.combines and self.chance.happens(0.8)
            if self.weakness and self.weakness.has(NO_THEMATIC):
                if quarter < current and own[0] >= months[0]:
                    self.weakness.note(NO_THEMATIC, quarter_name(quarter))
                continue
            if month in months:
                found[month] = COMBINED if is_combined else THEMATIC
        return found

    def _meet(self, kind: str, month: date) -> list[Sitting]:
        """Usually one meeting; a cancelled one comes with the one held instead."""
        starts_at = self._moment(kind, month)
        if month == first_of(self.today) and self.chance.happens(0.45):
            # So that the month of today has meetings in every state, whatever its day is.
            near = self.today + timedelta(days=self.chance.number(-2, 9))
            starts_at = moment(near, self.habits.hour, self.habits.minute)
        sitting = self._sitting(kind, month, starts_at)
        if sitting.state in ENDED and self.chance.happens(0.006):
            called_off = self._sitting(kind, month, starts_at - timedelta(days=4))
            called_off.state = CANCELLED
            called_off.opened_at = called_off.began_at = None
            called_off.ended_at = called_off.approved_at = None
            return [called_off, sitting]
        if sitting.state == CALLED and self.chance.happens(0.04):
            sitting.state = POSTPONED
        return [sitting]

    def _moment(self, kind: str, month: date) -> datetime:
        day = self.habits.day + self.chance.number(0, 1)
        if kind == THEMATIC:
            day = (day + 12) % 27 + 1
        while (month.month, day) in HOLIDAYS:
            day += 1
        return moment(month.replace(day=day), self.habits.hour, self.habits.minute)

    def _sitting(self, kind: str, month: date, starts_at: datetime) -> Sitting:
        return timed(
            Sitting(
                id=0,
                public_id=self.chance.uuid(),
                organization=self.branch,
                kind=kind,
                month=month,
                starts_at=starts_at,
                state=PLANNED,
                subject=self._subject(),
                second=self._subject(),
                form=self._form(),
            ),
            self.chance,
            now=self.now,
            is_filed=self._files(month),
        )

    def _files(self, month: date) -> bool:
        """Those who stopped filing minutes did file them in their first months."""
        has_stopped = self.weakness and self.weakness.has(NOT_FILED)
        return not has_stopped or month < add_months(self.today, -10)

    def _form(self) -> str:
        is_hybrid = self.habits.is_hybrid and self.chance.happens(0.5)
        return Form.HYBRID.value if is_hybrid else Form.IN_PERSON.value

    def _subject(self) -> Subject:
        """All subjects of the branch in a shuffled order, then again in another."""
        if self._next % len(self._subjects) == 0:
            self.chance.shuffle(self._subjects)
        self._next += 1
        return self._subjects[self._next % len(self._subjects)]


def timed(sitting: Sitting, chance: Dice, *, now: datetime, is_filed: bool) -> Sitting:
    """Called, opened, ended, approved when such meetings are: as far as that is not after now."""
    starts_at = sitting.starts_at
    called_at = starts_at - timedelta(days=chance.number(3, 6), minutes=chance.number(0, 500))
    if called_at >= now:
        return sitting
    sitting.called_at, sitting.state = called_at, CALLED
    if starts_at >= now:
        return sitting
    sitting.opened_at = starts_at - timedelta(minutes=chance.number(2, 15))
    sitting.began_at, sitting.state = later(starts_at, chance.number(0, 6)), OPEN
    shortest, longest = LASTING[sitting.kind]
    length = chance.number(shortest, longest) - (15 if chance.happens(0.05) else 0)
    ended_at = later(sitting.began_at, length)
    if ended_at >= now:
        return sitting
    sitting.ended_at, sitting.state = ended_at, HELD
    if not is_filed:
        return sitting
    delay = chance.number(120, 2700) if chance.happens(0.9) else chance.number(3000, 9000)
    approved_at = later(ended_at, delay)
    if approved_at < now:
        sitting.approved_at, sitting.state = approved_at, APPROVED
    elif chance.happens(0.5):
        sitting.state = MINUTED
    return sitting
