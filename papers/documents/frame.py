"""What stands around every paper: which record it shows, its heading, its words, its signature."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which revision of which record the paper shows; the same identity gives the same bytes."""

    identifier: str  # e.g. "minutes:<uuid>:<revision>"
    made_at: datetime  # aware; when the revision was saved, never the clock
    code: str = ""  # by which anybody may ask whether the paper is genuine; drafts have none
    check_address: str = ""  # of the page where it is asked, without the code

    @property
    def check_link(self) -> str:
        return f"{self.check_address}?code={self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of the paper itself: the version they come from, and {part: words with blanks}."""

    template: int
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The head of the page, boxes 1 to 5 of the format rules; names as valid on the date."""

    superior: str  # "Đảng bộ phường Long Biên"
    issuer: str  # "Chi bộ 7"
    type_code: str  # "NQ", "BB", "TB"; printed by paper.type_names
    symbol: str  # "CB"
    number: int | None  # None: not numbered (yet)
    place: str
    dated_on: date | None  # None: printed with dots to be filled in by hand
    abstract: str  # "sinh hoạt chi bộ định kỳ tháng 2 năm 2026"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    authority: str  # "T/M CHI BỘ"; empty where a person signs alone
    position: str  # "BÍ THƯ"
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    name: str
    office: str = ""  # "Bí thư chi bộ"; for a guest, post and organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Another paper, as a paper names it: “số 05-BB/CB, sinh hoạt chi bộ … năm 2026”."""

    number: int | None
    type_code: str
    symbol: str
    abstract: str
