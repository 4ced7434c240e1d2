"""Where somebody is logged in: what the owner sees of it, and no key that would open it."""

import hashlib
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from .account import User

if TYPE_CHECKING:
    from members.access import Access

# The first word found in what the browser says of itself; those that pretend to be another first.
BROWSERS = {
    "coc_coc_browser": "Cốc Cốc",
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


class UserSessionQuerySet(models.QuerySet["UserSession"]):
    def visible_to(self, access: "Access") -> Self:
        """One's own."""
        return self.filter(user=access.user) if access.user else self.none()

    def alive(self, now: datetime) -> Self:
        return self.filter(created_at__gt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE))

    def with_key(self, session_key: str | None) -> Self:
        return self.filter(key_hash=key_hash(session_key or ""))


class UserSession(models.Model):
    """One log-in on one device, from then until it ends."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="sessions")
    key_hash = models.CharField(max_length=64, unique=True)
    user_agent = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=45)
    created_at = models.DateTimeField()
    # Within five minutes.
    used_at = models.DateTimeField()

    objects = UserSessionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user_id}: {self.device}"

    @property
    def device(self) -> str:
        return device_named(self.user_agent)


def device_named(user_agent: str) -> str:
    """“Chrome, Windows”; empty when the browser does not say."""
    found = [
        next((name for word, name in names.items() if word in user_agent), "")
        for names in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found))


def key_hash(session_key: str) -> str:
    """Keys are random and long: a plain hash of one cannot be turned back."""
    return hashlib.sha256(session_key.encode()).hexdigest()
