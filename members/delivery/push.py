"""Notifications on the telephone (Web Push). They say that there is something new, and not what:
what they carry passes through the makers of browsers and lies open on a locked screen."""

import json
import logging
from datetime import datetime
from email.utils import parseaddr
from http import HTTPStatus
from types import TracebackType
from typing import Self

import requests
from django.conf import settings
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.translation import gettext
from pywebpush import WebPushException, webpush

from members.models import Message, PushSubscription
from members.vapid import is_push_service

from .outbox import Lease, give_up_quietly, mark_sent, put_back

logger = logging.getLogger(__name__)

GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
# How long the maker's server keeps it for a telephone that is off.
KEEP_SECONDS = 86_400
TIMEOUT = 10


class Pusher:
    """Sends what is leased to every device of the person; one that takes it is enough."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.session = requests.Session()
        # No proxy, no password file of the machine, and nowhere but where it was sent.
        self.session.trust_env = False
        self.session.max_redirects = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.session.close()

    def send(self, lease: Lease) -> bool:
        messages = lease.messages()
        if not messages:
            return False
        devices = PushSubscription.objects.filter(user__member=messages[0].recipient_id)
        failures = [self._try(device, messages[0]) for device in devices.select_related("user")]
        if None in failures:
            mark_sent(lease, self.now)
            return True
        waiting = [failure for failure in failures if failure]
        if waiting:
            put_back(messages, self.now, failure=waiting[0], poisoned=False)
        else:
            # No device is left; the message itself stands in the app.
            give_up_quietly(lease)
        return False

    def _try(self, device: PushSubscription, message: Message) -> str | None:
        """None when it was taken; empty when the device is gone; else why not."""
        try:
            if is_push_service(device.endpoint):
                self._call(device, message)
                PushSubscription.objects.filter(pk=device.pk).update(last_sent_at=self.now)
                return None
        except WebPushException as error:
            if error.status_code not in GONE:
                logger.warning("Notification %s not accepted: %s", message.pk, error.status_code)
                return f"{error.status_code or 'WebPush'}"
        except (requests.RequestException, ValueError) as error:
            logger.warning("Notification %s not accepted: %r", message.pk, error)
            return type(error).__name__
        device.delete()
        return ""

    def _call(self, device: PushSubscription, message: Message) -> None:
        said = message.announcement
        with translation.override(device.user.language):
            text = gettext("There is something new from your branch")
        webpush(
            {"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}},
            data=json.dumps(
                {
                    "text": text,
                    "tag": said.public_id.hex,
                    "url": resolve_url("members:message_open", said.public_id),
                }
            ),
            vapid_private_key=settings.VAPID_PRIVATE_KEY,
            vapid_claims={"sub": f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"},
            ttl=KEEP_SECONDS,
            # Replaces the same one that still waits for the telephone.
            headers={"Topic": said.public_id.hex},
            timeout=TIMEOUT,
            requests_session=self.session,
        )
