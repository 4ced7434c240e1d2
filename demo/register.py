"""Writing people with their dated facts: affiliations and standings."""

from datetime import date

from members.models import Affiliation, StandingStatus

from .chance import Dice
from .days import add_months
from .names import handle, keys_of
from .people import Person, Roll
from .tables import AFFILIATION, MEMBER, STANDING
from .tree import Unit
from .writer import Writer

HOME, CELL = Affiliation.Kind.HOME.value, Affiliation.Kind.CELL.value
TEMPORARY, RESIDENCE = Affiliation.Kind.TEMPORARY.value, Affiliation.Kind.RESIDENCE.value


class Register:
    def __init__(self, writer: Writer, chance: Dice, *, today: date, months: int) -> None:
        self.writer, self.chance, self.today = writer, chance, today
        self.window = add_months(today.replace(day=1), -months)

    def write(self, roll: Roll) -> None:
        for person in roll.people:
            self.write_person(person, roll.branch)
        for stay in roll.stays:
            if stay.person.left and stay.end == stay.person.left:
                self.write_person(stay.person, None)
                self.affiliate(stay.person, roll.branch, HOME, stay.start, stay.end)

    def write_links(self, roll: Roll) -> None:
        """What names another branch too; after both have been written."""
        for stay in roll.stays:
            if stay.is_guest:
                self.affiliate(stay.person, roll.branch, TEMPORARY, stay.start, stay.end)
            elif stay.end and not stay.person.left:
                self.affiliate(stay.person, roll.branch, HOME, stay.start, stay.end)

    def write_person(self, person: Person, home: Unit | None) -> None:
        search_key, sort_key = keys_of(person.name)
        is_official = person.official_on <= self.today
        is_suspended = person.suspended_from is not None and (
            person.suspended_to is None or person.suspended_to > self.today
        )
        login = handle(person.name)
        self.writer.add(
            MEMBER,
            person.id, self.chance.uuid(), person.name, person.birth, person.sex,
            f"95{person.id:010d}" if is_official else None, person.admitted,
            # No telephone in Việt Nam begins with 019.
            f"019{self.chance.number(0, 9_999_999):07d}",
            f"{login}.{person.id}@example.org" if self.chance.happens(0.4) else "",
            home.id if home else None, person.cell.id if person.cell and home else None,
            is_official, person.is_exempt, is_suspended, search_key, sort_key,
        )  # fmt: skip
        if home:
            self.affiliate(person, home, HOME, person.joined, None)
            if person.cell:
                self.affiliate(person, person.cell, CELL, person.joined, None)
        self._write_standings(person)

    def affiliate(
        self, person: Person, unit: Unit, kind: str, start: date, end: date | None
    ) -> None:
        self.writer.add(
            AFFILIATION, self.writer.next_id(AFFILIATION), person.id, unit.id, kind, start, end, ""
        )

    def _write_standings(self, person: Person) -> None:
        """Probation only where it touches the months shown; older registers do not have it."""
        official, since = StandingStatus.OFFICIAL.value, person.official_on
        if since > self.window:
            self._stand(person, StandingStatus.PROBATIONARY.value, person.admitted, since)
        if since <= self.today:
            self._stand(person, official, since, None)
        if person.exempt_from:
            self._stand(person, StandingStatus.EXEMPT.value, person.exempt_from, None)
        if person.suspended_from:
            self._stand(
                person, StandingStatus.SUSPENDED.value, person.suspended_from, person.suspended_to
            )

    def _stand(self, person: Person, status: str, start: date, end: date | None) -> None:
        self.writer.add(STANDING, self.writer.next_id(STANDING), person.id, status, start, end, "")
