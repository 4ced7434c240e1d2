"""The people everybody logs in as, chosen in the ward before anyone else gets an account."""

from datetime import date

from .days import add_years
from .logins import Registry
from .people import Person, Roll
from .posts import AUDITOR, SECRETARY, Cabinet


class Showcase:
    """Names the accounts of the showcase branch, and keeps who sits in the committees above."""

    def __init__(self, registry: Registry, *, today: date) -> None:
        self.registry = registry
        self.since = add_years(today, -7)
        self.in_ward: list[tuple[str, Person]] = []
        self.in_district: list[tuple[str, Person]] = []

    def cast(self, cabinets: list[Cabinet], rolls: list[Roll]) -> None:
        own = next(cabinet for cabinet in cabinets if cabinet.branch.is_showcase)
        self.registry.open(own.secretary, "bithu")
        self.registry.open(own.deputy, "phobithu")
        self.registry.open(own.cell_leaders[0], "totruong")
        home = next(roll for roll in rolls if roll.branch is own.branch)
        self.registry.open(self._ordinary([home])[0], "dangvien")
        others = self._ordinary([roll for roll in rolls if roll is not home] or [home])
        for username, post, seats, person in zip(
            ("danguy", "quanuy", "kiemtra"),
            (SECRETARY, SECRETARY, AUDITOR),
            (self.in_ward, self.in_district, self.in_district),
            others,
            strict=False,
        ):
            self.registry.open(person, username)
            seats.append((post, person))

    def _ordinary(self, rolls: list[Roll]) -> list[Person]:
        """Official members of some years who hold no post yet and have no account yet."""
        return [
            person
            for roll in rolls
            for person in roll.people
            if person.is_available
            and not person.is_leader
            and person.account is None
            and person.official_on < self.since
        ]
