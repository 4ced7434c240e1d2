"""Who holds which post: branch committees, cell leaders, committees above, reviewers, auditors."""

from datetime import date, timedelta
from itertools import zip_longest

from members.models import Post, PostKind

from .chance import Dice, uuid_of
from .people import Person, Roll
from .tables import POST
from .tree import Office, Unit
from .writer import Writer

SECRETARY, DEPUTY = PostKind.SECRETARY.value, PostKind.DEPUTY_SECRETARY.value
COMMITTEE_MEMBER = PostKind.COMMITTEE_MEMBER.value
CELL_LEADER, CELL_DEPUTY = PostKind.CELL_LEADER.value, PostKind.CELL_DEPUTY.value
REVIEWER, AUDITOR = PostKind.REVIEWER.value, PostKind.AUDITOR.value
COMMITTEE_FROM = 9  # official members


class Cabinet:
    """The leaders of one branch, over both terms."""

    def __init__(self, roll: Roll) -> None:
        self.branch = roll.branch
        self.secretary, self.deputy = roll.people[0], roll.people[1]
        self.former_secretary = self.secretary
        self.members: list[Person] = []
        self.cell_leaders: list[Person] = []

    def chair_of(self, unit: Unit, day: date) -> Person:
        """Who leads a meeting of the branch, its committee or one of its cells on that day."""
        for person in self.cell_leaders:
            if person.cell is unit:
                return person
        return self.secretary if day >= self.branch.terms[0].start else self.former_secretary

    def committee(self) -> list[Person]:
        return [self.secretary, self.deputy, *self.members]

    def everyone(self) -> list[Person]:
        return [*self.committee(), *self.cell_leaders]


class Appointments:
    def __init__(self, writer: Writer, chance: Dice, *, today: date) -> None:
        self.writer, self.chance, self.today = writer, chance, today

    def lead_branch(self, roll: Roll) -> Cabinet:
        """Secretary and deputy; from nine official members on, a committee of three to seven."""
        cabinet = Cabinet(roll)
        now, before = roll.branch.terms
        if self.chance.happens(0.3):
            cabinet.former_secretary = roll.people[3]
        self._appoint(cabinet.former_secretary, roll.branch, SECRETARY, before, before.end)
        self._appoint(cabinet.secretary, roll.branch, SECRETARY, now)
        self._appoint(cabinet.deputy, roll.branch, DEPUTY, now)
        eligible = self._eligible(roll, now.start)
        official = sum(1 for person in roll.people if person.official_on <= self.today)
        if official >= COMMITTEE_FROM:
            # The seasoned ones of `Census` can always be elected, so that three seats are filled.
            seats = min(7, 3 + official // 18, 2 + len(eligible))
            cabinet.members = [roll.people[2], *self.chance.sample(eligible[1:], seats - 3)]
        for person in cabinet.members:
            self._appoint(person, roll.branch, COMMITTEE_MEMBER, now)
        self._lead_cells(roll, cabinet, eligible, now)
        for person in cabinet.everyone():
            person.is_leader = True
        return cabinet

    def _eligible(self, roll: Roll, day: date) -> list[Person]:
        """Official members who could have been elected that day, the first two left out."""
        return [
            person
            for person in roll.people[2:]
            if person.official_on <= day and person.joined <= day and person.is_available
        ]

    def _lead_cells(
        self, roll: Roll, cabinet: Cabinet, eligible: list[Person], term: Office
    ) -> None:
        taken = {person.id for person in cabinet.everyone()}
        for cell in roll.branch.children:
            free = [one for one in eligible if one.cell is cell and one.id not in taken]
            for person, kind in zip_longest(free[:2], [CELL_LEADER, CELL_DEPUTY]):
                if person:
                    self._appoint(person, cell, kind, None, start=term.start)
                    cabinet.cell_leaders.append(person)

    def lead_committee(
        self, unit: Unit, candidates: list[Person], seated: list[tuple[str, Person]]
    ) -> None:
        """A committee above branches, of leaders from below it; `seated` have their posts already
        decided."""
        size = min(len(candidates), 7 if unit.kind == "grassroots_body" else 12)
        decided = [kind for kind, _person in seated]
        kinds = [kind for kind in (SECRETARY, DEPUTY, AUDITOR, REVIEWER) if kind not in decided]
        kinds = [*kinds, *[COMMITTEE_MEMBER] * size][:size]
        for kind, person in [
            *seated,
            *zip(kinds, self.chance.sample(candidates, size), strict=True),
        ]:
            self._appoint(person, unit, kind, unit.terms[0])
            person.is_leader = True

    def _appoint(
        self,
        person: Person,
        unit: Unit,
        kind: str,
        term: Office | None,
        end: date | None = None,
        *,
        start: date | None = None,
    ) -> None:
        is_appointed = self.chance.happens(0.04)
        if is_appointed and end is None and kind != SECRETARY:
            # Who was not elected holds it for a time.
            end = self.today + timedelta(days=self.chance.number(20, 400))
        mode = Post.AppointmentMode.APPOINTED if is_appointed else Post.AppointmentMode.ELECTED
        number = self.writer.next_id(POST)
        self.writer.add(
            POST,
            number, uuid_of(POST.name, number), person.id, unit.id, kind, term.id if term else None,
            mode, start or (term.start if term else None), end, "",
        )  # fmt: skip
