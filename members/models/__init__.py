"""Who: people and their accounts, where they belong, what posts they hold, and what they are told."""

from .account import LoginAttempt, User
from .audit import AuditEntry
from .belonging import Affiliation, Post, PostKind, Standing, StandingStatus
from .member import Member
from .message import Announcement, Channel, Message, MessageState, Occasion

__all__ = [
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
