"""The showcase branch has a meeting in every state, and those of its committee and cells."""

from datetime import date, datetime, timedelta

from .chance import Dice
from .days import add_months, first_of, moment
from .people import Roll
from .posts import Cabinet
from .resolutions import IN_PROGRESS, OPEN, Part
from .schedule import (
    APPROVED,
    CALLED,
    CELL,
    COMMITTEE,
    HELD,
    PERIODIC,
    PLANNED,
    THEMATIC,
    Sitting,
    timed,
)
from .tree import Unit

MONTHS_WITH_COMMITTEE = 3
MEMBER = "dangvien"


def arrange(
    sittings: list[Sitting], cabinet: Cabinet, chance: Dice, *, now: datetime
) -> list[Sitting]:
    """This month called with the roll call still to do, last month approved, one older waiting
    for its minutes, next month planned."""
    this_month = first_of(now.date())
    kept = [one for one in sittings if one.month < this_month]
    _settle_past(kept, now)
    if not sittings:
        return []
    pattern = sittings[-1]

    def sitting(kind: str, month: date, day: date, unit: Unit, hour: int = 19) -> Sitting:
        return Sitting(
            id=0, public_id=chance.uuid(), organization=unit, kind=kind, month=month,
            starts_at=moment(day, hour, 30), state=PLANNED, subject=pattern.subject,
            second=pattern.second,
        )  # fmt: skip

    tonight = sitting(PERIODIC, this_month, now.date(), cabinet.branch)
    tonight.called_at, tonight.state = now - timedelta(days=4, hours=9), CALLED
    following = add_months(this_month, 1)
    extra = [tonight, sitting(PERIODIC, following, following.replace(day=5), cabinet.branch)]
    months = [add_months(this_month, -step) for step in range(MONTHS_WITH_COMMITTEE)]
    for month in months:
        if month > cabinet.branch.terms[0].start:
            first_days = [(COMMITTEE, cabinet.branch, 2)]
            first_days += [(CELL, cell, 3) for cell in cabinet.branch.children]
            extra += [
                timed(sitting(kind, month, month.replace(day=day), unit), chance, now=now,
                      is_filed=True)
                for kind, unit, day in first_days
            ]  # fmt: skip
    return sorted([*kept, *extra], key=lambda one: one.starts_at)


def script_of(sittings: list[Sitting], roll: Roll, cabinet: Cabinet) -> dict[date, list[Part]]:
    """Tasks of the last resolution: overdue and under way, two of them the plain member's."""
    approved = [one for one in sittings if one.kind == PERIODIC and one.approved_at]
    member = next((one for one in roll.people if one.username == MEMBER), cabinet.deputy)
    parts = [
        Part(member, -6, OPEN),
        Part(member, 8, IN_PROGRESS),
        Part(cabinet.deputy, -2, IN_PROGRESS),
    ]
    return {approved[-1].month: parts} if approved else {}


def _settle_past(sittings: list[Sitting], now: datetime) -> None:
    """All approved but the latest thematic one, whose minutes are still being written."""
    for one in sittings:
        if one.ended_at and not one.approved_at:
            one.approved_at, one.state = min(one.ended_at + timedelta(hours=30), now), APPROVED
    apart = [one for one in sittings if one.kind == THEMATIC and one.ended_at]
    if apart:
        apart[-1].approved_at, apart[-1].state = None, HELD
