"""Papers for one person: the letter that introduces them elsewhere, the slip with a way in."""

from dataclasses import dataclass
from datetime import date

from .frame import Heading, Identity, Signature


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
