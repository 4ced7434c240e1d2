"""Who: people, their accounts, where they belong, their posts, and what they are told."""

from .account import Account, LoginAttempt, User
from .audit import AuditEntry
from .belonging import Affiliation, Post, PostKind, Standing, StandingStatus
from .calendar import DayOff
from .commitment import Commitment, CommitmentRemark, CorrectionRequest, ResidenceComment
from .departure import Departure
from .intake import ColumnMatch, ImportBatch, ImportRow
from .invitation import Invitation
from .member import Member
from .message import LEGAL_OCCASIONS, Announcement, Channel, Message, MessageState, Occasion
from .session import UserSession
from .subscription import CalendarFeed, PushSubscription
from .transfer import Transfer

__all__ = [
    "LEGAL_OCCASIONS",
    "Account",
    "Affiliation",
    "Announcement",
    "AuditEntry",
    "CalendarFeed",
    "Channel",
    "ColumnMatch",
    "Commitment",
    "CommitmentRemark",
    "CorrectionRequest",
    "DayOff",
    "Departure",
    "ImportBatch",
    "ImportRow",
    "Invitation",
    "LoginAttempt",
    "Member",
    "Message",
    "MessageState",
    "Occasion",
    "Post",
    "PostKind",
    "PushSubscription",
    "ResidenceComment",
    "Standing",
    "StandingStatus",
    "Transfer",
    "User",
    "UserSession",
]
