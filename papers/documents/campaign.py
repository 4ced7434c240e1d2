"""How far branches are with what a committee sent them."""

from dataclasses import dataclass
from datetime import date, datetime

from .frame import Heading, Identity, Signature


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
