"""Residence links (QĐ 213-QĐ/TW): working members known to the branch where they live.

Most belong to branches outside this city: people without a home here, who count nowhere.
"""

from datetime import date, timedelta

from branches.models import BranchKind

from .census import Census
from .chance import Dice
from .people import Person, Roll
from .register import RESIDENCE, Register
from .tree import Tree
from .writer import Writer

WORKPLACES = {
    BranchKind.AGENCY, BranchKind.ENTERPRISE, BranchKind.PUBLIC_SERVICE, BranchKind.STUDENTS,
}  # fmt: skip
LIVES_HERE = {BranchKind.STREET, BranchKind.VILLAGE}
SHARE_LINKED = 0.8


class Residences:
    def __init__(
        self, writer: Writer, chance: Dice, tree: Tree, *, total: int, today: date
    ) -> None:
        self.writer, self.chance, self.today = writer, chance, today
        self.left = total
        self.neighbourhoods = [one for one in tree.branches() if one.branch_kind in LIVES_HERE]

    def link_workers(self, roll: Roll, register: Register) -> None:
        """Members at home in a workplace here, linked to where they live."""
        if roll.branch.branch_kind in WORKPLACES:
            for person in roll.people:
                if self.left and self.chance.happens(SHARE_LINKED):
                    self._link(person, register)

    def link_outsiders(self, census: Census, register: Register) -> None:
        """The rest belong to organisations that are not in this city."""
        while self.left:
            person = census.outsider()
            register.write_person(person, None)
            self._link(person, register)
            self.writer.rest()

    def _link(self, person: Person, register: Register) -> None:
        since = self.today - timedelta(days=self.chance.number(30, 1800))
        self.left -= 1
        unit = self.chance.pick(self.neighbourhoods)
        register.affiliate(person, unit, RESIDENCE, max(since, person.joined), None)
