"""Sheets to be filled in by hand at a meeting: who signs in, how it is scored."""

from dataclasses import dataclass
from datetime import datetime

from .frame import Heading, Identity, Person, Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRow:
    name: str
    office: str = ""  # "Bí thư"; "Dự bị" where no post
    mark: str = ""  # after the roll call: "Có mặt", "Vắng có lý do (ốm)"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPaper:
    """Danh sách đảng viên dự họp, to be signed in the room; with marks once the roll was called."""

    identity: Identity
    heading: Heading
    kind: str
    starts_at: datetime
    place: str
    rows: tuple[SignInRow, ...]
    guests: tuple[Person, ...] = ()
    is_called: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    code: str
    name: str
    points: int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    name: str
    least: int | float  # points


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePaper:
    """Bảng chấm điểm, to be filled in by hand; `facts` are known once the meeting was held."""

    identity: Identity
    heading: Heading
    kind: str
    starts_at: datetime
    rows: tuple[ScoreRow, ...]
    grades: tuple[Grade, ...]
    lowest_grade: str
    source: str
    recorder: Person
    signature: Signature
    facts: tuple[str, ...] = ()

    @property
    def total(self) -> int | float:
        return sum(row.points for row in self.rows)
