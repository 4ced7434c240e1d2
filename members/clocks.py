"""The clocks of transfers: 60 working days to begin, 30 to show the letter (rules `transfer.*`);
and that of probation (`probation.months`)."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from branches.rules import Rules, rules_for

from .models import Member, StandingStatus, Transfer
from .working_days import WorkingDays

START_WITHIN = "transfer.start_within_working_days"
PRESENT_WITHIN = "transfer.present_within_working_days"
REMIND_WHEN_LEFT = "transfer.remind_working_days_left"
PROBATION = "probation.months"


def due_on(transfer: Transfer, rules: Rules, days: WorkingDays) -> date:
    """The last day of the clock of a running transfer: until the release counted from the change
    of life, then until the letter is accepted counted from the release."""
    if transfer.released_on is None:
        return days.after(transfer.since, rules[START_WITHIN])
    return days.after(transfer.released_on, rules[PRESENT_WITHIN])


def set_clock(transfer: Transfer, today: date) -> None:
    """Writes the end of the running clock on the transfer; the caller saves it."""
    rules = rules_for(transfer.from_organization, today)
    transfer.due_on = due_on(transfer, rules, WorkingDays.of_today())


@dataclass(frozen=True)
class Clock:
    """How a running transfer stands today. `left`: working days; negative when it is over."""

    ends_on: date
    left: int
    is_over: bool

    @property
    def days_over(self) -> int:
        return max(-self.left, 1)

    @property
    def is_short(self) -> bool:
        """Ten days ask for attention on a page; when to remind is a rule."""
        return not self.is_over and self.left <= 10


def with_clocks(transfers: Iterable[Transfer], today: date) -> list[tuple[Transfer, Clock | None]]:
    """Each transfer with its clock, the table of days read once."""
    days = WorkingDays.of_today()
    return [(transfer, clock_of(transfer, today, days)) for transfer in transfers]


def clock_of(transfer: Transfer, today: date, days: WorkingDays) -> Clock | None:
    if not transfer.is_running or transfer.due_on is None:
        return None
    ends_on = transfer.due_on
    return Clock(ends_on, days.between(today, ends_on), is_over=today > ends_on)


def probation_ends_on(member: Member, today: date) -> date | None:
    """The day from which a probationary member counts as official once recognised, be it decided
    late; None for who is not on probation."""
    if member.is_official:
        return None
    probation = member.standings.in_force(today).filter(status=StandingStatus.PROBATIONARY).first()
    if probation is None:
        return None
    began = member.admitted_on or probation.valid_from
    return _months_after(began, rules_for(member.home, today)[PROBATION])


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last one where that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
