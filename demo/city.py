"""Builds the whole demo in one transaction, one grassroots organisation at a time.

Only one organisation's people are in memory at once, so a capital needs no more than a ward.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from branches.rules import rules_for
from meetings.services.month import rebuild_branch_months

from .agenda import Agendas
from .bulk import built_afterwards
from .campaigns import send_campaigns
from .census import Census
from .chance import dice
from .days import last_months, moment
from .logins import SHARE_WITH_ACCOUNT, Registry
from .people import Person, Roll
from .posts import Appointments, Cabinet
from .register import Register
from .registers import fill_registers
from .residence import Residences
from .rules import set_city_wording, set_ward_rules
from .scale import Scale
from .showcase import Showcase
from .story import Story, World
from .tables import TABLES
from .tree import Planter, Tree, Unit
from .weak import Weakness, choose_weak, write_weak
from .writer import Writer
from .years import plan_years

Say = Callable[[str], Any]


@dataclass(frozen=True)
class Order:
    """What was asked for."""

    scale: Scale
    seed: int
    today: date
    weak_file: Path


class Builder:
    def __init__(self, order: Order, say: Say) -> None:
        self.order, self.say = order, say
        self.started = perf_counter()
        self.writer = Writer(TABLES)
        self.registry = Registry(self.writer, opened_at=moment(order.today, 6))
        self.showcase = Showcase(self.registry, today=order.today)
        self.leaders: dict[int, list[Person]] = {}
        self.weak: dict[int, Weakness] = {}
        self.lapses: list[dict[str, str]] = []
        self.world = World(
            self.writer, Agendas(), rules_for(None, order.today), moment(order.today, 6, 30),
            last_months(order.today, order.scale.months),
        )  # fmt: skip

    @transaction.atomic
    def build(self) -> None:
        with built_afterwards(self.writer.counts):
            superior, ward = self._write()
            self.writer.finish()
            self._report("last rows sent; building indexes")
        self._report("indexes and foreign keys built")
        set_ward_rules(ward)
        set_city_wording(self.order.today)
        plan_years(ward, seed=self.order.seed, now=self.world.now)
        send_campaigns(superior, ward, seed=self.order.seed, now=self.world.now)
        fill_registers(ward, seed=self.order.seed, now=self.world.now)
        rebuild_branch_months()
        listed = write_weak(
            self.order.weak_file, self.weak, self.lapses,
            seed=self.order.seed, today=self.order.today,
        )  # fmt: skip
        self._report(f"{listed} weak branches listed in {self.order.weak_file}")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self._report(f"{sum(self.writer.counts.values()):,} rows, statistics refreshed")

    def _write(self) -> tuple[Unit, Unit]:
        """Everything, one organisation after the other; the showcase ward and what is above it."""
        tree = Planter(
            self.order.scale, self.writer, seed=self.order.seed, today=self.order.today
        ).grow()
        self.weak = choose_weak(tree, seed=self.order.seed)
        self._report("tree planted")
        self.residences = Residences(
            self.writer, dice(self.order.seed, "residence"), tree,
            total=self.order.scale.residence, today=self.order.today,
        )  # fmt: skip
        for number, unit in enumerate(tree.grassroots, start=1):
            self._people_of(tree, unit)
            self.writer.rest()
            if number % max(1, len(tree.grassroots) // 10) == 0:
                self._report(f"{number} of {len(tree.grassroots)} grassroots organisations")
        self._lead_above(tree)
        self.registry.open_administrator()
        self.residences.link_outsiders(*self._inventors(tree.root))
        self._report("committees above and residence links")
        return tree.superiors[0], tree.grassroots[0]

    def _inventors(self, unit: Unit) -> tuple[Census, Register]:
        chance = dice(self.order.seed, "people", unit.code)
        today, months = self.order.today, self.order.scale.months
        return (
            Census(self.writer, chance, today=today, months=months),
            Register(self.writer, chance, today=today, months=months),
        )

    def _people_of(self, tree: Tree, unit: Unit) -> None:
        census, register = self._inventors(unit)
        rolls = census.take(tree.branches_of(unit))
        posts = Appointments(
            self.writer, dice(self.order.seed, "posts", unit.code), today=self.order.today
        )
        cabinets = [posts.lead_branch(roll) for roll in rolls]
        for roll in rolls:
            register.write(roll)
            self.residences.link_workers(roll, register)
        for roll in rolls:
            register.write_links(roll)
        leaders = [one for cabinet in cabinets for one in (cabinet.secretary, cabinet.deputy)]
        if unit is tree.grassroots[0]:
            self.showcase.cast(cabinets, rolls)
        if unit.kind == "grassroots_body":
            is_first = unit is tree.grassroots[0]
            posts.lead_committee(unit, leaders, self.showcase.in_ward if is_first else [])
        pool = self.leaders.setdefault(unit.superior_id or 0, [])
        pool.extend(leaders[:2] if len(pool) < 60 else [])
        for roll in rolls:
            self._open_accounts(roll)
        self._tell(rolls, cabinets)

    def _tell(self, rolls: list[Roll], cabinets: list[Cabinet]) -> None:
        """The meetings of the branches; a weak one may copy the minutes of the one before it."""
        if not self.world.months:
            return
        archive = None
        for roll, cabinet in zip(rolls, cabinets, strict=True):
            story = Story(
                self.world, roll, cabinet, dice(self.order.seed, "story", roll.branch.code),
                weakness=self.weak.get(roll.branch.id), sibling=archive,
            )  # fmt: skip
            story.tell()
            archive = story.filing.archive
            if story.lapses:
                code = roll.branch.code or ""
                self.lapses.append({"code": code, "months": ", ".join(story.lapses)})
            self.writer.rest()

    def _open_accounts(self, roll: Roll) -> None:
        chance = dice(self.order.seed, "accounts", roll.branch.code)
        for person in roll.people:
            if person.is_leader or chance.happens(SHARE_WITH_ACCOUNT):
                self.registry.open(person)

    def _lead_above(self, tree: Tree) -> None:
        first = tree.superiors[0]
        for unit in [*tree.superiors, tree.root]:
            posts = Appointments(
                self.writer, dice(self.order.seed, "posts", unit.code), today=self.order.today
            )
            seated = self.showcase.in_district if unit is first else []
            posts.lead_committee(unit, self.leaders[unit.superior_id or first.id], seated)

    def _report(self, what: str) -> None:
        self.say(f"{perf_counter() - self.started:6.1f} s  {what}")
