"""A person and a branch's roll, as the demo keeps them in memory."""

from dataclasses import dataclass, field
from datetime import date

from .tree import Unit


@dataclass(slots=True)
class Person:
    id: int
    name: str
    sex: str
    birth: date
    admitted: date
    official_on: date
    joined: date
    left: date | None = None
    exempt_from: date | None = None
    suspended_from: date | None = None
    suspended_to: date | None = None
    away: tuple[date, date | None] | None = None
    cell: Unit | None = None
    is_leader: bool = False
    account: int | None = None
    username: str = ""
    # How often this person comes when nothing else is the matter.
    diligence: float = 0.95

    @property
    def is_exempt(self) -> bool:
        return self.exempt_from is not None

    @property
    def is_available(self) -> bool:
        """Nothing keeps this person from holding a post."""
        return not (self.exempt_from or self.suspended_from or self.away)


@dataclass(slots=True)
class Stay:
    """A person on the roll of a branch from a day until, and not including, another."""

    person: Person
    start: date
    end: date | None
    is_guest: bool = False  # temporarily transferred in

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(slots=True)
class Roll:
    """A branch with everybody who was on its roll during the months of the demo."""

    branch: Unit
    people: list[Person] = field(default_factory=list)  # at home here today
    stays: list[Stay] = field(default_factory=list)
