"""Days in every shape in which they stand in spreadsheets. Never the American order."""

import re
from datetime import date, datetime, timedelta

from papers.text import fold

from .problems import Trouble

FIRST_YEAR = 1900
EXCEL_EPOCH = date(1899, 12, 30)
# As days these are 1927 to 2119; smaller numbers are not meant as days of Excel.
SERIALS = range(10_000, 80_000)
YEARS = range(1900, 2100)

_USUAL = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_JOINED = re.compile(r"(\d\d)(\d\d)(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-/., ]\s*(\d{1,2})\s*[-/., ]\s*(\d{4}|\d\d)(?: [\d:]+)?")
_IN_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}),? (?:nam )?(\d{4})")
_MONTH = re.compile(r"(?:thang )?(\d{1,2})\s*[-/.]\s*(\d{4})|thang (\d{1,2}),? (?:nam )?(\d{4})")
_DECIMALS = re.compile(r"(\d+)[.,]0+")


def read_day(value: object, *, latest: date, is_rough: bool = False) -> date | None:
    """The day in a cell; None for an empty one. `latest`: later days cannot be meant, which also
    tells the century of a year of two digits. `is_rough`: a year or month stands for its first
    day. Trouble says what is wrong."""
    if isinstance(value, datetime):
        day = value.date()
    elif isinstance(value, date):
        day = value
    elif isinstance(value, str) and (usual := _USUAL.fullmatch(value)):
        day = _day(value, int(usual[1]), int(usual[2]), int(usual[3]))
    else:
        text = _plain(value)
        if not text:
            return None
        day = _read(text, latest, is_rough)
    if day.year < FIRST_YEAR:
        raise Trouble("day_early", day=f"{day:%d/%m/%Y}")
    if day > latest:
        raise Trouble("day_late", day=f"{day:%d/%m/%Y}", limit=f"{latest:%d/%m/%Y}")
    return day


def _plain(value: object) -> str:
    """A number as its digits: 25569.0 is 25569."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float):
        return str(int(value)) if abs(value) < 1e9 else str(value)
    text = fold(str(value))
    whole = _DECIMALS.fullmatch(text)
    # 1.1980 would be a month; 29252.0 and 29252,00 are a number with its decimals.
    return whole[1] if whole and len(whole[1]) > 2 else text


def _read(text: str, latest: date, is_rough: bool) -> date:
    if text.isdecimal():
        return _read_number(text, is_rough)
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text) or _IN_WORDS.fullmatch(text):
        day, month, year = found.groups()
    elif found := _MONTH.fullmatch(text):
        month, year = found[1] or found[3], found[2] or found[4]
        if not is_rough:
            raise Trouble("day_month_only", text=text)
        day = "1"
    else:
        raise Trouble("day", text=text[:40])
    return _day(text, int(day), int(month), _century(year, latest))


def _read_number(text: str, is_rough: bool) -> date:
    """ddmmyyyy, also with a lost 0; a year; or the days of Excel since 1900."""
    number = int(text) if len(text) < 9 else -1
    if len(text) in (7, 8):
        found = _JOINED.fullmatch(text.zfill(8))
        if found:
            return _day(text, int(found[1]), int(found[2]), int(found[3]))
    if number in YEARS and len(text) == 4:
        if not is_rough:
            raise Trouble("day_year_only", text=text)
        return date(number, 1, 1)
    if number in SERIALS:
        return EXCEL_EPOCH + timedelta(days=number)
    raise Trouble("day", text=text[:40])


def _century(year: str, latest: date) -> int:
    if len(year) == 4:
        return int(year)
    recent = 2000 + int(year)
    return recent if recent <= latest.year else recent - 100


def _day(text: str, day: int, month: int, year: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Trouble("day", text=text[:40]) from None
