"""Calling to a meeting: the notice, the sheet for the board, the slips that invite."""

from dataclasses import dataclass
from datetime import datetime

from .frame import Heading, Identity, Person, Signature, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaLine:
    title: str
    presenter: str = ""
    minutes: int | None = None


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
