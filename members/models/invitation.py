"""Invitations: a code that leads to a first password, or to a new one."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from .member import Member

CODE_SALT = "members.invitation.code"
HASH_SALT = "members.invitation.hash"
LINK_BYTES = 16
# What people copy by hand. Left out: letters that look like another, and those that Vietnamese
# keyboards turn into accents (vowels, D, W).
SLIP_LETTERS = "23456789CFGHJKMNPQRTVX"
SLIP_LENGTH = 12
SLIP_GROUP = 4
# After a day without success the officer has long found another way.
GIVE_UP_SENDING_AFTER = timedelta(hours=24)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> Self:
        """Neither used, nor replaced, nor expired."""
        return self.filter(used_at__isnull=True, ended_at__isnull=True, expires_at__gt=now)

    def with_code(self, typed: str) -> Self:
        return self.filter(code_hash__in=[hash_of(typed, key) for key in _keys()])

    def unsent(self, now: datetime) -> Self:
        return self.open(now).filter(
            channel=Invitation.Channel.EMAIL,
            sent_at__isnull=True,
            created_at__gt=now - GIVE_UP_SENDING_AFTER,
        )


class Invitation(models.Model):
    """One way to a first password, or to a new one: by e-mail or on a printed slip. It works once,
    until it expires or a newer one replaces it.

    The code is kept nowhere. It is made from the random id and the key of the server, and looked up
    by a hash made with the key: a copy of the database alone opens no account.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("by e-mail")
        SLIP = "slip", _("on a printed slip")

    public_id = models.UUIDField(
        default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    member = models.ForeignKey(Member, models.PROTECT, related_name="invitations")
    channel = models.CharField(_("how"), max_length=5, choices=Channel)
    code_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    # When a newer one took its place.
    ended_at = models.DateTimeField(null=True)
    # Of those by e-mail: when it went out, and why it did not at the last try.
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True, default="", db_default="")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                name="invitation_one_open",
                condition=Q(used_at__isnull=True, ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_channel_display()}"

    def seal(self) -> None:
        """Sets the hash by which the code will be found."""
        key = settings.SECRET_KEY
        self.code_hash = hash_of(self._code(key), key)

    def code(self) -> str:
        """The code as it is sent or printed; made with the key that made its hash."""
        for key in _keys():
            code = self._code(key)
            if hash_of(code, key) == self.code_hash:
                return code
        raise ValueError("The key that made this code is gone.")

    def _code(self, key: str) -> str:
        digest = salted_hmac(CODE_SALT, self.public_id.hex, key, algorithm="sha256").digest()
        if self.channel == self.Channel.EMAIL:
            return digest[:LINK_BYTES].hex()
        number, letters = int.from_bytes(digest), []
        for _place in range(SLIP_LENGTH):
            number, letter = divmod(number, len(SLIP_LETTERS))
            letters.append(SLIP_LETTERS[letter])
        return "".join(letters)


def hash_of(typed: str, key: str) -> str:
    """Of the letters and digits alone: groups may be typed with spaces, dashes or nothing."""
    code = "".join(char for char in typed if char.isalnum()).upper()
    return salted_hmac(HASH_SALT, code, key, algorithm="sha256").hexdigest()


def in_groups(code: str) -> str:
    """As printed: 4F7K-9MXP-2CGH."""
    return "-".join(code[i : i + SLIP_GROUP] for i in range(0, len(code), SLIP_GROUP))


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
