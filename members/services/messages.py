"""Writing to the outbox: one announcement, and a row for each recipient and channel.

Rows are written in the caller's transaction; delivery is `members.delivery`.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from branches.models import Organization
from members.models import (
    LEGAL_OCCASIONS,
    Announcement,
    Channel,
    Member,
    Message,
    MessageState,
    Occasion,
    User,
)
from members.tasks import WAKING, WAKING_SECONDS, send_due_messages

logger = logging.getLogger(__name__)

# In-app always; by e-mail and on the telephone what the person wants, and every legal notice.
# `digest_on`: those who want one e-mail a day get the others together, in the morning.
ADDRESS = """
    WITH written AS (
        INSERT INTO members_message
            (announcement_id, recipient_id, channel, state, due_at, digest_on, attempts, failure)
        SELECT chosen.announcement, m.id, c.channel, %(pending)s,
            CASE WHEN d.is_in_digest THEN %(digest_at)s ELSE %(due_at)s END,
            CASE WHEN d.is_in_digest THEN %(digest_on)s::date END, 0, ''
        FROM members_member m
        JOIN ({chosen}) AS chosen (announcement, id) ON chosen.id = m.id
        LEFT JOIN members_user u ON u.member_id = m.id
        CROSS JOIN (VALUES (%(in_app)s), (%(email)s), (%(push)s)) AS c (channel)
        CROSS JOIN LATERAL (
            SELECT c.channel = %(email)s AND NOT %(is_legal)s AND u.email_rhythm = 'daily'
        ) AS d (is_in_digest)
        WHERE c.channel = %(in_app)s
           OR (%(is_legal)s OR u.id IS NULL OR NOT u.muted_occasions ? %(occasion)s)
              AND (c.channel = %(email)s AND m.email <> ''
                       AND (%(is_legal)s OR u.email_rhythm IS DISTINCT FROM 'none')
                   OR c.channel = %(push)s AND EXISTS (
                       SELECT FROM members_pushsubscription s WHERE s.user_id = u.id))
        ON CONFLICT DO NOTHING
        RETURNING channel
    )
    SELECT count(*) FROM written WHERE channel = %(in_app)s
"""
ONE_TO_MANY = "SELECT %(announcement)s::bigint, * FROM ({recipients}) AS recipients"
MANY_TO_SOME = "SELECT * FROM unnest(%(announcements)s::bigint[], %(members)s::bigint[])"
# {recipients} are pairs of an organisation and a member.
EACH_TO_ITS_OWN = """
    SELECT a.id, own.member FROM members_announcement a
    JOIN ({recipients}) AS own (place, member) ON own.place = a.organization_id
    WHERE a.id = ANY(%(announcements)s)
"""
# A reminder that could not be delivered for so long says nothing any more.
REMINDER_LASTS = timedelta(days=7)
# When the e-mail of the day goes out, here.
DIGEST_AT = time(7)


def announce(
    *,
    key: str,
    occasion: Occasion,
    organization: Organization,
    path: str,
    params: dict[str, Any],
    recipients: QuerySet[Member],
    by: User | None,
    now: datetime,
    due_at: datetime | None = None,
    stale_at: datetime | None = None,
) -> int:
    """Says one thing to many; returns how many people. Saying the same `key` again says nothing.

    Must run in the transaction of its cause, so that neither exists without the other.
    """
    with transaction.atomic():
        announcement, is_new = Announcement.objects.get_or_create(
            key=key,
            defaults={
                "occasion": occasion,
                "organization": organization,
                "path": path,
                "params": params,
                "created_at": now,
                "created_by": by,
                "stale_at": stale_at,
            },
        )
        if not is_new:
            return 0
        chosen = recipients.order_by().values("pk").distinct()
        values = {"announcement": announcement.pk}
        told = _write_rows(ONE_TO_MANY, chosen, values, occasion, due_at or now)
        wake_sender()
    return told


@dataclass(frozen=True)
class Saying:
    """What `announce` is told of one announcement, and the ids of the members it is for; `stale_at`
    where it is not the same for all."""

    key: str
    organization: Organization
    path: str
    params: dict[str, Any]
    recipients: Sequence[int] = ()
    stale_at: datetime | None = None


def announce_each(
    *,
    occasion: Occasion,
    sayings: Iterable[Saying],
    by: User | None,
    now: datetime,
    stale_at: datetime | None = None,
) -> list[Saying]:
    """Says a thing of its own to each of many, in a handful of statements for all of them; returns
    those said now to somebody. As with `announce`, saying the same key again says nothing."""
    with transaction.atomic():
        new = _say_new(occasion, sayings, by=by, now=now, stale_at=stale_at)
        if not new:
            return []
        pairs = [(pk, member) for pk, saying in new.items() for member in saying.recipients]
        values = {"announcements": [a for a, _m in pairs], "members": [m for _a, m in pairs]}
        _write_rows(MANY_TO_SOME, None, values, occasion, now)
        wake_sender()
    return [saying for saying in new.values() if saying.recipients]


def announce_to_places(
    *,
    occasion: Occasion,
    sayings: Iterable[Saying],
    audience: QuerySet[Any, tuple[int, int]],
    by: User | None,
    now: datetime,
) -> int:
    """`announce_each` where the members need not be named: `audience` gives pairs (organisation id,
    member id), and each announcement goes to those of its organisation. Returns how many people."""
    with transaction.atomic():
        new = _say_new(occasion, sayings, by=by, now=now)
        if not new:
            return 0
        told = _write_rows(EACH_TO_ITS_OWN, audience, {"announcements": [*new]}, occasion, now)
        wake_sender()
    return told


def _say_new(
    occasion: Occasion,
    sayings: Iterable[Saying],
    *,
    by: User | None,
    now: datetime,
    stale_at: datetime | None = None,
) -> dict[int, Saying]:
    """{id of the announcement: what it says} of those that were not said before."""
    asked = {saying.key: saying for saying in sayings}
    known = Announcement.objects.filter(key__in=asked).values_list("key", flat=True)
    new = {key: asked[key] for key in asked.keys() - set(known)}
    rows = [
        Announcement(
            key=saying.key,
            occasion=occasion,
            organization=saying.organization,
            path=saying.path,
            params=saying.params,
            created_at=now,
            created_by=by,
            stale_at=saying.stale_at or stale_at,
        )
        for saying in new.values()
    ]
    Announcement.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    found = Announcement.objects.filter(key__in=new)
    return {pk: new[key] for key, pk in found.values_list("key", "pk")}


def _write_rows(
    chosen: str,
    recipients: QuerySet[Any, Any] | None,
    values: dict[str, Any],
    occasion: Occasion,
    due_at: datetime,
) -> int:
    """One INSERT … SELECT, whether for three people or for a city; returns how many people have
    rows of it now that had none."""
    if recipients is not None:
        subquery, params = recipients.query.sql_with_params()
        names = [f"recipients_{number}" for number in range(len(params))]
        subquery = subquery.replace("%%", "%%%%") % tuple(f"%({name})s" for name in names)
        chosen = chosen.format(recipients=subquery)
        values = {**values, **dict(zip(names, params, strict=True))}
    digest_at = _next_digest(due_at)
    values = {
        **values,
        "occasion": occasion,
        "is_legal": occasion in LEGAL_OCCASIONS,
        "pending": MessageState.PENDING,
        "due_at": due_at,
        "digest_at": digest_at,
        "digest_on": timezone.localdate(digest_at),
        "in_app": Channel.IN_APP,
        "email": Channel.EMAIL,
        "push": Channel.PUSH,
    }
    with connection.cursor() as cursor:
        cursor.execute(ADDRESS.format(chosen=chosen), values)
        (told,) = cursor.fetchone()
    return int(told)


def _next_digest(moment: datetime) -> datetime:
    """The first hour of the digest after the moment."""
    local = timezone.localtime(moment)
    at = local.replace(hour=DIGEST_AT.hour, minute=0, second=0, microsecond=0)
    return at if at > local else at + timedelta(days=1)


def withdraw(*, key_prefix: str, member: Member | None = None) -> int:
    """Cancels what is still waiting of the announcements whose key begins so, with `member` only
    what is for them; returns how many."""
    said = Announcement.objects.filter(key__startswith=key_prefix)
    # Without a join the state is asked again of a row that a worker was just sending.
    waiting = Message.objects.filter(announcement__in=said, state=MessageState.PENDING)
    if member:
        waiting = waiting.filter(recipient=member)
    return waiting.update(state=MessageState.CANCELLED, leased_until=None)


def wake_sender() -> None:
    """After commit; when the broker is away nothing is lost, beat finds the rows later."""
    transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    """A thousand commits in a second need one wake-up. The task takes the mark off before it looks,
    so whoever commits later sends another."""
    try:
        if cache.add(WAKING, 1, timeout=WAKING_SECONDS):
            send_due_messages.apply_async(retry=False)
    except (BrokerError, RedisError, OSError):
        logger.warning("The broker is away; the outbox will be sent by the next beat.")
