"""Writing to the outbox: one announcement, and a row for each recipient and channel.

Rows are written in the caller's transaction; delivery is `members.delivery`.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from kombu.exceptions import OperationalError as BrokerError

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
from members.tasks import send_due_messages

logger = logging.getLogger(__name__)

# `muted` lists the occasions a person switched off for e-mail; in-app is never switched off.
ADDRESS = """
    INSERT INTO members_message
        (announcement_id, recipient_id, channel, state, due_at, attempts, failure)
    SELECT %s, m.id, c.channel, %s, %s, 0, ''
    FROM members_member m
    JOIN ({recipients}) AS chosen (id) ON chosen.id = m.id
    LEFT JOIN members_user u ON u.member_id = m.id
    CROSS JOIN (VALUES ({in_app}), ({email})) AS c (channel)
    WHERE c.channel = {in_app}
       OR (m.email <> '' AND (%s OR u.id IS NULL OR NOT u.muted_occasions ? %s))
    ON CONFLICT DO NOTHING
"""


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
        _address(announcement, recipients, due_at or now)
        wake_sender()
    return announcement.messages.filter(channel=Channel.IN_APP).count()


def _address(announcement: Announcement, recipients: QuerySet[Member], due_at: datetime) -> None:
    """One INSERT … SELECT, whether for three people or for a city."""
    chosen, chosen_params = recipients.order_by().values("pk").distinct().query.sql_with_params()
    sql = ADDRESS.format(recipients=chosen, in_app=int(Channel.IN_APP), email=int(Channel.EMAIL))
    is_legal = announcement.occasion in LEGAL_OCCASIONS
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            [
                announcement.pk,
                MessageState.PENDING,
                due_at,
                *chosen_params,
                is_legal,
                announcement.occasion,
            ],
        )


def withdraw(*, key_prefix: str) -> int:
    """Cancels what is still waiting of the announcements whose key begins so; returns how many."""
    return Message.objects.filter(
        announcement__key__startswith=key_prefix, state=MessageState.PENDING
    ).update(state=MessageState.CANCELLED, leased_until=None)


def wake_sender() -> None:
    """After commit; when the broker is away nothing is lost, beat finds the rows later."""
    transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    try:
        send_due_messages.apply_async(retry=False)
    except (BrokerError, OSError):
        logger.warning("The broker is away; the outbox will be sent by the next beat.")
