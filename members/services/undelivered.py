"""What did not arrive in a day of trying: tried again, or told by other means."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from members.models import Member, MessageState, User
from members.models.message import MessageQuerySet

from .audit import record
from .messages import wake_sender


@transaction.atomic
def send_again(*, member: Member, messages: MessageQuerySet, by: User, now: datetime) -> int:
    """Tries once more for a day, as if nothing had happened; returns how many messages. What is no
    longer true stays: ValidationError when nothing else is left."""
    stale = Q(announcement__stale_at__lt=now)
    sent = _change(
        member,
        messages.exclude(stale),
        "send_again",
        by,
        now,
        state=MessageState.PENDING,
        attempts=0,
        failure="",
        due_at=now,
        digest_on=None,
    )
    if not sent:
        raise ValidationError(
            _("The time it spoke of is over; sending it now would say what is no longer true.")
        )
    wake_sender()
    return sent


@transaction.atomic
def tell_on_paper(*, member: Member, messages: MessageQuerySet, by: User, now: datetime) -> int:
    """Somebody tells the person with a printed notice or a word; returns how many messages."""
    return _change(
        member, messages, "tell_on_paper", by, now, state=MessageState.ON_PAPER, tried_at=now
    )


def _change(
    member: Member, messages: MessageQuerySet, verb: str, by: User, now: datetime, **values: object
) -> int:
    rows = list(messages.filter(recipient=member).select_for_update(of=("self",)))
    changed = messages.model.objects.filter(
        pk__in=[row.pk for row in rows], state=MessageState.PARKED
    ).update(leased_until=None, **values)
    for organization in {row.announcement.organization for row in rows} if changed else ():
        record(
            verb=verb,
            subject=member.full_name,
            organization=organization,
            by=by,
            now=now,
            member=member,
        )
    return int(changed)
