"""The tree of organisations: who is under whom, what they are called, how big they will be."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from branches.models import BranchKind, OrganizationKind
from branches.services import path_of
from papers.text import fold, sort_key

from .chance import dice, uuid_of
from .days import add_months, add_years, first_of
from .places import BODY_NAMES, BRANCH_NAMES, PLACE, body_kind, superior_name
from .scale import (
    SHOWCASE_MEMBERS,
    SMALLEST_BRANCH,
    SMALLEST_SHOWCASE,
    WARD_BRANCHES,
    WARD_MEMBERS,
    Scale,
    share,
)
from .tables import ORGANIZATION, TERM, VERSION
from .writer import Writer

SHOWCASE_INDEX = 2  # the third branch of the ward
ESTABLISHED = date(2008, 6, 1)


@dataclass(slots=True)
class Office:
    """One term of an organisation as the demo needs it."""

    id: int
    name: str
    start: date
    end: date | None


@dataclass(slots=True)
class Unit:
    """One organisation of the tree. `members`: how many it shall have, when it is a branch."""

    id: int
    public_id: str
    kind: str
    name: str
    code: str | None
    parent: "Unit | None"
    path: str
    superior_id: int | None
    grassroots_id: int | None
    branch_id: int | None
    branch_kind: str
    short_name: str
    members: int = 0
    is_showcase: bool = False
    terms: list[Office] = field(default_factory=list)
    children: list["Unit"] = field(default_factory=list)

    def term_on(self, day: date) -> Office:
        return next((term for term in self.terms if term.start <= day), self.terms[-1])


NOWHERE = Unit(0, "", "", "", None, None, "", None, None, None, "", "")


@dataclass
class Tree:
    root: Unit
    superiors: list[Unit]
    grassroots: list[Unit]

    def branches_of(self, grassroots: Unit) -> list[Unit]:
        return grassroots.children if grassroots.kind == "grassroots_body" else [grassroots]

    def branches(self) -> Iterator[Unit]:
        for unit in self.grassroots:
            yield from self.branches_of(unit)


class Planter:
    """Grows the tree from the top and writes each organisation as it appears."""

    def __init__(self, scale: Scale, writer: Writer, *, seed: int, today: date) -> None:
        self.scale, self.writer, self.today = scale, writer, today
        self.chance = dice(seed, "tree")
        self.kinds = dict(OrganizationKind.objects.values_list("code", "pk"))

    def grow(self) -> Tree:
        root = self._plant("province_body", f"Đảng bộ thành phố {PLACE}", PLACE, None, "95")
        tree = Tree(root, [], [])
        for number in range(1, self.scale.superiors + 1):
            short = superior_name(number)
            code = f"95.{number:03d}"
            tree.superiors.append(
                self._plant("superior_body", f"Đảng bộ {short}", short, root, code)
            )
        self._plant_grassroots(tree)
        self._plant_branches(tree)
        self._size(tree)
        for branch in tree.branches():
            self._plant_cells(branch)
        return tree

    def _plant_grassroots(self, tree: Tree) -> None:
        """Every superior has at least one; bodies first, so that the ward is the very first."""
        weights = [0.4 + 1.8 * self.chance.random() for _ in tree.superiors]
        shares = share(self.scale.grassroots, weights, minimum=1)
        bodies_left, names = self.scale.bodies, count()
        for position, (superior, size) in enumerate(zip(tree.superiors, shares, strict=True)):
            superiors_left = len(tree.superiors) - position
            left = self.scale.grassroots - len(tree.grassroots)
            bodies = max(1, round(bodies_left * size / left)) if bodies_left else 0
            bodies = bodies_left if superiors_left == 1 else min(bodies, size, bodies_left)
            bodies_left -= bodies
            for number in range(1, size + 1):
                tree.grassroots.append(
                    self._plant_one_grassroots(superior, number, next(names), number <= bodies)
                )

    def _plant_one_grassroots(
        self, superior: Unit, number: int, serial: int, is_body: bool
    ) -> Unit:
        branch_kind = body_kind(self.chance, serial, is_body)
        name = BODY_NAMES[branch_kind](self.chance, serial)
        code = f"{superior.code}.{number:03d}"
        if is_body:
            return self._plant(
                "grassroots_body", f"Đảng bộ {name}", name, superior, code, branch_kind
            )
        return self._plant(
            "grassroots_branch", f"Chi bộ {name}", name, superior, f"{code}.000.000", branch_kind
        )

    def _plant_branches(self, tree: Tree) -> None:
        bodies = [unit for unit in tree.grassroots if unit.kind == "grassroots_body"]
        weights = [0.3 + 2.6 * self.chance.random() ** 2 for _ in bodies]
        total = self.scale.subordinate_branches
        if len(bodies) > 1 and total >= WARD_BRANCHES + len(bodies) - 1:
            shares = [WARD_BRANCHES, *share(total - WARD_BRANCHES, weights[1:], minimum=1)]
        else:
            shares = share(total, weights, minimum=1)
        for body, size in zip(bodies, shares, strict=True):
            names = BRANCH_NAMES[body.branch_kind](self.chance, size)
            for number, name in enumerate(names, start=1):
                kind = BranchKind.PUBLIC_SERVICE if "Trường" in name else body.branch_kind
                code = f"{body.code}.000.{number:03d}"
                self._plant("subordinate_branch", f"Chi bộ {name}", name, body, code, kind)

    def _size(self, tree: Tree) -> None:
        """How many members each branch shall have; the ward and the showcase come first."""
        ward, *others = [tree.branches_of(unit) for unit in tree.grassroots]
        showcase = ward[min(SHOWCASE_INDEX, len(ward) - 1)]
        showcase.is_showcase = True
        rest = [branch for branches in others for branch in branches]
        siblings = [branch for branch in ward if branch is not showcase]
        total = self.scale.members
        minimum = SMALLEST_BRANCH
        average = total // self.scale.branches
        showcase.members = max(
            SMALLEST_SHOWCASE, min(SHOWCASE_MEMBERS, total - 8 * (self.scale.branches - 1))
        )
        total -= showcase.members
        in_ward = total
        if rest:
            wanted = WARD_MEMBERS * len(ward) // WARD_BRANCHES - showcase.members
            in_ward = min(wanted, average * len(siblings) * 3 // 2, total - minimum * len(rest))
            in_ward = max(in_ward, minimum * len(siblings)) if siblings else 0
        for branches, size, low, spread in (
            (siblings, in_ward, 0.6, 0.8),
            (rest, total - in_ward, 0.12, 3.2),
        ):
            if branches:
                weights = [low + spread * self.chance.random() ** 2.2 for _ in branches]
                sizes = share(size, weights, minimum=minimum)
                for branch, members in zip(branches, sizes, strict=True):
                    branch.members = members

    def _plant_cells(self, branch: Unit) -> None:
        """Larger branches are split into cells; the showcase always is."""
        wants = branch.is_showcase or (branch.members >= 40 and self.chance.happens(0.45))
        if not wants:
            return
        for number in range(1, max(2, branch.members // 13) + 1):
            name = f"Tổ đảng số {number}"
            self._plant("cell", f"{name}, {branch.name}", name, branch, None)

    def _plant(
        self,
        kind: str,
        name: str,
        short_name: str,
        parent: Unit | None,
        code: str | None,
        branch_kind: str = "",
    ) -> Unit:
        key = self.writer.next_id(ORGANIZATION)
        is_branch = kind in ("grassroots_branch", "subordinate_branch")
        above = parent or NOWHERE
        unit = Unit(
            id=key,
            public_id=self.chance.uuid(),
            kind=kind,
            name=name,
            code=code,
            parent=parent,
            path=path_of(key, above.path),
            superior_id=key if kind == "superior_body" else above.superior_id,
            grassroots_id=key if kind.startswith("grassroots") else above.grassroots_id,
            branch_id=key if is_branch else above.branch_id,
            branch_kind=branch_kind,
            short_name=short_name,
        )
        if parent:
            parent.children.append(unit)
        self._write(unit, is_branch)
        if kind != "cell":
            unit.terms = self._open_terms(unit)
        return unit

    def _write(self, unit: Unit, is_branch: bool) -> None:
        parent_id = unit.parent.id if unit.parent else None
        kind_id = self.kinds[unit.kind]
        branch_kind = unit.branch_kind if is_branch else ""
        self.writer.add(
            ORGANIZATION,
            unit.id, unit.public_id, unit.code, unit.name, kind_id, parent_id, unit.path,
            unit.superior_id, unit.grassroots_id, unit.branch_id,
            branch_kind, PLACE, ESTABLISHED,
            fold(unit.name), sort_key(unit.name),
        )  # fmt: skip
        self.writer.add(
            VERSION,
            self.writer.next_id(VERSION), unit.id, unit.name, unit.code or "", kind_id, parent_id,
            branch_kind, "", ESTABLISHED,
        )  # fmt: skip

    def _open_terms(self, unit: Unit) -> list[Office]:
        """The term of today, and the one before it; congresses fell within half a year."""
        congress = add_months(first_of(self.today), -self.chance.number(14, 21)).replace(
            day=self.chance.number(5, 25)
        )
        before = add_years(congress, -3 if self.chance.happens(0.2) else -5)
        first = self.chance.number(4, 24)
        spans = [(congress, add_years(congress, 5)), (before, congress)]
        terms = []
        for ordinal, (start, end) in zip((first + 1, first), spans, strict=True):
            term = Office(self.writer.next_id(TERM), f"{start.year}–{end.year}", start, end)
            public_id = uuid_of(TERM.name, term.id)
            self.writer.add(TERM, term.id, public_id, unit.id, ordinal, term.name, start, end)
            terms.append(term)
        return terms
