"""The minutes, and what is made of them: extract, addendum, the book of a year."""

from dataclasses import dataclass
from datetime import date

from .frame import Heading, Identity, Person, Reference, Signature, Wording
from .sitting import Sitting, TaskLine, TaskResult, VoteResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    speaker: str
    text: str
    office: str = ""
    reserved: bool = False  # the speaker kept a differing opinion
    by_guest: bool = False  # not of the branch, perhaps no Party member


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesItem:
    title: str
    presenter: str = ""
    text: str = ""
    contributions: tuple[Contribution, ...] = ()
    conclusion: str = ""
    votes: tuple[VoteResult, ...] = ()
    is_left_out: bool = False  # internal, in a copy that goes up or out: only that it was there
    opinions_left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesPaper:
    """Biên bản."""

    identity: Identity
    wording: Wording
    heading: Heading
    sitting: Sitting
    items: tuple[MinutesItem, ...]
    guests: tuple[Person, ...] = ()
    fee_note: str = ""
    agenda_note: str = ""  # "100% đảng viên nhất trí với chương trình"
    previous_tasks: tuple[TaskResult, ...] = ()
    resolution_reference: str = ""
    tasks: tuple[TaskLine, ...] = ()
    evaluation: str = ""  # "92/100 điểm, loại Tốt"
    adoption: str = ""  # "Biên bản đã được đọc cho toàn thể hội nghị nghe và nhất trí."
    adoption_vote: VoteResult | None = None
    attachments: tuple[str, ...] = ()
    is_copy: bool = False  # without what the branch keeps to itself


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractPaper:
    """Trích biên bản: one item's conclusion and votes, nothing else that was said."""

    identity: Identity
    heading: Heading
    sitting: Sitting
    minutes: Reference
    title: str
    conclusion: str
    votes: tuple[VoteResult, ...]
    recipients: tuple[str, ...]
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class AddendumPaper:
    """Phụ lục biên bản: what was added after the approval, and why."""

    identity: Identity
    heading: Heading
    sitting: Sitting
    ordinal: int
    minutes: Reference
    approved_on: date | None
    added_on: date
    reason: str
    text: str
    recipients: tuple[str, ...]
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class YearBookPaper:
    """Sổ biên bản: the approved minutes of one year, bound, with contents."""

    identity: Identity
    heading: Heading
    year: int
    minutes: tuple[MinutesPaper, ...]
