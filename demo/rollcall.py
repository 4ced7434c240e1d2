"""The roll of the day with both bases, as `meetings.services.rollcall` would freeze it."""

from dataclasses import dataclass, field
from datetime import date, time

from meetings.models import AttendanceStatus, Exclusion

from .chance import Dice
from .days import later
from .people import Person, Stay
from .schedule import OPEN, Sitting
from .tables import ATTENDANCE, ATTENDANCE_NOTE
from .texts.corpus import Pools
from .writer import Writer

UNKNOWN, PRESENT = AttendanceStatus.UNKNOWN.value, AttendanceStatus.PRESENT.value
ONLINE, EXCUSED = AttendanceStatus.ONLINE.value, AttendanceStatus.EXCUSED.value
UNEXCUSED, EXEMPT = AttendanceStatus.UNEXCUSED.value, AttendanceStatus.EXEMPT.value
NOT_REQUIRED = AttendanceStatus.NOT_REQUIRED.value

VOTES, PROBATIONARY = Exclusion.NONE.value, Exclusion.PROBATIONARY.value
IS_EXEMPT, SUSPENDED = Exclusion.EXEMPT.value, Exclusion.SUSPENDED.value
AWAY, HERE = Exclusion.TEMPORARILY_AWAY.value, Exclusion.TEMPORARILY_HERE.value
EXEMPT_PROBATIONARY = Exclusion.EXEMPT_PROBATIONARY.value
# Of those who say beforehand that they cannot come, and of those who stay away without a word.
SHARE_EXCUSED = 0.8


@dataclass(slots=True)
class Turnout:
    """Who was on the roll of one meeting, in which base, and what the roll call says."""

    on_roll: list[tuple[Person, int]] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    present: list[Person] = field(default_factory=list)
    voters_present: int = 0
    roll_count: int = 0
    attendance_base: int = 0
    voting_base: int = 0
    present_in_base: int = 0
    excused: int = 0
    unexcused: int = 0


def invited(stays: list[Stay], day: date) -> list[tuple[Person, int]]:
    """Everyone on the roll of the day with the reason to stand outside a base."""
    return [
        (stay.person, exclusion_of(stay.person, day, is_guest=stay.is_guest))
        for stay in stays
        if stay.covers(day)
    ]


def exclusion_of(person: Person, day: date, *, is_guest: bool) -> int:
    """Twin of `meetings.services.rollcall`: the first reason that holds."""
    if is_guest:
        return HERE
    if (
        person.suspended_from
        and person.suspended_from <= day
        and not (person.suspended_to and person.suspended_to <= day)
    ):
        return SUSPENDED
    if person.away and person.away[0] <= day and not (person.away[1] and person.away[1] <= day):
        return AWAY
    is_official = person.official_on <= day
    if person.exempt_from and person.exempt_from <= day:
        return IS_EXEMPT if is_official else EXEMPT_PROBATIONARY
    return VOTES if is_official else PROBATIONARY


class RollCall:
    def __init__(self, writer: Writer, chance: Dice, pools: Pools) -> None:
        self.writer, self.chance, self.pools = writer, chance, pools

    def take(
        self, sitting: Sitting, people: list[tuple[Person, int]], chair: Person, *, zeal: float
    ) -> Turnout:
        """Marks everybody; `zeal` scales how likely people come. The chair always does."""
        turnout = Turnout(on_roll=people)
        is_open = sitting.state == OPEN
        for person, exclusion in people:
            mark = self._mark(person, exclusion, zeal, is_hybrid=sitting.form != "in_person")
            if person is chair:
                mark = PRESENT
            elif is_open and mark not in (EXEMPT, NOT_REQUIRED) and self.chance.happens(0.5):
                mark = UNKNOWN
            turnout.marks.append(mark)
            self._count(turnout, person, exclusion, mark)
        turnout.voting_base += sum(1 for _person, exclusion in people if exclusion == VOTES)
        return turnout

    def write(self, sitting: Sitting, turnout: Turnout) -> None:
        key = sitting.id
        self.writer.extend(
            ATTENDANCE,
            [
                f"{key}\t{person.id}\t{mark}\t{exclusion}"
                for (person, exclusion), mark in zip(turnout.on_roll, turnout.marks, strict=True)
            ],
        )
        reasons, chance = self.pools["reason"], self.chance
        for (person, _exclusion), mark in zip(turnout.on_roll, turnout.marks, strict=True):
            if mark == EXCUSED:
                self._note(key, person, chance.pick(reasons).fixed, None, None)
            elif mark == PRESENT and chance.happens(0.012):
                late = later(sitting.starts_at, chance.number(8, 35)).time()
                self._note(key, person, chance.pick(self.pools["late"]).fixed, late, None)

    def _mark(self, person: Person, exclusion: int, zeal: float, *, is_hybrid: bool) -> int:
        throw = self.chance.random()
        if exclusion in (SUSPENDED, AWAY):
            return NOT_REQUIRED
        if exclusion in (IS_EXEMPT, EXEMPT_PROBATIONARY):
            return PRESENT if throw < 0.12 else EXEMPT
        if throw < person.diligence * zeal:
            return ONLINE if is_hybrid and self.chance.happens(0.2) else PRESENT
        return EXCUSED if self.chance.happens(SHARE_EXCUSED) else UNEXCUSED

    def _count(self, turnout: Turnout, person: Person, exclusion: int, mark: int) -> None:
        in_base = exclusion in (VOTES, PROBATIONARY)
        turnout.roll_count += exclusion != HERE
        turnout.attendance_base += in_base
        if mark in (PRESENT, ONLINE):
            turnout.present.append(person)
            turnout.present_in_base += in_base
            turnout.voters_present += exclusion in (VOTES, IS_EXEMPT)
            turnout.voting_base += exclusion == IS_EXEMPT
        elif in_base:
            turnout.excused += mark == EXCUSED
            turnout.unexcused += mark == UNEXCUSED

    def _note(
        self, meeting: int, person: Person, reason: str, late: time | None, left: time | None
    ) -> None:
        self.writer.add(
            ATTENDANCE_NOTE,
            self.writer.next_id(ATTENDANCE_NOTE), meeting, person.id, reason, late, left,
        )  # fmt: skip
