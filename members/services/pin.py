"""A PIN: approves minutes on a device where somebody else is logged in, and nothing else."""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from members.models import Member, User

from .audit import record

LENGTH = 6
EASY = {"123456", "654321", "012345", "111111", "000000"}


@transaction.atomic
def set_pin(*, by: User, pin: str, now: datetime) -> None:
    """One's own PIN, six digits; replaces the one before. ValidationError for an easy one."""
    if len(pin) != LENGTH or not (pin.isascii() and pin.isdecimal()):
        raise ValidationError({"pin": _("A PIN has six digits.")})
    if pin in EASY or len(set(pin)) == 1:
        raise ValidationError({"pin": _("This PIN is easy to guess; choose another one.")})
    by.pin = make_password(pin)
    by.save(update_fields=["pin"])
    if by.member and by.member.home:
        record(
            verb="set_pin",
            subject=by.get_full_name(),
            organization=by.member.home,
            by=by,
            now=now,
            member=by.member,
        )


def check_pin(*, member: Member, pin: str) -> None:
    """ValidationError unless it is the member's. The caller counts the tries (`throttle`)."""
    user = User.objects.filter(member=member, is_active=True).exclude(pin="").first()
    if user is None:
        raise ValidationError(
            {"pin": _("%(name)s has no PIN yet: it is set under “Settings”.") % {"name": member}}
        )
    if not check_password(pin, user.pin):
        raise ValidationError({"pin": _("This is not the PIN of %(name)s.") % {"name": member}})
