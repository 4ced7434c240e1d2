"""Accounts, what they are told, and what the log says of them."""

from django.utils import timezone

from members.models import (
    Announcement,
    AuditEntry,
    Channel,
    Message,
    MessageState,
    Occasion,
    User,
    UserSession,
)
from members.models.session import key_hash

from .basics import numbers, scope_of

PASSWORD = "một mật khẩu đủ dài"


def user(member=None, *, username=None, password=None, **kwargs):
    """Without a password nobody logs in by the form; tests use `force_login`."""
    account = User(username=username or f"user{next(numbers)}", member=member, **kwargs)
    account.set_password(password)
    account.save()
    return account


def user_session(user, *, session_key=None, created_at=None):
    now = created_at or timezone.now()
    return UserSession.objects.create(
        user=user,
        key_hash=key_hash(session_key or f"key{next(numbers)}"),
        user_agent="Mozilla/5.0 (Linux; Android 14) Chrome/130.0",
        address="192.0.2.7",
        created_at=now,
        used_at=now,
    )


def announcement(organization, *, occasion=Occasion.NOTICE_ISSUED, path="/", params=None):
    return Announcement.objects.create(
        key=f"test:{next(numbers)}",
        occasion=occasion,
        organization=organization,
        path=path,
        params=params or {},
        created_at=timezone.now(),
    )


def message(recipient, announcement, *, channel=Channel.IN_APP, state=MessageState.SENT, **kwargs):
    now = timezone.now()
    return Message.objects.create(
        recipient=recipient,
        announcement=announcement,
        channel=channel,
        state=state,
        due_at=now,
        delivered_at=now if state == MessageState.SENT else None,
        **kwargs,
    )


def audit_entry(organization, *, by=None, verb="call_meeting", subject="Một việc"):
    return AuditEntry.objects.create(
        at=timezone.now(),
        by=by,
        organization=organization,
        verb=verb,
        subject=subject,
        **scope_of(organization),
    )
