"""Vietnamese text: cleaning on input, the search key and the sort keys of names.

The keys are stored columns; a change here means rebuilding them. Nothing here knows a model.
"""

import re
import unicodedata
from functools import lru_cache

LONGEST_KEY = 18  # digits of a key that the database can hold

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Marks that reorder or hide text. Joiners (U+200C, U+200D) stay: emoji are made with them.
_HIDDEN = dict.fromkeys(
    [0x200B, 0x200E, 0x200F, 0x061C, 0xFEFF, 0xFFFE, 0xFFFF, *range(0x202A, 0x202F)]
    + [*range(0x2060, 0x2070), *range(0xFFF9, 0xFFFC)]
)
_CONTROL = dict.fromkeys(
    c for c in [*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)] if c not in (9, 10)
)
_UNWANTED = _HIDDEN | _CONTROL

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
_NO_TONE, _FOREIGN_ACCENT = "1", "7"
# Punctuation and symbols in the order of Unicode collation, all before numbers and letters.
_PUNCTUATION = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_FIRST_PUNCTUATION, _FIRST_LENGTH, _LONGER, _FIRST_DIGIT, _FIRST_LETTER = (
    0x21,
    0x41,
    0x4F,
    0x50,
    0x5A,
)
_NUMBER_OR_CHARACTER = re.compile(r"\d+|.", re.DOTALL)
_LEVEL_END, _KEY_END = "\x1f", "\x1e"

_TONED = {
    "a": "áàảãạ",
    "e": "éèẻẽẹ",
    "o": "óòỏõọ",
    "u": "úùủũụ",
    "y": "ýỳỷỹỵ",
}


def normalize(text: str) -> str:
    """Text as it is stored: NFC, LF line ends, no control, bidi or invisible characters."""
    text = _LINE_BREAKS.sub("\n", text).translate(_UNWANTED)
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The search key: lower case, no accents, đ as d, single spaces."""
    # Taken apart before and after: some letters show their case only then, some only split then.
    plain = unicodedata.normalize("NFKD", normalize(text)).casefold()
    decomposed = unicodedata.normalize("NFKD", plain)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).replace("đ", "d")
    return " ".join(bare.split())


def sort_key(text: str) -> str:
    """A key whose code-point order is the Vietnamese order of ICU with numbers by their value,
    `vi-u-kn-true`: letters and numbers first, then tones, then case.

    Compare it under the C collation. Equal for texts that differ only in the kind of white space
    or in zeros before a number.
    """
    primary, secondary, tertiary = [], [], []
    for part in _NUMBER_OR_CHARACTER.findall(unicodedata.normalize("NFC", text)):
        lower = part.lower()
        weight, tone = _weigh(lower)
        if not weight:
            continue
        primary.append(weight)
        secondary.append(tone)
        tertiary.append("2" if part != lower else "1")
    return _LEVEL_END.join("".join(level) for level in (primary, secondary, tertiary))


def name_sort_key(full_name: str) -> str:
    """Orders people by given name, tones included, then by family and middle names."""
    *family_and_middle, given = full_name.split() or [""]
    return sort_key(given) + _KEY_END + sort_key(" ".join(family_and_middle))


def initials(full_name: str) -> str:
    """First letters of family and given name, for a small badge."""
    words = full_name.split()
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [w[0] for w in words]
    return "".join(letters).upper()


def whole_number(typed: object, *, digits: int = 9) -> int | None:
    """What an address or a hidden field says as a number, not negative; None for anything else:
    “²” is a digit and no number, five thousand digits are no number that anybody has typed."""
    text = str(typed)
    return int(text) if text.isdecimal() and len(text) <= digits else None


def place_tone(text: str, *, sample: str) -> str:
    """Write oa, oe, uy with the tone where `sample` ("uỷ" or "ủy") has it.

    Only for the app's own words: what people wrote stays as they wrote it.
    """
    patterns, forms = (_ON_FIRST, _TO_SECOND) if sample == "uỷ" else (_ON_SECOND, _TO_FIRST)
    return patterns.sub(lambda match: forms[match[0]], text)


@lru_cache(maxsize=4096)  # a roster has a hundred letters in a million places
def _weigh(char: str) -> tuple[str, str]:
    """Primary and secondary weight of one lower-case character, or of one number; empty if it
    counts for nothing."""
    if char.isspace():
        return " ", _NO_TONE
    if char in _PUNCTUATION:
        return chr(_FIRST_PUNCTUATION + _PUNCTUATION.index(char)), _NO_TONE
    if char.isdecimal():
        return _weigh_number(char), _NO_TONE
    marks = unicodedata.normalize("NFD", char)
    base = unicodedata.normalize("NFC", "".join(c for c in marks if c not in _TONES))
    tone = next((_TONES[c] for c in marks if c in _TONES), _NO_TONE)
    if base in _LETTERS and len(base) == 1:
        return chr(_FIRST_LETTER + _LETTERS.index(base)), tone
    if marks[0] in _LETTERS:
        return chr(_FIRST_LETTER + _LETTERS.index(marks[0])), _FOREIGN_ACCENT
    return ("", "") if unicodedata.combining(char) else (char, _NO_TONE)


def _weigh_number(digits: str) -> str:
    """How many digits, then the digits: of two numbers the longer is the greater."""
    value = "".join(str(int(digit)) for digit in digits).lstrip("0") or "0"
    full, rest = divmod(len(value) - 1, _LONGER - _FIRST_LENGTH)
    length = chr(_LONGER) * full + chr(_FIRST_LENGTH + rest)
    return length + "".join(chr(_FIRST_DIGIT + int(digit)) for digit in value)


def _tone_forms() -> dict[str, str]:
    """Every oa, oe, uy with its tone on the first vowel, and the same with it on the second."""
    forms = {}
    for first, second in ("oa", "oe", "uy"):
        for toned_first, toned_second in zip(_TONED[first], _TONED[second], strict=True):
            for change in (str.lower, str.capitalize, str.upper):
                forms[change(toned_first + second)] = change(first + toned_second)
    return forms


def _open_syllables(forms: dict[str, str]) -> re.Pattern[str]:
    """The forms where they end a syllable; "quý" is qu + ý and not meant."""
    return re.compile(rf"(?<![qQ])(?:{'|'.join(forms)})(?!\w)")


_TO_SECOND = _tone_forms()
_TO_FIRST = {second: first for first, second in _TO_SECOND.items()}
_ON_FIRST, _ON_SECOND = _open_syllables(_TO_SECOND), _open_syllables(_TO_FIRST)
