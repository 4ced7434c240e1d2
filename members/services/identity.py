"""The identity number of a citizen: checked, sealed, found by a keyed hash, read with a reason.

Nothing but the three fields of `seal` is ever stored: no log, dump or index holds the number.
"""

import base64
import hashlib
import hmac
import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from members.models import Member, User

from .audit import record

TAIL_LENGTH = 3
SHORTEST_REASON = 10
# The codes of the 63 provinces of 2004–2025; those born abroad have the code of the country, from
# 100 on. Numbers keep the code they were issued with, whatever is merged later.
PROVINCES = frozenset(
    """
    001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035
    036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072
    074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096
    """.split()
)
FIRST_COUNTRY = 100
_SEPARATORS = re.compile(r"[\s.,'’–-]+")


class Said(NamedTuple):
    """What a 12-digit number says about its owner."""

    sex: str
    birth_year: int


class Key(NamedTuple):
    """What one of IDENTITY_KEYS is used for; `name` stands before each text sealed with it."""

    name: str
    cipher: Fernet
    lookup: bytes


@sensitive_variables()
def clean_identity_number(text: str, *, today: date | None = None) -> str:
    """The number as it is sealed: 12 digits, or the 9 of the old card. Empty stays empty."""
    number = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if not number:
        return ""
    if not (number.isascii() and number.isdecimal()):
        raise ValidationError(_("An identity number has digits only."), code="digits")
    if len(number) == 9:
        return number
    if len(number) == 11:
        raise ValidationError(
            _("This has 11 digits; 12 are needed. Has a 0 at the beginning been lost?"),
            code="length",
        )
    if len(number) != 12:
        raise ValidationError(
            _("This has %(count)s digits; an identity number has 12, an old one 9.")
            % {"count": len(number)},
            code="length",
        )
    if number[:3] not in PROVINCES and int(number[:3]) < FIRST_COUNTRY:
        raise ValidationError(
            _("No province has the code %(code)s, the first three digits.") % {"code": number[:3]},
            code="province",
        )
    if number[3] not in "0123":
        raise ValidationError(
            _("The fourth digit is 0 to 3: it tells sex and century of birth."), code="century"
        )
    year = _read(number).birth_year
    if today and year > today.year:
        raise ValidationError(
            _("By its digits 4 to 6 the owner would be born in %(year)s.") % {"year": year},
            code="year",
        )
    return number


def said_by(number: str) -> Said | None:
    """Sex and year of birth as a clean number tells them; an old one tells nothing."""
    return _read(number) if len(number) == 12 else None


def _read(number: str) -> Said:
    century, is_female = divmod(int(number[3]), 2)
    sex = Member.Sex.FEMALE if is_female else Member.Sex.MALE
    return Said(sex.value, 1900 + 100 * century + int(number[4:6]))


@sensitive_variables()
def seal(number: str) -> dict[str, Any]:
    """The three fields of `Member` for the number; those of an empty one forget it."""
    number = clean_identity_number(number)
    if not number:
        return {"identity_cipher": "", "identity_hash": None, "identity_tail": ""}
    return _seal_clean(number)


@sensitive_variables()
def reseal(cipher: str) -> dict[str, Any]:
    """The same fields under the newest key, whatever the rules of numbers were when it came in."""
    return _seal_clean(unseal(cipher))


@sensitive_variables()
def _seal_clean(number: str) -> dict[str, Any]:
    key = _keys()[0]
    return {
        "identity_cipher": f"{key.name}:{key.cipher.encrypt(number.encode()).decode()}",
        "identity_hash": _hash(key, number),
        "identity_tail": number[-TAIL_LENGTH:],
    }


@sensitive_variables()
def identity_hash(number: str) -> str:
    """The look-up value of a number, as `seal` writes it."""
    return _hash(_keys()[0], clean_identity_number(number))


@sensitive_variables()
def identity_hashes(number: str) -> list[str]:
    """The look-up values under every key in use: until all rows are sealed with the newest key, a
    person may be found by an older one."""
    number = clean_identity_number(number)
    return [_hash(key, number) for key in _keys()]


@sensitive_variables()
def unseal(cipher: str) -> str:
    """The number in a sealed text."""
    if not cipher:
        return ""
    name, _colon, token = cipher.partition(":")
    key = next((key for key in _keys() if key.name == name), None)
    try:
        if key is None:
            raise InvalidToken
        return key.cipher.decrypt(token.encode()).decode()
    except InvalidToken:
        raise ValidationError(
            _("The key to this number is not on the server. Tell the technical administrator."),
            code="key",
        ) from None


@transaction.atomic
@sensitive_variables()
def reveal_identity_number(*, member: Member, reason: str, by: User, now: datetime) -> str:
    """The whole number, for somebody who says why; the log keeps who, when and why, and the
    member reads it there."""
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise ValidationError({"reason": _("Say in a few words what the number is needed for.")})
    place = member.access_place
    if place is None or not member.identity_cipher:
        raise ValidationError(_("No identity number is held about this member."))
    number = unseal(member.identity_cipher)
    record(
        verb="reveal_identity_number",
        subject=member.full_name,
        organization=place,
        by=by,
        now=now,
        member=member,
        reason=reason,
    )
    return number


def newest_key_name() -> str:
    """What stands before every text sealed with the key in use today."""
    return _keys()[0].name


def _hash(key: Key, number: str) -> str:
    return hmac.new(key.lookup, number.encode(), hashlib.sha256).hexdigest()


def _keys() -> list[Key]:
    """Newest first: the first one seals, all of them open and find."""
    return [_derive(secret) for secret in settings.IDENTITY_KEYS]


@lru_cache(maxsize=16)
def _derive(secret: str) -> Key:
    """Sealing and looking up never share a key, so neither tells anything about the other."""
    cipher = Fernet(base64.urlsafe_b64encode(_stretch(secret, b"identity number: seal")))
    name = _stretch(secret, b"identity number: name")[:4].hex()
    return Key(name, cipher, _stretch(secret, b"identity number: look up"))


def _stretch(secret: str, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
