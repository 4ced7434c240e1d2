"""Where people are logged in: noting it, and ending it from elsewhere.

A session ends by its row in Django's own table, so no request pays for asking whether it has. That
table has keys and no owners, ours has owners and no keys: the hash of the key joins them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import CharField, Func

from members.models import User, UserSession
from members.models.session import key_hash

from .audit import record

USED_AT = "used_at"
ENDS_WHEN_IDLE = "ends_when_idle"
REFRESH_SECONDS = 300
HASH = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"


@transaction.atomic
def note_session(
    *,
    session: SessionBase,
    user: User,
    user_agent: str,
    address: str,
    now: datetime,
    ends_when_idle: bool = False,
) -> None:
    """A log-in has begun. It ends when its time is over, however often it is saved until then; with
    `ends_when_idle` also when nobody uses it (`is_idle`)."""
    session.set_expiry(now + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    session[USED_AT] = int(now.timestamp())
    session[ENDS_WHEN_IDLE] = ends_when_idle
    session.save()
    UserSession.objects.create(
        user=user,
        key_hash=key_hash(session.session_key or ""),
        user_agent=user_agent[:300],
        address=address,
        created_at=now,
        used_at=now,
    )


def is_idle(*, session: SessionBase, now: datetime) -> bool:
    """Whether it was left alone for `SESSION_IDLE_SECONDS`; up to five minutes later than that,
    because its last use is noted so seldom."""
    seen = session.get(USED_AT)
    if seen is None or not session.get(ENDS_WHEN_IDLE):
        return False
    return bool(now.timestamp() - seen > settings.SESSION_IDLE_SECONDS + REFRESH_SECONDS)


def refresh_session(*, session: SessionBase, address: str, now: datetime) -> None:
    """Notes that it is in use; asks the database at most each five minutes."""
    seen = session.get(USED_AT)
    if seen is None or now.timestamp() - seen < REFRESH_SECONDS:
        return
    session[USED_AT] = int(now.timestamp())
    UserSession.objects.with_key(session.session_key).update(used_at=now, address=address)


@transaction.atomic
def end_session(*, session: UserSession, by: User, now: datetime) -> None:
    """Logs one's own account out on one device."""
    forget_sessions([session])
    _record("end_session", by, now)


@transaction.atomic
def end_other_sessions(*, by: User, session_key: str | None, now: datetime) -> int:
    """Logs one's own account out everywhere but in the session with that key; returns how many."""
    others = UserSession.objects.filter(user=by).exclude(key_hash=key_hash(session_key or ""))
    ended = forget_sessions(others)
    if ended:
        _record("end_other_sessions", by, now)
    return ended


def forget_sessions(sessions: Iterable[UserSession]) -> int:
    """Ends them, in Django's table and in ours; returns how many there were."""
    hashes = [session.key_hash for session in sessions]
    if hashes:
        hashed = Func("session_key", template=HASH, output_field=CharField())
        Session.objects.alias(hash=hashed).filter(hash__in=hashes).delete()
        UserSession.objects.filter(key_hash__in=hashes).delete()
    return len(hashes)


def forget_old_sessions(*, now: datetime) -> int:
    """Deletes the notes on log-ins whose time is over; returns how many."""
    over = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return UserSession.objects.filter(created_at__lte=over).delete()[0]


def _record(verb: str, by: User, now: datetime) -> None:
    # A technical administrator belongs to no organisation, whose log this could be.
    if by.member and by.member.home:
        record(
            verb=verb,
            subject=by.get_full_name(),
            organization=by.member.home,
            by=by,
            now=now,
            member=by.member,
        )
