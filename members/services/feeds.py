"""Secret addresses that calendars read: made, noted when used, taken back."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from branches.models import Organization
from members.models import CalendarFeed, User

from .audit import record

MOST_FEEDS = 10
# How exactly one is told when an address was used last.
USE_NOTED_EVERY = timedelta(minutes=5)


@transaction.atomic
def open_feed(*, organization: Organization | None, by: User, now: datetime) -> UUID:
    """Makes an address for one's own meetings, or for those of an organisation; returns its secret,
    which is kept nowhere. What it shows is asked of the person's rights each time it is read."""
    # Locked: two clicks at once do not pass the limit together.
    mine = CalendarFeed.objects.filter(user=User.objects.select_for_update().get(pk=by.pk))
    if mine.count() >= MOST_FEEDS:
        raise ValidationError(_("You have ten addresses. Take one back that you no longer use."))
    # All 128 bits are random; a uuid by the book leaves six of them fixed.
    secret = UUID(bytes=secrets.token_bytes(16))
    CalendarFeed.objects.create(
        user=by, organization=organization, digest=digest_of(secret), created_at=now
    )
    _record("open_feed", by, now)
    return secret


@transaction.atomic
def close_feed(*, feed: CalendarFeed, by: User, now: datetime) -> None:
    """Takes an address back: from now on it leads nowhere."""
    feed.delete()
    _record("close_feed", by, now)


def note_feed_read(*, feed: CalendarFeed, now: datetime) -> None:
    CalendarFeed.objects.filter(
        Q(last_used_at=None) | Q(last_used_at__lt=now - USE_NOTED_EVERY), pk=feed.pk
    ).update(last_used_at=now)


def digest_of(secret: UUID) -> str:
    """Secrets are random and long: a plain hash of one cannot be turned back."""
    return hashlib.sha256(secret.bytes).hexdigest()


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
