"""E-mails: one message, or the digest of a day, as text and HTML under a stable Message-ID."""

import hashlib
import logging
from datetime import datetime
from smtplib import SMTPException
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.shortcuts import resolve_url
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from members.models import Member, Message
from members.wording import address_of, wording

from .outbox import Lease, mark_sent, put_back

logger = logging.getLogger(__name__)

CANNOT_BE_WRITTEN = (TemplateDoesNotExist, TemplateSyntaxError, ValueError, KeyError)


class Mailer:
    """Sends what is leased over one connection to the mail server."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.connection = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.connection.close()

    def send_single(self, lease: Lease) -> bool:
        messages = lease.messages()
        written = self._written(messages)
        if not written:
            return False
        (message, subject, body) = written[0]
        context = {"body": body, "address": address_of(message.announcement)}
        return self._send(
            _compose(message.recipient, _id_of(message), subject, body, context), lease, messages
        )

    def send_digest(self, lease: Lease) -> bool:
        written = self._written(lease.messages())
        if not written:
            return False
        recipient = written[0][0].recipient
        with _language_of(recipient):
            entries = [(subject, address_of(m.announcement)) for m, subject, _body in written]
            subject = ngettext(
                "%(count)s thing waits for you", "%(count)s things wait for you", len(entries)
            ) % {"count": len(entries)}
            body = render_to_string("messages/digest.txt", {"entries": entries}).strip()
        context = {"entries": entries, "address": settings.SITE_URL + resolve_url("members:inbox")}
        # The first row names the digest: sent again after a crash, it is known to be the same.
        email = _compose(recipient, _id_of(written[0][0], "digest"), subject, body, context)
        return self._send(email, lease, [message for message, _subject, _body in written])

    def _written(self, messages: list[Message]) -> list[tuple[Message, str, str]]:
        """What each says; one that cannot be written is put aside and holds nobody up."""
        written = []
        for message in messages:
            try:
                with _language_of(message.recipient):
                    written.append((message, *wording(message.announcement)))
            except CANNOT_BE_WRITTEN as error:
                logger.exception("Message %s cannot be written", message.pk)
                put_back([message], self.now, failure=repr(error), poisoned=True)
        return written

    def _send(self, email: EmailMultiAlternatives, lease: Lease, messages: list[Message]) -> bool:
        try:
            # One connection for all; left alone, each message would open its own.
            self.connection.open()
            self.connection.send_messages([email])
        except (SMTPException, OSError, ValueError) as error:
            logger.warning("Message %s not accepted: %r", messages[0].pk, error)
            # What the server says of one address need not hold for the next on this connection.
            self.connection.close()
            put_back(messages, self.now, failure=_in_short(error), poisoned=False)
            return False
        mark_sent(Lease(tuple(message.pk for message in messages), lease.until), self.now)
        return True


def _language_of(recipient: Member) -> Any:
    user = getattr(recipient, "user", None)
    return translation.override(user.language if user else settings.LANGUAGE_CODE)


def _id_of(message: Message, word: str = "") -> str:
    """Always the same for the same message: a double can be recognised."""
    name = f"{word}{message.announcement.key}:{message.recipient_id}"
    digest = hashlib.sha256(name.encode()).hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def _compose(
    recipient: Member, message_id: str, subject: str, body: str, context: dict[str, Any]
) -> EmailMultiAlternatives:
    settings_url = settings.SITE_URL + resolve_url("members:settings")
    with _language_of(recipient):
        page = render_to_string(
            "messages/email.html", {"subject": subject, "settings_url": settings_url, **context}
        )
    email = EmailMultiAlternatives(
        subject=subject,
        body=body,
        to=[recipient.email],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
    )
    email.attach_alternative(page, "text/html")
    return email


def _in_short(error: Exception) -> str:
    """What the mail server said, for the list of what was not delivered."""
    recipients = getattr(error, "recipients", None)
    code, text = getattr(error, "smtp_code", None), getattr(error, "smtp_error", b"")
    if recipients:
        code, text = next(iter(recipients.values()))
    if code is None:
        return str(error) or type(error).__name__
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
