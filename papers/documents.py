"""What a paper shows, as plain frozen values: no ORM, no layout, no formatted numbers or dates.

Services fill these; papers/pdf.py puts them on paper. Fields called text, assessment and so on take
the Markdown subset of papers/markup.py; all other strings are plain.
"""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaLine:
    title: str
    presenter: str = ""
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of the paper itself: the version they come from, and {part: words with blanks}."""

    template: int
    parts: Mapping[str, str]


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
class ResolutionPaper:
    """Nghị quyết; a part without content is left out and the numbering closes up."""

    identity: Identity
    wording: Wording
    heading: Heading
    sitting: Sitting | None
    signature: Signature
    legal_bases: tuple[str, ...] = ()
    opening: str = ""  # instead of the paragraph made from the sitting
    assessment: str = ""
    previous_tasks: tuple[TaskResult, ...] = ()
    praise: str = ""
    shortcomings: str = ""
    direction: str = ""
    tasks: tuple[TaskLine, ...] = ()
    implementation: str = ""
    evaluation: str = ""
    adoption: str = ""
    adoption_vote: VoteResult | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePaper:
    """Thông báo, or giấy mời when it names whom it invites."""

    identity: Identity
    wording: Wording
    heading: Heading
    kind: str  # "sinh hoạt chi bộ định kỳ tháng 2 năm 2026"
    starts_at: datetime
    ends_at: datetime | None
    place: str
    form: str
    chair: Person | None
    agenda: tuple[AgendaLine, ...]
    signature: Signature
    invited: str = ""
    dress: str = ""
    fee_line: str = ""
    text: str = ""
    documents: tuple[str, ...] = ()
    online_link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroductionPaper:
    """Giấy giới thiệu sinh hoạt đảng: one branch introduces a member to another."""

    identity: Identity
    heading: Heading
    letter_number: str  # as the branch writes it; its own series, not that of the term
    receiver: str
    receiver_above: str
    name: str
    born_on: date | None
    admitted_on: date | None
    official_on: date | None
    card_number: str
    is_official: bool
    reason: str
    since: date
    until: date | None  # of a temporary transfer
    show_by: date | None
    recipients: tuple[str, ...]  # without the file copy, which the style adds
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A way in for one person, to be cut out and handed over."""

    name: str
    branch: str
    code: str  # in groups, as it is typed
    link: str  # drawn as a QR code
    is_reset: bool
    valid_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipsPaper:
    """Phiếu kích hoạt tài khoản, several on a page."""

    identity: Identity
    issuer: str
    address: str  # of the page where the code is typed
    slips: tuple[Slip, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPaper:
    """Thông báo on one sheet for the notice board, to be read from two steps away."""

    identity: Identity
    heading: Heading
    kind: str
    starts_at: datetime
    place: str
    form: str
    agenda: tuple[str, ...]
    address: str  # of the meeting for those with an account, drawn as a QR code
    signature: Signature
    dress: str = ""
    fee_line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationsPaper:
    """Giấy mời họp, a slip for each person, several on a page to be cut apart."""

    identity: Identity
    issuer: str
    kind: str
    starts_at: datetime
    place: str
    slips: tuple[tuple[str, str], ...]  # name, and what this person is asked to do
    signature: Signature
    dress: str = ""
    fee_line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPart:
    """A document in a pack: its pages, or why it is not in it."""

    name: str
    content_type: str
    sha256: str
    size: int
    item: str = ""  # of the agenda, to which it belongs
    landscape: tuple[bool, ...] = ()  # for each page, whether it lies on its side
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackItem:
    title: str
    presenter: str = ""
    minutes: int | None = None
    question: str = ""
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPaper:
    """Tài liệu họp: the agenda and all documents in one file, with contents."""

    identity: Identity
    heading: Heading
    kind: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    agenda: tuple[PackItem, ...]
    parts: tuple[PackPart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Another paper, as a paper names it: “số 05-BB/CB, sinh hoạt chi bộ … năm 2026”."""

    number: int | None
    type_code: str
    symbol: str
    abstract: str


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
class TopicPaper:
    """Bài chuyên đề."""

    identity: Identity
    heading: Heading
    title: str
    writer: Person
    summary: str
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignLine:
    """How many branches, and how many of them reached each step."""

    name: str
    total: int
    received: int
    placed: int
    held: int
    reported: int
    behind: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignBranch:
    name: str
    above: str  # the grassroots organisation; empty directly below the sender
    step: str  # "Đã sinh hoạt"
    met_on: date | None
    reported_on: date | None
    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPaper:
    """Báo cáo kết quả triển khai: how far the branches are with what a committee sent them."""

    identity: Identity
    heading: Heading
    sent_on: date
    due_on: date
    expected: str
    counted_at: datetime
    is_over: bool  # the day has passed: who has not reported is late
    total: CampaignLine
    groups: tuple[CampaignLine, ...]  # by grassroots organisation; empty where there are none
    branches: tuple[CampaignBranch, ...]  # empty where they are too many for paper
    recipients: tuple[str, ...]
    signature: Signature


Paper = (
    MinutesPaper
    | ResolutionPaper
    | NoticePaper
    | IntroductionPaper
    | SlipsPaper
    | SignInPaper
    | ScorePaper
    | ExtractPaper
    | AddendumPaper
    | TopicPaper
    | YearBookPaper
    | BoardPaper
    | InvitationsPaper
    | PackPaper
    | CampaignPaper
)
