"""Delivering what is due in the outbox: in-app in one statement, e-mail under a lease.

In-app, the effect and its mark are the same row: zero lost, zero doubled. E-mail is sent before it
is marked: zero lost, and a worker that dies in between may double one, which the stable Message-ID
lets the receiver recognise.
"""

import hashlib
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from smtplib import SMTPException
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.shortcuts import resolve_url
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils import timezone, translation

from .models import Channel, Invitation, Message, MessageState
from .wording import wording

logger = logging.getLogger(__name__)

IN_APP_BATCH = 10_000
EMAIL_BATCH = 50
LEASE = timedelta(seconds=60)
# Minutes to wait after the first, second, … failure; the last is repeated until a day is over.
BACK_OFF = [1, 2, 4, 8, 15, 30, 60]
GIVE_UP_AFTER = timedelta(hours=24)
# A message that cannot even be written will not get better by waiting.
POISONED_AFTER = 5

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
    UPDATE members_message SET state = %(cancelled)s
    FROM members_announcement
    WHERE members_announcement.id = announcement_id AND state = %(pending)s
      AND due_at <= %(now)s AND stale_at < %(now)s
"""


def deliver_due(*, now: datetime) -> dict[str, int]:
    """Delivers everything that is due; returns counts. A second call finds nothing left."""
    dropped = _execute(DROP_STALE, now)
    in_app = 0
    while moved := _execute(DELIVER_IN_APP, now):
        in_app += moved
    sent = failed = 0
    with get_connection() as mailer:
        for message in _claim_emails(now):
            if _send_email(message, mailer, now):
                sent += 1
            else:
                failed += 1
    return {"in_app": in_app, "email": sent, "failed": failed, "dropped": dropped}


def _execute(sql: str, now: datetime) -> int:
    values: dict[str, datetime | int] = {
        "now": now,
        "in_app": Channel.IN_APP,
        "pending": MessageState.PENDING,
        "sent": MessageState.SENT,
        "cancelled": MessageState.CANCELLED,
        "batch": IN_APP_BATCH,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _claim_emails(now: datetime) -> Iterator[Message]:
    """E-mails leased to this worker, batch by batch; another worker skips them."""
    while True:
        with transaction.atomic():
            ids = list(
                Message.objects.due(now)
                .filter(channel=Channel.EMAIL)
                .order_by("due_at", "pk")
                .select_for_update(skip_locked=True)
                .values_list("pk", flat=True)[:EMAIL_BATCH]
            )
            # The lease runs on the real clock: a batch may take longer than the caller's `now`.
            Message.objects.filter(pk__in=ids).update(leased_until=timezone.now() + LEASE)
        if not ids:
            return
        yield from Message.objects.filter(pk__in=ids, state=MessageState.PENDING).select_related(
            "announcement", "recipient__user"
        )


def _send_email(message: Message, mailer: BaseEmailBackend, now: datetime) -> bool:
    """Sends one; on failure puts it back with a later time, or parks it. False when not sent."""
    try:
        mailer.send_messages([_compose(message)])
    except (TemplateDoesNotExist, TemplateSyntaxError, ValueError, KeyError) as error:
        logger.exception("Message %s cannot be written", message.pk)
        _put_back(message, now, failure=repr(error), poisoned=True)
        return False
    except (SMTPException, OSError) as error:
        logger.warning("Message %s not accepted: %r", message.pk, error)
        _put_back(message, now, failure=repr(error), poisoned=False)
        return False
    Message.objects.filter(pk=message.pk, state=MessageState.PENDING).update(
        state=MessageState.SENT, delivered_at=now, leased_until=None
    )
    return True


def _compose(message: Message) -> EmailMessage:
    recipient = message.recipient
    user = getattr(recipient, "user", None)
    with translation.override(user.language if user else settings.LANGUAGE_CODE):
        subject, body = wording(message.announcement)
    digest = hashlib.sha256(f"{message.announcement.key}:{recipient.pk}".encode()).hexdigest()[:32]
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return EmailMessage(
        subject=subject,
        body=body,
        to=[recipient.email],
        headers={"Message-ID": f"<{digest}@{host}>"},
    )


def deliver_invitations(*, now: datetime) -> int:
    """Sends the invitations that wait; returns how many went out. The code is made here, out of the
    row and the key of the server, and stands nowhere but in the e-mail."""
    waiting = Invitation.objects.unsent(now).order_by("pk").values_list("pk", flat=True)
    return sum(_send_invitation(pk, now) for pk in list(waiting[:EMAIL_BATCH]))


def _send_invitation(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        # Held until it is marked: another worker passes it by.
        unsent = Invitation.objects.unsent(now).select_for_update(skip_locked=True, of=("self",))
        invitation = unsent.select_related("member__user").filter(pk=pk).first()
        if invitation is None:
            return False
        try:
            _invitation_email(invitation).send()
        except (SMTPException, OSError, ValueError) as error:
            logger.warning("Invitation %s not sent: %r", pk, error)
            invitation.failure = repr(error)[:200]
        else:
            invitation.sent_at, invitation.failure = now, ""
        invitation.save(update_fields=["sent_at", "failure"])
        return invitation.sent_at is not None


def _invitation_email(invitation: Invitation) -> EmailMessage:
    user = getattr(invitation.member, "user", None)
    query = urlencode({"code": invitation.code()})
    context = {
        "name": invitation.member.full_name,
        "is_reset": user is not None,
        "address": f"{settings.SITE_URL}{resolve_url('members:activate')}?{query}",
        "expires_at": timezone.localtime(invitation.expires_at),
    }
    with translation.override(user.language if user else settings.LANGUAGE_CODE):
        text = render_to_string("registration/invitation.txt", context)
    subject, _line, body = text.strip().partition("\n")
    return EmailMessage(subject=subject, body=body.strip(), to=[invitation.member.email])


def _put_back(message: Message, now: datetime, *, failure: str, poisoned: bool) -> None:
    attempts = message.attempts + 1
    too_old = now - message.announcement.created_at > GIVE_UP_AFTER
    is_parked = (poisoned and attempts >= POISONED_AFTER) or (not poisoned and too_old)
    wait = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
    Message.objects.filter(pk=message.pk).update(
        attempts=attempts,
        failure=failure[:200],
        leased_until=None,
        due_at=now + timedelta(minutes=wait),
        state=MessageState.PARKED if is_parked else MessageState.PENDING,
    )
