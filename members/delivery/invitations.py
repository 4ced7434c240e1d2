"""E-mails with the code of an invitation; they are no messages, for nobody has an account yet."""

import logging
from datetime import datetime
from smtplib import SMTPException
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils import timezone, translation

from members.models import Invitation

logger = logging.getLogger(__name__)

BATCH = 50


def deliver_invitations(*, now: datetime) -> int:
    """Sends the invitations that wait; returns how many went out. The code is made here, out of the
    row and the key of the server, and stands nowhere but in the e-mail."""
    waiting = Invitation.objects.unsent(now).order_by("pk").values_list("pk", flat=True)
    return sum(_send_invitation(pk, now) for pk in list(waiting[:BATCH]))


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
