"""Who: people, their accounts, where they belong, their posts, and what they are told."""

from .account import Account, LoginAttempt, User
from .audit import AuditEntry
from .belonging import Affiliation, Post, PostKind, Standing, StandingStatus
from .member import Member
from .message import LEGAL_OCCASIONS, Announcement, Channel, Message, MessageState, Occasion

__all__ = [
    "LEGAL_OCCASIONS",
    "Account",
    "Affiliation",
    "Announcement",
    "AuditEntry",
    "Channel",
    "LoginAttempt",
    "Member",
    "Message",
    "MessageState",
    "Occasion",
    "Post",
    "PostKind",
    "Standing",
    "StandingStatus",
    "User",
]
