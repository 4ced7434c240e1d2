"""The devices on which a person wants notifications."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from members.models import PushSubscription, User
from members.models.session import device_named
from members.vapid import is_key_pair, is_push_service

from .audit import record

MOST_DEVICES = 10


@transaction.atomic
def add_device(
    *, endpoint: str, p256dh: str, auth: str, user_agent: str, by: User, now: datetime
) -> PushSubscription:
    """Notifications come to this browser from now on. It is one person's: a shared computer rings
    for whoever asked last. ValidationError for an address that is no push service."""
    if not is_push_service(endpoint) or not is_key_pair(p256dh, auth):
        raise ValidationError(_("This browser cannot show notifications of this service."))
    mine = PushSubscription.objects.filter(user=User.objects.select_for_update().get(pk=by.pk))
    if mine.exclude(endpoint=endpoint).count() >= MOST_DEVICES:
        raise ValidationError(_("You have ten devices. Remove one that you no longer use."))
    device, _created = PushSubscription.objects.update_or_create(
        endpoint=endpoint,
        defaults={
            "user": by,
            "p256dh": p256dh,
            "auth": auth,
            "device": device_named(user_agent),
            "created_at": now,
            "last_sent_at": None,
        },
    )
    _record("add_device", by, now)
    return device


@transaction.atomic
def remove_device(*, device: PushSubscription, by: User, now: datetime) -> None:
    """No notification comes to that browser any more."""
    device.delete()
    _record("remove_device", by, now)


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
