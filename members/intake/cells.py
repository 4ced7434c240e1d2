"""What a cell holds, as the register keeps it: names, sexes, numbers that lost their zeros."""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from members.models import Member, StandingStatus
from members.services.contact import clean_phone
from members.services.identity import clean_identity_number
from papers.text import fold, normalize, place_tone

from .problems import Trouble


class Broken(NamedTuple):
    """A cell in which Excel shows an error: #N/A, #REF!."""

    text: str


NOT_READ = "\ufffd"
CARD_LENGTHS = (8, 12)
IDENTITY_LENGTHS = (9, 12)
SEXES = {
    **dict.fromkeys(["nam", "m", "male", "trai", "ong"], Member.Sex.MALE.value),
    **dict.fromkeys(["nu", "f", "female", "gai", "ba"], Member.Sex.FEMALE.value),
}
STATUSES = {
    **dict.fromkeys(
        ["chinh thuc", "dang vien chinh thuc", "ct", "dvct", "official", "official member"],
        StandingStatus.OFFICIAL.value,
    ),
    **dict.fromkeys(
        ["du bi", "dang vien du bi", "db", "dvdb", "probationary", "probationary member"],
        StandingStatus.PROBATIONARY.value,
    ),
}
_TICKS = {"x", "v", "1", "co", "true", "nam", "nu"}
_SEPARATORS = re.compile(r"[\s.,'’()–-]+")
_SCIENTIFIC = re.compile(r"\d[.,]?\d*e\+?\d+", re.I)
_DECIMALS = re.compile(r"(\d{6,})[.,]0+")
_INITIAL = re.compile(r"(^|[\s'’.-])(\w)")


class Text(str):
    """A text that has been cleaned: the many readers of a row do not clean it again."""

    __slots__ = ()


def cleaned(value: object) -> object:
    """The cell with its text cleaned once; what cannot be read stays, to be named."""
    if not isinstance(value, str):
        return value
    try:
        return Text(as_text(value))
    except Trouble:
        return value


def seen(cell: object) -> str:
    """What people see in the cell, be it right or wrong."""
    try:
        return as_text(cell)
    except Trouble:
        return cell.text if isinstance(cell, Broken) else normalize(str(cell))


def as_text(value: object) -> str:
    """One line of text as people see it in the cell."""
    if isinstance(value, Text):
        return value
    if value is None:
        return ""
    if isinstance(value, Broken):
        raise Trouble("broken", text=value.text[:20])
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    text = str(value)
    # Nothing that is printable has to be taken out; a roster has millions of such cells.
    clean = unicodedata.normalize("NFC", text) if text.isprintable() else normalize(text)
    text = " ".join(clean.split())
    # Made safe by whoever wrote the file: the apostrophe is not part of what was meant.
    if text[:1] == "'" and text[1:2] in "=+-@'":
        text = text[1:]
    if NOT_READ in text:
        raise Trouble("letters")
    return text


def within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise Trouble("too_long", limit=limit)
    return text


def read_name(value: object) -> str:
    """A name in the usual capitals; a list typed in capitals all through is written down."""
    text = as_text(value)
    if not text:
        return ""
    strange = sorted({char for char in text if not _belongs_in_name(char)})
    if strange:
        raise Trouble("name_signs", signs=" ".join(strange)[:20])
    if " " not in text:
        raise Trouble("name_short")
    if text.isupper() or text.islower():
        text = _INITIAL.sub(lambda found: found[1] + found[2].upper(), text.lower())
    return within(text, 80)


def _belongs_in_name(char: str) -> bool:
    return char in " '’.-" or unicodedata.name(char, "").startswith("LATIN ")


def alike(one: str, other: str) -> bool:
    """The same name, however the tone of oà is placed and whatever the capitals."""
    return _spelled(one) == _spelled(other)


def _spelled(name: str) -> str:
    return place_tone(" ".join(name.lower().split()), sample="uỷ")


def read_sex(value: object) -> str:
    text = as_text(value)
    if not text:
        return ""
    sex = SEXES.get(_folded(text))
    if sex is None:
        raise Trouble("sex", text=text[:20])
    return sex


def is_ticked(value: object) -> bool:
    """A cross in a column that is called by what it means, such as Nữ."""
    return _folded(as_text(value)) in _TICKS


@lru_cache(maxsize=1024)  # a column of sexes has two words in a million places
def _folded(text: str) -> str:
    return fold(text)


def read_status(value: object) -> str:
    text = as_text(value)
    if not text:
        return ""
    status = STATUSES.get(_folded(text))
    if status is None:
        raise Trouble("status", text=text[:30])
    return status


def read_card(value: object) -> str:
    """8 or 12 digits; the 0 that a number lost at either end is put back."""
    if isinstance(value, float) and not value.is_integer() and 0 < value < 100:
        return f"{value:09.6f}"  # 07.123450 typed as a number
    text = as_text(value)
    digits = bare(text)
    if digits.isdecimal() and len(digits) + 1 in CARD_LENGTHS:
        text = digits = f"0{digits}"
    if digits and (not digits.isdecimal() or len(digits) not in CARD_LENGTHS):
        raise Trouble("card", text=text[:30])
    return text.replace(" ", "")


def bare(number: str) -> str:
    """A number without what people put between its digits; for comparing."""
    return _SEPARATORS.sub("", number)


def read_phone(value: object) -> str:
    """As forms store it; a landline gets back the 0 that a number lost."""
    text = as_text(value)
    digits = bare(_without_decimals(text))
    if digits.isdecimal() and digits.startswith("2") and len(digits) == 10:
        text = digits = f"0{digits}"
    try:
        return clean_phone(digits)
    except ValidationError:
        raise Trouble("phone", text=text[:30]) from None


def read_email(value: object) -> str:
    text = as_text(value)
    if not text:
        return ""
    try:
        validate_email(text)
    except ValidationError:
        raise Trouble("email", text=text[:60]) from None
    return within(text, 254)


def read_identity(value: object, *, today: date) -> str:
    """12 digits, or 9; what a number lost at the beginning is put back, for they begin with 0."""
    text = as_text(value)
    if _SCIENTIFIC.fullmatch(text):
        raise Trouble("identity_short")
    number = bare(_without_decimals(text))
    if number.isdecimal() and len(number) in (10, 11):
        number = number.zfill(12)
    try:
        return clean_identity_number(number, today=today)
    except ValidationError:
        raise Trouble("identity") from None


def _without_decimals(text: str) -> str:
    found = _DECIMALS.fullmatch(text)
    return found[1] if found else text
