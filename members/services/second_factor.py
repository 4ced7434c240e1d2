"""The second step of a log-in: a code of an app on the telephone, or one of the recovery codes.

Apps and recovery codes are rows of django-otp, which refuses a code that was used once. Of recovery
codes only a keyed hash is kept. Failed tries are counted by `members.throttle`, as for passwords.
"""

from datetime import datetime
from secrets import choice

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from members.models import Post, User
from members.models.invitation import SLIP_LETTERS

from .audit import record
from .sessions import forget_sessions

# In the session of somebody who must set one up first.
DUE = "second_factor_due"
RECOVERY_CODES = 8
RECOVERY_LENGTH = 10
HASH_LENGTH = 16  # the width of the column


def has_second_factor(user: User) -> bool:
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def lacks_second_factor(user: User, now: datetime) -> bool:
    """Whether the person must set one up before anything else."""
    if not settings.SECOND_FACTOR_REQUIRED or has_second_factor(user):
        return False
    return holds_power(user, now)


def holds_power(user: User, now: datetime) -> bool:
    """Those with a post, and technical administrators: a stranger in their place harms more."""
    if user.is_staff or user.member_id is None:
        return user.is_staff
    posts = Post.objects.in_force(timezone.localdate(now))
    return posts.filter(member_id=user.member_id).exists()


def new_app(user: User, key: str = "") -> TOTPDevice:
    """An app that no row knows of before it has shown its first code."""
    return TOTPDevice(user=user, name="app", key=key or default_key(), confirmed=True)


@transaction.atomic
def confirm_second_factor(*, by: User, key: str, code: str, now: datetime) -> list[str]:
    """The app with this key shows the right code: from now on one is asked for. Returns the
    recovery codes, which nobody will ever see again."""
    User.objects.select_for_update().get(pk=by.pk)
    TOTPDevice.objects.filter(user=by).delete()
    if not new_app(by, key).verify_token(_digits(code)):
        raise ValidationError(
            {"code": _("This code is not right. Type the newest one that the app shows.")}
        )
    codes = _new_recovery_codes(by)
    _record("confirm_second_factor", by, now, by=by)
    return codes


@transaction.atomic
def drop_second_factor(*, by: User, code: str, now: datetime) -> None:
    """Ends it, for another telephone or for good; asks for a code, so that a telephone left lying
    about with an open session does not suffice."""
    if not check_code(by, code):
        raise ValidationError({"code": _("This code is not right, or it was used already.")})
    forget_second_factor(by)
    _record("drop_second_factor", by, now, by=by)


@transaction.atomic
def lift_second_factor(*, user: User, now: datetime) -> None:
    """From the shell, for technical administrators and those above whom nobody manages accounts."""
    forget_second_factor(user)
    forget_sessions(user.sessions.all())
    _record("drop_second_factor", user, now, by=None)


@transaction.atomic
def check_code(user: User, code: str) -> bool:
    """Whether the code opens the account now; it never will again."""
    digits = _digits(code)
    if digits:
        apps = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True)
        return any(app.verify_token(digits) for app in apps)
    sheets = StaticDevice.objects.select_for_update().filter(user=user, confirmed=True)
    return any(sheet.verify_token(_hash(code)) for sheet in sheets)


def forget_second_factor(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _new_recovery_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    sheet = StaticDevice.objects.create(user=user, name="recovery", confirmed=True)
    codes = [
        "".join(choice(SLIP_LETTERS) for _letter in range(RECOVERY_LENGTH))
        for _code in range(RECOVERY_CODES)
    ]
    for code in codes:
        sheet.token_set.create(token=_hash(code))
    half = RECOVERY_LENGTH // 2
    return [f"{code[:half]}-{code[half:]}" for code in codes]


def _digits(code: str) -> str:
    """The six digits of an app, without the space it shows between them; else nothing."""
    packed = "".join(code.split())
    return packed if len(packed) == 6 and packed.isascii() and packed.isdigit() else ""


def _hash(code: str) -> str:
    plain = "".join(char for char in code if char.isalnum()).upper()
    return salted_hmac("members.recovery", plain, algorithm="sha256").hexdigest()[:HASH_LENGTH]


def _record(verb: str, user: User, now: datetime, *, by: User | None) -> None:
    # A technical administrator belongs to no organisation, whose log this could be.
    if user.member and user.member.home:
        record(
            verb=verb,
            subject=user.get_full_name(),
            organization=user.member.home,
            by=by,
            now=now,
            member=user.member,
        )
