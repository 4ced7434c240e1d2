"""Counts that roll up: organisations by kind, members by standing, for a level of the tree.

The whole is counted by itself and held against its parts: what lies directly at the top, and each
of the organisations directly below.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add

from branches.models import OrganizationVersion, Tier

from .headcount import Counted, Headcount, People, Then, Today, together
from .tree import Below, below_on, in_order, kinds_today, versions_on


@dataclass(frozen=True)
class Tally:
    """`kinds`: {id of a kind: organisations}."""

    kinds: Counter[int]
    people: People

    @property
    def organizations(self) -> int:
        return self.kinds.total()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.kinds + other.kinds, self.people + other.people)


NOTHING = Tally(Counter(), People())


@dataclass(frozen=True)
class Node:
    """One organisation of the level; the tally is of all at or below it."""

    version: OrganizationVersion
    tally: Tally

    @property
    def below(self) -> Counter[int]:
        return self.tally.kinds - Counter([self.version.kind_id])


@dataclass(frozen=True)
class Level:
    """`whole` is counted by itself; `own` is what lies directly at the top, not below it."""

    nodes: list[Node]
    whole: Tally
    own: Tally

    @property
    def parts(self) -> Tally:
        return reduce(add, (node.tally for node in self.nodes), NOTHING)

    @property
    def missing_people(self) -> People:
        """What the whole has more than its parts; below zero: what they have more than it."""
        return self.whole.people - (self.own + self.parts).people

    @property
    def missing_organizations(self) -> int:
        return self.whole.organizations - (self.own + self.parts).organizations

    @property
    def adds_up(self) -> bool:
        return self.whole == self.own + self.parts


def level_below(top: OrganizationVersion, day: date, *, today: date) -> Level:
    """The organisations directly below one of them, on that day."""
    children = in_order(versions_on(day).filter(parent=top.organization_id))
    below = below_on([child.organization_id for child in children], day)
    count = _headcount([top], below, day, today)
    pk, tier = top.organization_id, top.kind.tier
    if tier == Tier.CELL:
        parts: Counted = {}
        own = whole = together(count.in_cells([pk]))
    else:
        parts = count.at_home(below.child_of | {pk: pk})
        own, whole = People(*parts.get(pk, [])), together(parts)
        if tier == Tier.BRANCH:
            own, parts = count.in_no_cell(pk), count.in_cells(list(below.kinds))
    nodes = _nodes(children, below, parts)
    kinds = Counter([top.kind_id])
    return Level(
        nodes,
        whole=Tally(_kinds([top], nodes, kinds, day, today), whole),
        own=Tally(kinds, own),
    )


def level_of(roots: list[OrganizationVersion], day: date, *, today: date) -> Level:
    """What lies below the only top; or several tops side by side, with nothing above them."""
    if len(roots) == 1:
        return level_below(roots[0], day, today=today)
    below = below_on([root.organization_id for root in roots], day)
    count = _headcount(roots, below, day, today)
    cells = [root.organization_id for root in roots if root.kind.tier == Tier.CELL]
    parts = count.at_home(below.child_of) | count.in_cells(cells)
    nodes = _nodes(roots, below, parts)
    whole = Tally(_kinds(roots, nodes, Counter(), day, today), together(parts))
    return Level(nodes, whole, NOTHING)


def _headcount(tops: list[OrganizationVersion], below: Below, day: date, today: date) -> Headcount:
    if day == today:
        return Today(tops)
    return Then([*below.child_of, *(top.organization_id for top in tops)], day)


def _nodes(versions: list[OrganizationVersion], below: Below, parts: Counted) -> list[Node]:
    return [
        Node(version, Tally(below.kinds[pk], People(*parts.get(pk, []))))
        for version in versions
        for pk in [version.organization_id]
    ]


def _kinds(
    tops: list[OrganizationVersion],
    nodes: list[Node],
    own: Counter[int],
    day: date,
    today: date,
) -> Counter[int]:
    """How many organisations of each kind there are; today, counted by itself."""
    if day == today:
        return kinds_today([top.organization.path for top in tops], day)
    return reduce(add, (node.tally.kinds for node in nodes), own)
