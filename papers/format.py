"""How a paper looks and how numbers, dates and times are written on it.

Every measure and every disputed wording is a value of the rule pack (`paper.*`); none stands here.
"""

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, get_origin

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from papers.text import fold, place_tone

BLANK = "……"  # room for the hand
RULE_PREFIX = "paper."

_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_SUPERIORS = {"dang bo", "dang uy"}


class PaperStyleIncomplete(ValueError):
    """The rule pack lacks values that a paper needs, or has them in the wrong kind."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__(f"Missing or unusable rules: {', '.join(keys)}")
        self.keys = keys
        self.message = _("The paper style is incomplete: %(keys)s.") % {"keys": ", ".join(keys)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperStyle:
    """The `paper.*` values of one rule pack; a field is the key without its prefix."""

    page_width_mm: float
    page_height_mm: float
    margin_top_mm: float
    margin_bottom_mm: float
    margin_left_mm: float
    margin_right_mm: float
    page_number_from_top_mm: float
    page_number_size_pt: float
    party_name: str
    party_name_size_pt: float
    superior_prefix: str
    superior_size_pt: float
    issuer_size_pt: float
    issuer_mark: str
    number_pattern: str
    number_digits: int
    number_size_pt: float
    place_date_pattern: str
    place_date_size_pt: float
    zero_day_below: int
    zero_month_below: int
    type_names: Mapping[str, str]
    type_name_size_pt: float
    abstract_size_pt: float
    abstract_rule: str
    body_size_pt: float
    line_spacing_pt: float
    space_before_pt: float
    first_line_mm: float
    table_size_pt: float
    heading_patterns: tuple[str, ...]
    authority: str
    authority_bold: bool
    position_bold: bool
    signature_size_pt: float
    signature_gap_mm: float
    recipients_label: str
    recipients_label_size_pt: float
    recipients_size_pt: float
    last_recipient: str
    minutes_recorder_label: str
    minutes_chair_label: str
    draft_label: str
    tone_placement: str

    @classmethod
    def from_rules(cls, rules: Mapping[str, object]) -> "PaperStyle":
        """Takes what it needs from a whole rule pack; other keys are left alone."""
        values, bad = {}, []
        for field in fields(cls):
            key = RULE_PREFIX + field.name
            try:
                values[field.name] = _CONVERT[get_origin(field.type) or field.type](rules[key])
            except (KeyError, TypeError, ValueError):
                bad.append(key)
        if bad:
            raise PaperStyleIncomplete(bad)
        return cls(**values)


def format_number(number: int | None, doc_type: str, symbol: str, style: PaperStyle) -> str:
    """Số 05-NQ/CB; without a number yet, room to write it."""
    written = BLANK if number is None else str(number).zfill(style.number_digits)
    return _fill(style.number_pattern, number=written, type=doc_type, symbol=symbol)


def place_and_date(place: str, day: date | None, style: PaperStyle) -> str:
    """Hà Nội, ngày 05 tháng 02 năm 2026: only single-digit days and early months get a zero."""
    parts = (BLANK, BLANK, BLANK) if day is None else _written_date(day, style)
    pattern = style.place_date_pattern
    return _fill(pattern, place=place, day=parts[0], month=parts[1], year=parts[2])


def date_in_words(day: date | datetime, style: PaperStyle) -> str:
    written_day, month, year = _written_date(_local(day), style)
    return f"ngày {written_day} tháng {month} năm {year}"


def date_in_digits(day: date | datetime) -> str:
    return f"{_local(day):%d/%m/%Y}"


def time_in_words(moment: datetime) -> str:
    """19 giờ 30 phút, 7 giờ 05 phút, 20 giờ."""
    local = _local(moment)
    return f"{local.hour} giờ {local.minute:02} phút" if local.minute else f"{local.hour} giờ"


def percent(part: int, whole: int) -> str:
    """One decimal, half up, in integers so that no rounding of halves depends on floats."""
    if not whole:
        return ""
    tenths = (part * 2000 + whole) // (2 * whole)
    decimal = f",{tenths % 10}" if tenths % 10 else ""
    return f"{tenths // 10}{decimal}%"


def type_name(code: str, style: PaperStyle) -> str:
    """NGHỊ QUYẾT; empty for a letter, which prints no type name."""
    return style.type_names.get(code, code).upper()


def superior_line(name: str, style: PaperStyle) -> str:
    """The superior's name in capitals, with the pack's choice of ĐẢNG BỘ or ĐẢNG UỶ before it."""
    words = name.split()
    if style.superior_prefix and fold(" ".join(words[:2])) in _SUPERIORS:
        words[:2] = [own_words(style.superior_prefix, style)]
    return " ".join(words).upper()


def own_words(text: str, style: PaperStyle) -> str:
    """Words printed by the paper itself, with the pack's tone placement."""
    return place_tone(text, sample=style.tone_placement)


def _written_date(day: date, style: PaperStyle) -> tuple[str, str, str]:
    return (
        f"{day.day:02}" if day.day < style.zero_day_below else str(day.day),
        f"{day.month:02}" if day.month < style.zero_month_below else str(day.month),
        str(day.year),
    )


def _local(moment: Any) -> Any:
    aware = isinstance(moment, datetime) and timezone.is_aware(moment)
    return timezone.localtime(moment) if aware else moment


def _fill(pattern: str, **values: str) -> str:
    """Not str.format: a pattern is data, and must not reach into objects or fail."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), pattern)


def _measure(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 10_000:
        raise TypeError
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _instance_of(kind: type) -> Callable[[object], Any]:
    def convert(value: object) -> Any:
        if not isinstance(value, kind):
            raise TypeError
        return value

    return convert


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(text, str) for text in value):
        raise TypeError
    return tuple(value)


def _names(value: object) -> Mapping[str, str]:
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value.values()):
        raise TypeError
    return types.MappingProxyType(dict(value))


_CONVERT: dict[Any, Callable[[Any], Any]] = {
    float: _measure,
    int: _whole,
    str: _instance_of(str),
    bool: _instance_of(bool),
    tuple: _texts,
    Mapping: _names,
}
