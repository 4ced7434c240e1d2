"""The meeting a paper comes from: who was there, what was voted on, which tasks were given."""

from dataclasses import dataclass
from datetime import date, datetime

from .frame import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headcount:
    """The roll of that day. `exempt` are the exempt members who stayed away."""

    total: int
    official: int
    probationary: int
    exempt: int
    present: int
    present_official: int
    present_probationary: int
    present_online: int = 0
    excused: tuple[Absence, ...] = ()
    unexcused: tuple[Absence, ...] = ()
    not_required: tuple[
        Absence, ...
    ] = ()  # suspended, transferred out, on special duty: with the reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """The meeting a paper comes from."""

    kind: str  # "Hội nghị sinh hoạt chi bộ định kỳ tháng 2 năm 2026"
    starts_at: datetime
    ends_at: datetime | None
    place: str
    form: str  # "trực tiếp", "trực tuyến", "trực tiếp kết hợp trực tuyến"
    headcount: Headcount
    chair: Person
    recorder: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteResult:
    """One question put to the vote; a secret ballot has totals only."""

    question: str
    base: int
    votes_for: int
    votes_against: int
    votes_abstain: int
    rule: str  # "trên một phần hai số đảng viên chính thức"
    result: str  # "Thông qua", "Không thông qua"
    secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """A task given: who, what, by when, shown by what."""

    what: str
    who: str
    due_on: date | None = None
    proof: str = ""
    follow_up: str = ""  # who watches over it


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskResult:
    """A task of the resolution before, and what became of it."""

    what: str
    who: str
    due_on: date | None
    opening_state: str
    result: str
