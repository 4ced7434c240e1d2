"""Telephone numbers as people type them, in the one form that is stored: 0912345678."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_SEPARATORS = re.compile(r"[\s.,\-–()/]+")
_HOME = re.compile(r"^(?:\+|00)?84(?=[2-9]\d{8,9}$)")
_LOST_ZERO = re.compile(r"^(?=[35789]\d{8}$)")  # as a spreadsheet leaves a mobile number
_NATIONAL = re.compile(r"0\d{9,10}")
_FOREIGN = re.compile(r"\+\d{8,15}")
# Mobile numbers of 11 digits were renamed by their operators in 2018.
RENAMED = {
    **{f"01{old}": f"0{new}" for old, new in [(20, 70), (21, 79), (22, 77), (26, 76), (28, 78)]},
    **{f"01{old}": f"0{new}" for old, new in [(23, 83), (24, 84), (25, 85), (27, 81), (29, 82)]},
    **{f"016{n}": f"03{n}" for n in range(2, 10)},
    "0186": "056",
    "0188": "058",
    "0199": "059",
}


def clean_phone(text: str) -> str:
    """0…, +84…, with spaces or dots: one stored form. Empty stays empty."""
    number = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    number = _LOST_ZERO.sub("0", _HOME.sub("0", number), count=1)
    if len(number) == 11 and number[:4] in RENAMED:
        number = RENAMED[number[:4]] + number[4:]
    if number and not (_NATIONAL.fullmatch(number) or _FOREIGN.fullmatch(number)):
        raise ValidationError(
            _("Type one telephone number with 10 digits, for example 0912 345 678."), code="phone"
        )
    return number
