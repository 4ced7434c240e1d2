"""The rows of the outbox on their way: what is no longer needed, what waits for the morning, what
this worker may send now. One statement each, whether three rows are waiting or half a million."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from members.models import LEGAL_OCCASIONS, Channel, Message, MessageState

# So few that a worker killed each second gets one done.
IN_APP_BATCH = 2_000
# A worker that dies keeps them back until the lease is over, so not too many.
BATCH = 20
LEASE = timedelta(seconds=60)
# Minutes to wait after the first, second, … failure; the last is repeated.
BACK_OFF = [1, 2, 4, 8, 15, 30, 60]
# An hour for the first six, then one an hour: given up after a day.
GIVE_UP_AFTER = 30
# A message that cannot even be written will not get better by waiting.
POISONED_AFTER = 5

# Two workers at once pass each other's rows by: whoever waits for the other could wait for ever.
DELIVER_IN_APP = """
    WITH due AS (
        SELECT id FROM members_message
        WHERE state = %(pending)s AND due_at <= %(now)s AND channel = %(in_app)s
        ORDER BY due_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED
    )
    UPDATE members_message SET state = %(sent)s, delivered_at = %(now)s
    FROM due WHERE members_message.id = due.id
"""
DROP_STALE = """
    WITH stale AS (
        SELECT m.id FROM members_message m JOIN members_announcement a ON a.id = m.announcement_id
        WHERE m.state = %(pending)s AND m.due_at <= %(now)s AND a.stale_at < %(now)s
        FOR UPDATE OF m SKIP LOCKED
    )
    UPDATE members_message SET state = %(cancelled)s, leased_until = NULL
    FROM stale WHERE members_message.id = stale.id
"""
# What waited for the digest and was read meanwhile waits no more. Rows that were tried before stay:
# the same digest, sent again, must be the same.
DROP_READ = """
    WITH known AS (
        SELECT m.id FROM members_message m
        JOIN members_message twin ON twin.announcement_id = m.announcement_id
            AND twin.recipient_id = m.recipient_id AND twin.channel = %(in_app)s
        WHERE m.state = %(pending)s AND m.due_at <= %(now)s AND m.digest_on IS NOT NULL
            AND m.leased_until IS NULL AND m.attempts = 0 AND twin.read_at IS NOT NULL
        FOR UPDATE OF m SKIP LOCKED
    )
    UPDATE members_message SET state = %(cancelled)s
    FROM known WHERE members_message.id = known.id
"""
# Legal notices go by e-mail at any hour; no telephone rings in somebody's quiet hours.
KEEP_QUIET = """
    WITH held AS (
        SELECT m.id,
            (%(today)s::date + u.quiet_to + (u.quiet_to <= %(clock)s::time)::int * interval '1 day')
                AT TIME ZONE %(zone)s AS ends_at
        FROM members_message m
        JOIN members_user u ON u.member_id = m.recipient_id
        JOIN members_announcement a ON a.id = m.announcement_id
        WHERE m.state = %(pending)s AND m.due_at <= %(now)s AND m.channel <> %(in_app)s
            AND (m.leased_until IS NULL OR m.leased_until < %(now)s)
            AND (m.channel = %(push)s OR a.occasion <> ALL(%(legal)s))
            AND CASE WHEN u.quiet_from < u.quiet_to
                THEN %(clock)s::time >= u.quiet_from AND %(clock)s::time < u.quiet_to
                ELSE %(clock)s::time >= u.quiet_from OR %(clock)s::time < u.quiet_to END
        FOR UPDATE OF m SKIP LOCKED
    )
    UPDATE members_message SET due_at = held.ends_at
    FROM held WHERE members_message.id = held.id
"""


def execute(sql: str, now: datetime) -> int:
    """Runs one of the statements above, a transaction by itself; returns how many rows."""
    local = timezone.localtime(now)
    values: dict[str, Any] = {
        "now": now,
        "today": local.date(),
        "clock": local.time(),
        "zone": settings.TIME_ZONE,
        "in_app": Channel.IN_APP,
        "push": Channel.PUSH,
        "legal": [str(occasion) for occasion in LEGAL_OCCASIONS],
        "pending": MessageState.PENDING,
        "sent": MessageState.SENT,
        "cancelled": MessageState.CANCELLED,
        "batch": IN_APP_BATCH,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


@dataclass(frozen=True)
class Lease:
    """Rows that this worker alone may send until `until`, on the real clock: a batch may take
    longer than the caller's `now`. `renew` before each sending: what was withdrawn meanwhile, or
    taken by another worker because we were slow, is not ours any more."""

    ids: tuple[int, ...]
    until: datetime

    def renew(self) -> "Lease | None":
        until = timezone.now() + LEASE
        ours = Message.objects.filter(
            pk__in=self.ids, state=MessageState.PENDING, leased_until=self.until
        )
        return Lease(self.ids, until) if ours.update(leased_until=until) else None

    def messages(self) -> list[Message]:
        rows = Message.objects.filter(
            pk__in=self.ids, state=MessageState.PENDING, leased_until=self.until
        )
        return list(rows.select_related("announcement", "recipient__user").order_by("pk"))


def claim_singly(channel: Channel, now: datetime) -> Iterator[Lease]:
    """One lease a message that goes alone, batch by batch; another worker skips them."""
    while True:
        with transaction.atomic():
            ids = list(
                Message.objects.due(now)
                .filter(channel=channel, digest_on__isnull=True)
                .order_by("due_at", "pk")
                .select_for_update(skip_locked=True)
                .values_list("pk", flat=True)[:BATCH]
            )
            until = _lease(ids)
        if not ids:
            return
        yield from (Lease((pk,), until) for pk in ids)


def claim_digests(now: datetime) -> Iterator[Lease]:
    """One lease a person for all that waits for the digest of a day. Who locks the first row of a
    digest has all of it: two workers never send a half each."""
    while True:
        with transaction.atomic():
            digests = Message.objects.due(now).filter(digest_on__isnull=False)
            first = digests.values("recipient", "digest_on").annotate(lead=Min("id")).values("lead")
            leads = list(
                Message.objects.filter(pk__in=first.order_by()[:BATCH])
                .select_for_update(skip_locked=True)
                .values_list("recipient_id", "digest_on")
            )
            groups = _rows_of(leads, now)
            until = _lease([pk for ids in groups.values() for pk in ids])
        if not leads:
            return
        yield from (Lease(tuple(ids), until) for ids in groups.values())


def _rows_of(
    leads: Sequence[tuple[int, date | None]], now: datetime
) -> dict[tuple[int, date | None], list[int]]:
    """{(recipient, day): ids}, the first of which is the lead."""
    rows = Message.objects.due(now).filter(
        digest_on__isnull=False, recipient__in=[recipient for recipient, _day in leads]
    )
    groups: dict[tuple[int, date | None], list[int]] = {lead: [] for lead in leads}
    for pk, recipient, day in rows.order_by("pk").values_list("pk", "recipient_id", "digest_on"):
        if (recipient, day) in groups:
            groups[recipient, day].append(pk)
    return groups


def _lease(ids: Iterable[int]) -> datetime:
    until = timezone.now() + LEASE
    Message.objects.filter(pk__in=list(ids)).update(leased_until=until)
    return until


def mark_sent(lease: Lease, now: datetime) -> None:
    Message.objects.filter(pk__in=lease.ids, state=MessageState.PENDING).update(
        state=MessageState.SENT, delivered_at=now, leased_until=None, failure=""
    )


def give_up_quietly(lease: Lease) -> None:
    """There is nobody left to tell on this way."""
    Message.objects.filter(pk__in=lease.ids, state=MessageState.PENDING).update(
        state=MessageState.CANCELLED, leased_until=None
    )


def put_back(messages: Iterable[Message], now: datetime, *, failure: str, poisoned: bool) -> None:
    """Tries again later, longer each time; parks what cannot be written, or failed for a day."""
    for message in messages:
        attempts = message.attempts + 1
        is_parked = attempts >= (POISONED_AFTER if poisoned else GIVE_UP_AFTER)
        wait = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
        Message.objects.filter(pk=message.pk, state=MessageState.PENDING).update(
            attempts=attempts,
            failure=failure[:200],
            leased_until=None,
            tried_at=now,
            due_at=now + timedelta(minutes=wait),
            state=MessageState.PARKED if is_parked else MessageState.PENDING,
        )
