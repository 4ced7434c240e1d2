"""Two years of one branch: its meetings from the first plan to the locked minutes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from branches.rules import Rules
from meetings.models import Form

from .agenda import Agendas
from .chance import Dice
from .days import months_between
from .filing import MINUTES_TYPE, Archive, Filing, Registrar
from .log import Log
from .notices import Post
from .people import Person, Roll
from .posts import Cabinet
from .rollcall import HERE, SUSPENDED, RollCall, Turnout, invited
from .schedule import BEGUN, CALLED_OFF, CELL, COMMITTEE, THEMATIC, Scheduler, Sitting
from .showcase_meetings import arrange, script_of
from .tables import MEETING
from .texts.corpus import sections_of
from .texts.scene import Scene
from .titles import place_of, title_of, unit_words
from .weak import ABSENCE, Weakness
from .writer import Writer

IN_PERSON = Form.IN_PERSON.value


@dataclass
class World:
    """What all branches share."""

    writer: Writer
    agendas: Agendas
    rules: Rules
    now: datetime
    months: list[date]


class Story:
    def __init__(
        self,
        world: World,
        roll: Roll,
        cabinet: Cabinet,
        chance: Dice,
        *,
        weakness: Weakness | None,
        sibling: Archive | None,
    ) -> None:
        self.world, self.writer, self.now = world, world.writer, world.now
        self.roll, self.cabinet, self.branch = roll, cabinet, roll.branch
        self.chance, self.weakness = chance, weakness
        self.account = cabinet.secretary.account
        self.pools = sections_of(self.branch.branch_kind, has_cells=bool(self.branch.children))
        self.rollcall = RollCall(self.writer, chance, self.pools)
        self.post = Post(self.writer, chance, self.pools, now=self.now)
        self.log = Log(self.writer, now=self.now)
        self.registrar = Registrar(self.writer, self.branch)
        self.filing = Filing(
            world.writer, chance, self.post, self.registrar, world.rules, self.pools, now=world.now,
            last_month=world.months[-1], weakness=weakness, sibling=sibling, account=self.account,
        )  # fmt: skip
        self.lapses: list[str] = []
        self._zeal = 1.0 if self.branch.is_showcase else min(1.02, chance.gauss(0.985, 0.02))

    def tell(self) -> None:
        scheduler = Scheduler(self.branch, self.chance, now=self.now, weakness=self.weakness)
        sittings = scheduler.plan(self.world.months)
        self.lapses = scheduler.lapses
        if self.branch.is_showcase:
            sittings = arrange(sittings, self.cabinet, self.chance, now=self.now)
            self.filing.secretariat.script = script_of(sittings, self.roll, self.cabinet)
        # Numbers follow the order of approval, which is not always that of the meetings.
        approved = [(one.approved_at, one.public_id) for one in sittings if one.approved_at]
        numbers = {
            public_id: self.registrar.issue(MINUTES_TYPE, at.date())
            for at, public_id in sorted(approved)
        }
        for sitting in sittings:
            self._hold(sitting, numbers.get(sitting.public_id))

    def _hold(self, sitting: Sitting, number: int | None) -> None:
        sitting.id = self.writer.next_id(MEETING)
        people = self._invited(sitting)
        chair = self.cabinet.chair_of(sitting.organization, sitting.day)
        turnout = None
        if sitting.state in BEGUN:
            turnout = self.rollcall.take(sitting, people, chair, zeal=self._zeal_in(sitting.month))
        recorder = self._recorder_of(turnout, chair)
        scene = self._scene(sitting)
        created_at = min(sitting.called_at or self.now, self.now) - timedelta(
            hours=self.chance.number(20, 90)
        )
        self._write(sitting, turnout, chair, recorder, scene, created_at)
        helpers = [one for one in self.cabinet.everyone() if one is not chair]
        items = self.world.agendas.write(self.writer, self.chance, sitting, chair, helpers)
        title = title_of(sitting)
        if sitting.called_at:
            self.post.notify(sitting, title, place_of(self.branch), people, self.account)
            self.post.collect_replies(sitting, people, turnout.marks if turnout else [])
        if turnout:
            self.rollcall.write(sitting, turnout)
            self._note_absence(sitting, turnout)
            evening = self.filing.attend(sitting, turnout, scene, chair, recorder)
            self.filing.file(evening, items, number)
        self.log.follow(sitting, title, created_at, self.account)

    def _invited(self, sitting: Sitting) -> list[tuple[Person, int]]:
        people = invited(self.roll.stays, sitting.day)
        if sitting.kind == COMMITTEE:
            own = {person.id for person in self.cabinet.committee()}
        elif sitting.kind == CELL:
            own = {one.id for one in self.roll.people if one.cell is sitting.organization}
        else:
            return people
        return [(one, why) for one, why in people if one.id in own and why not in (SUSPENDED, HERE)]

    def _zeal_in(self, month: date) -> float:
        """Falls month by month where absence grows on purpose."""
        if not (self.weakness and self.weakness.has(ABSENCE)):
            return self._zeal
        months_ago = months_between(month, self.world.months[-1])
        return self._zeal * (1 - 0.042 * max(0, 10 - months_ago))

    def _note_absence(self, sitting: Sitting, turnout: Turnout) -> None:
        if self.weakness and sitting.kind != THEMATIC and turnout.attendance_base:
            percent = round(100 * turnout.present_in_base / turnout.attendance_base, 1)
            self.weakness.note(ABSENCE, {"month": f"{sitting.month:%Y-%m}", "percent": percent})

    def _recorder_of(self, turnout: Turnout | None, chair: Person) -> Person:
        """The deputy or a committee member who is there; before the meeting, the deputy."""
        if turnout is None:
            return self.cabinet.deputy if chair is not self.cabinet.deputy else chair
        there = {person.id for person in turnout.present}
        wanted = [*self.cabinet.members, self.cabinet.deputy, *turnout.present]
        return next((one for one in wanted if one.id in there and one is not chair), chair)

    def _write(
        self,
        sitting: Sitting,
        turnout: Turnout | None,
        chair: Person,
        recorder: Person,
        scene: Scene,
        created_at: datetime,
    ) -> None:
        unit = sitting.organization
        is_called, is_approved = sitting.called_at is not None, sitting.approved_at is not None
        is_online = sitting.form != IN_PERSON
        reason = self._say("postpone", scene) if sitting.state in CALLED_OFF else ""
        counts = (
            (
                turnout.roll_count, turnout.attendance_base, turnout.voting_base,
                len(turnout.present), turnout.present_in_base, turnout.excused, turnout.unexcused,
            )
            if turnout
            else (None, None, None, 0, 0, 0, 0)
        )  # fmt: skip
        self.writer.add(
            MEETING,
            sitting.id, sitting.public_id, unit.id, unit.superior_id, unit.grassroots_id,
            unit.branch_id, sitting.kind, sitting.state, sitting.month, title_of(sitting),
            sitting.starts_at, sitting.ends_at, sitting.form, place_of(self.branch),
            f"https://hop.example.org/{sitting.public_id[:8]}" if is_online else "",
            chair.id, recorder.id, self._say("notice", scene) if is_called else "", int(is_called),
            created_at, self.account, sitting.called_at, self.account if is_called else None,
            reason, sitting.opened_at, sitting.began_at, sitting.ended_at, sitting.approved_at,
            self.account if is_approved else None, *counts,
        )  # fmt: skip

    def _scene(self, sitting: Sitting) -> Scene:
        above = self.branch.parent
        return Scene(
            unit=unit_words(self.branch),
            above=above.short_name if above else "",
            month=sitting.month,
            held_on=sitting.day,
        )

    def _say(self, name: str, scene: Scene) -> str:
        return self.chance.pick(self.pools[name]).say(scene, self.chance)
