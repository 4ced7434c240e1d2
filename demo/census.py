"""Inventing the members of one grassroots organisation: who they are and where they belong."""

from datetime import date, timedelta
from typing import NamedTuple

from branches.models import BranchKind

from .chance import Dice
from .days import add_months, add_years
from .names import full_name
from .people import Person, Roll, Stay
from .tables import MEMBER
from .tree import ESTABLISHED, Unit
from .writer import Writer


class Ages(NamedTuple):
    youngest: int
    usual: int
    oldest: int
    women: float


AGES: dict[str, Ages] = {
    BranchKind.STREET: Ages(24, 66, 91, 0.46),
    BranchKind.VILLAGE: Ages(22, 55, 88, 0.36),
    BranchKind.AGENCY: Ages(25, 40, 60, 0.44),
    BranchKind.ENTERPRISE: Ages(24, 38, 59, 0.38),
    BranchKind.PUBLIC_SERVICE: Ages(24, 38, 60, 0.68),
    BranchKind.STUDENTS: Ages(20, 21, 34, 0.48),
    BranchKind.FORCES: Ages(21, 30, 54, 0.08),
}


class Census:
    """Invents the people of one grassroots organisation and writes them."""

    def __init__(self, writer: Writer, chance: Dice, *, today: date, months: int) -> None:
        self.writer, self.chance, self.today = writer, chance, today
        self.window = add_months(today.replace(day=1), -months)

    def take(self, branches: list[Unit]) -> list[Roll]:
        rolls = [self._settle(branch) for branch in branches]
        for roll in rolls:
            self._move_about(roll, [other for other in rolls if other is not roll])
        return rolls

    def outsider(self) -> Person:
        """Somebody whose home is no branch of this city."""
        return self._person(BranchKind.AGENCY, 9)

    def _settle(self, branch: Unit) -> Roll:
        roll = Roll(branch)
        for position in range(branch.members):
            person = self._person(branch.branch_kind, position)
            roll.people.append(person)
            roll.stays.append(Stay(person, person.joined, None))
        if branch.is_showcase:
            self._arrange_showcase(roll)
        cells = branch.children
        for position, person in enumerate(roll.people):
            if cells:
                person.cell = cells[position % len(cells)]
        return roll

    def _person(self, branch_kind: str, position: int) -> Person:
        """The first of a branch are seasoned: someone must be able to lead it."""
        chance, ages = self.chance, AGES[branch_kind]
        sex = "f" if chance.happens(ages.women) else "m"
        is_seasoned = position < 4
        if is_seasoned:
            low, high = (28, 34) if ages.oldest < 40 else (36, min(ages.oldest - 3, 68))
            age: float = chance.number(low, high)
        else:
            age = chance.triangular(ages.youngest, ages.oldest, ages.usual)
        birth = self.today - timedelta(days=int(age * 365.25) + chance.number(0, 364))
        person = Person(
            id=self.writer.next_id(MEMBER),
            name=full_name(chance, sex, birth.year),
            sex=sex,
            birth=birth,
            admitted=birth,
            official_on=birth,
            joined=ESTABLISHED,
            diligence=min(0.995, chance.gauss(0.95, 0.03)),
        )
        self._admit(person, is_seasoned=is_seasoned)
        self._exempt(person, age)
        return person

    def _admit(self, person: Person, *, is_seasoned: bool) -> None:
        """Most were admitted long ago; the young, and a few more, lately."""
        chance = self.chance
        latest = add_years(self.window, -6 if is_seasoned else -2)
        earliest = add_years(person.birth, 20)
        is_new = chance.happens(0.035) and add_years(person.birth, 45) > self.today
        if not is_seasoned and (is_new or earliest >= latest):
            latest = self.today - timedelta(days=30)
            earliest = max(add_years(person.birth, 18), latest - timedelta(days=1200))
        else:
            earliest = max(
                min(earliest, latest - timedelta(days=90)), latest - timedelta(days=6000)
            )
        person.admitted = earliest + timedelta(days=chance.number(0, (latest - earliest).days))
        person.official_on = add_years(person.admitted, 1)
        person.joined = max(person.admitted, ESTABLISHED)

    def _exempt(self, person: Person, age: float) -> None:
        if age >= 72 and self.chance.happens((age - 66) / 32):
            since = add_years(person.birth, 71) + timedelta(days=self.chance.number(0, 2500))
            person.exempt_from = since if since < self.today else None

    def _arrange_showcase(self, roll: Roll) -> None:
        """Some of each kind, so that every page about people has something to show."""
        chance, last = self.chance, roll.people[-10:]
        for person in last:
            person.exempt_from = None
        for person in last[:3]:
            birth_year = self.today.year - chance.number(22, 31)
            person.birth = person.birth.replace(year=birth_year, day=min(person.birth.day, 28))
            person.admitted = self.today - timedelta(days=chance.number(60, 320))
            person.official_on = add_years(person.admitted, 1)
            person.joined = person.admitted
            person.name = full_name(chance, person.sex, birth_year)
        for person in last[3:6]:
            person.birth = person.birth.replace(
                year=self.today.year - chance.number(78, 88), day=min(person.birth.day, 28)
            )
            person.exempt_from = add_months(self.today.replace(day=1), -chance.number(8, 60))
        last[6].suspended_from = add_months(self.today.replace(day=1), -2)
        for stay in roll.stays:
            stay.start = stay.person.joined

    def _move_about(self, roll: Roll, others: list[Roll]) -> None:
        """Transfers, temporary stays, suspensions and those who left, within the months shown."""
        chance = self.chance
        movable = roll.people[4:]
        if roll.branch.is_showcase:
            movable = movable[:-10]
            self._stay_elsewhere(roll, roll.people[-2], others, since=100, until=None)
            self._stay_elsewhere(roll, roll.people[-1], others, since=260, until=130)
            self._take_in(roll, others)
        for person in movable:
            dart = chance.random()
            if dart < 0.012:
                self._came_from(roll, person, others)
            elif dart < 0.02:
                until = None if chance.happens(0.4) else chance.number(5, 90)
                self._stay_elsewhere(
                    roll, person, others, since=chance.number(95, 330), until=until
                )
            elif dart < 0.0225:
                start = self.today - timedelta(days=chance.number(150, 600))
                person.suspended_from = max(start, person.official_on)
                person.suspended_to = person.suspended_from + timedelta(days=90)
        for _ in range(round(len(roll.people) * 0.014)):
            self._departed(roll)

    def _came_from(self, roll: Roll, person: Person, others: list[Roll]) -> None:
        day = self.today - timedelta(days=self.chance.number(20, 640))
        if person.away or person.official_on >= day - timedelta(days=200):
            return
        stay = next(stay for stay in roll.stays if stay.person is person)
        if others:
            self.chance.pick(others).stays.append(Stay(person, stay.start, day))
        stay.start = person.joined = day

    def _stay_elsewhere(
        self, roll: Roll, person: Person, others: list[Roll], *, since: int, until: int | None
    ) -> None:
        start = self.today - timedelta(days=since)
        end = self.today - timedelta(days=until) if until else None
        if others and person.is_available and person.joined < start:
            person.away = start, end
            self.chance.pick(others).stays.append(Stay(person, start, end, is_guest=True))

    def _take_in(self, roll: Roll, others: list[Roll]) -> None:
        for other in others[:2]:
            person = other.people[-1]
            if person.is_available and person.joined < self.today - timedelta(days=80):
                person.away = self.today - timedelta(days=70), None
                roll.stays.append(Stay(person, person.away[0], None, is_guest=True))

    def _departed(self, roll: Roll) -> None:
        person = self._person(roll.branch.branch_kind, 0)
        person.exempt_from = None
        person.left = self.today - timedelta(days=self.chance.number(10, 700))
        if person.joined < person.left:
            roll.stays.append(Stay(person, person.joined, person.left))
