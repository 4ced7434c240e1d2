"""Limits on guessing passwords, counted in PostgreSQL so that losing Redis does not open the door.

An attempt is charged before the password is looked at and given back when it was right: however
many arrive at once, no more than the limit are ever tried.
"""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from papers.text import fold

from .models import LoginAttempt

DEVICE_SALT = "members.throttle.device"
DEVICE_MAX_AGE = 365 * 86_400
# One household commands 2^64 of the newer addresses; they count as one.
IPV6_PREFIX = 64

CHARGE = """
    INSERT INTO members_loginattempt (bucket, window_starts_at, failures)
    VALUES (%s, %s, 1)
    ON CONFLICT (bucket, window_starts_at)
    DO UPDATE SET failures = members_loginattempt.failures + 1
    RETURNING failures
"""


class TooManyAttempts(Exception):
    """Nothing was tried and nothing was charged. `seconds`: how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Bucket:
    """One count in one window of time."""

    key: str
    window_starts_at: datetime
    limit: int
    seconds: int

    def charge(self) -> bool:
        """Counts one more; whether that is still within the limit."""
        with connection.cursor() as cursor:
            cursor.execute(CHARGE, [self.key, self.window_starts_at])
            return bool(cursor.fetchone()[0] <= self.limit)

    def give_back(self) -> None:
        LoginAttempt.objects.filter(
            bucket=self.key, window_starts_at=self.window_starts_at, failures__gt=0
        ).update(failures=F("failures") - 1)

    def seconds_left(self, now: datetime) -> int:
        end = self.window_starts_at + timedelta(seconds=self.seconds)
        return max(1, round((end - now).total_seconds()))


@transaction.atomic
def charge(request: HttpRequest, username: str, now: datetime) -> list[Bucket]:
    """Counts the attempt in every bucket, or raises `TooManyAttempts` when one is full."""
    buckets = _buckets(request, username, now)
    full = [bucket for bucket in buckets if not bucket.charge()]
    if full:
        # The exception rolls every count back: hammering a door that is closed to one address
        # must not close it for the owner at another.
        raise TooManyAttempts(max(bucket.seconds_left(now) for bucket in full))
    return buckets


@transaction.atomic
def charge_code(request: HttpRequest, now: datetime) -> list[Bucket]:
    """Counts a try at an invitation's code, whose account is not known yet."""
    bucket = _bucket("code", client_address(request), now)
    if not bucket.charge():
        raise TooManyAttempts(bucket.seconds_left(now))
    return [bucket]


@transaction.atomic
def charge_check_in(user_id: int, floor_id: int, now: datetime) -> list[Bucket]:
    """Counts a try at the code shown in the room: by account, as the room is one address."""
    bucket = _bucket("check-in", f"{user_id} {floor_id}", now)
    if not bucket.charge():
        raise TooManyAttempts(bucket.seconds_left(now))
    return [bucket]


@transaction.atomic
def charge_reading(name: str, now: datetime) -> None:
    """Counts a reading of a calendar: by its address, or by whoever guesses at addresses."""
    bucket = _bucket("feed", name, now)
    if not bucket.charge():
        raise TooManyAttempts(bucket.seconds_left(now))


@transaction.atomic
def charge_pin(member_id: int, now: datetime) -> list[Bucket]:
    """Counts a try at somebody's PIN, from wherever: the device is a trusted one."""
    bucket = _bucket("pin", str(member_id), now)
    if not bucket.charge():
        raise TooManyAttempts(bucket.seconds_left(now))
    return [bucket]


@transaction.atomic
def give_back(buckets: list[Bucket]) -> None:
    """The password was right; only failures count."""
    for bucket in buckets:
        bucket.give_back()


def remember_device(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Marks the browser as one the owner has used. It then has a count of its own, so that nobody
    can lock a secretary out of her own computer by guessing from elsewhere."""
    if _known_device(request, username):
        return
    response.set_signed_cookie(
        _cookie_name(),
        f"{_account(username)}.{get_random_string(22)}",
        salt=DEVICE_SALT,
        max_age=DEVICE_MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def client_address(request: HttpRequest) -> str:
    """Where the request comes from. Each trusted proxy appends the address it saw, so with n of
    them the n-th from the right is the last one that a stranger cannot have made up."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        seen = request.headers.get("X-Forwarded-For", "").split(",")
        if len(seen) >= settings.TRUSTED_PROXIES:
            address = seen[-settings.TRUSTED_PROXIES].strip() or address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, IPV6_PREFIX), strict=False))


def forget_old_attempts(now: datetime) -> int:
    """Deletes the counts of windows long over; returns how many."""
    longest = max(seconds for _limit, seconds in settings.LOGIN_LIMITS.values())
    over = now - timedelta(seconds=2 * longest)
    return LoginAttempt.objects.filter(window_starts_at__lt=over).delete()[0]


def _buckets(request: HttpRequest, username: str, now: datetime) -> list[Bucket]:
    account, address = _account(username), client_address(request)
    device = _known_device(request, username)
    names = {
        "account from one address": f"{account} {device or address}",
        "address": address,
    }
    if not device:
        names["account"] = account
    # In one order everywhere: two attempts that wait for each other's counts would never end.
    return [_bucket(kind, names[kind], now) for kind in sorted(names)]


def _bucket(kind: str, name: str, now: datetime) -> Bucket:
    limit, seconds = settings.LOGIN_LIMITS[kind]
    start = int(now.timestamp()) // seconds * seconds
    return Bucket(
        key=f"{kind}:{_digest(name)}",
        window_starts_at=datetime.fromtimestamp(start, UTC),
        limit=limit,
        seconds=seconds,
    )


def _digest(text: str) -> str:
    """Addresses are personal data, and people type passwords where names belong: keep neither."""
    return salted_hmac("members.throttle", text, algorithm="sha256").hexdigest()[:32]


def _account(username: str) -> str:
    return _digest(fold(username))


def _cookie_name() -> str:
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


def _known_device(request: HttpRequest, username: str) -> str:
    """The mark of a browser from which this account has logged in before; else nothing."""
    cookie = request.get_signed_cookie(
        _cookie_name(), default="", salt=DEVICE_SALT, max_age=DEVICE_MAX_AGE
    )
    account, _dot, device = str(cookie).partition(".")
    return device if account == _account(username) else ""
