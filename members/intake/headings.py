"""Finding the row of the headings, and what its columns are."""

import dataclasses
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from branches.models import Organization
from members.models import ColumnMatch
from papers.text import fold

from .cells import as_text
from .columns import FIELDS
from .fields import FULL_NAME, IDENTITY, NAME_PARTS
from .problems import Trouble
from .xlsx import Merge, Row

LOOKED_AT = 40
SAMPLES = 3
HEADING_LENGTH = 200
FEWEST = 2
_EDGES = " .:*()[]-–/"


@dataclass
class Heading:
    """A column: counted from 0, called `text`, matched with a field or ""."""

    column: int
    text: str
    field: str = ""
    samples: list[str] = dataclasses.field(default_factory=list)


@dataclass
class Head:
    """The headings of a sheet: `row` counts as Excel counts, `height` is one row or two."""

    row: int
    height: int
    headings: list[Heading]

    @property
    def score(self) -> int:
        return sum(1 for heading in self.headings if heading.field)


def key_of(text: str) -> str:
    """How a heading is compared: folded, without remarks in brackets and a star at the end."""
    return fold(text.partition("(")[0] or text).strip(_EDGES)[:HEADING_LENGTH]


def synonyms_of(kind: str) -> dict[str, str]:
    """{folded heading: field}: what offices say, and our own words in every language. The first
    field that claims a word has it."""
    found: dict[str, str] = {}
    for one in FIELDS[kind]:
        for name in one.names:
            found.setdefault(name.strip(_EDGES), one.name)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for one in FIELDS[kind]:
                found.setdefault(fold(str(one.label)).strip(_EDGES), one.name)
    return found


def known_headings(organization: Organization, kind: str) -> dict[str, str]:
    """{folded heading: field or ""}: what everybody says, and what this office corrected."""
    rows = ColumnMatch.objects.filter(organization=organization, kind=kind)
    return synonyms_of(kind) | dict(rows.values_list("heading", "field"))


def find_columns(head: "Head") -> dict[str, int]:
    return {heading.field: heading.column for heading in head.headings if heading.field}


def find_head(
    rows: Iterable[Row],
    merges: Sequence[Merge],
    known: Mapping[str, str],
    wanted: int = 0,
) -> Head | None:
    """The best row among the first ones, or the one that is `wanted`; None in an empty sheet."""
    first = dict(itertools.islice(rows, LOOKED_AT))
    if not first:
        return None
    if wanted:
        row = wanted if wanted in first else min(first)
    else:
        row = max(first, key=lambda number: (*_weight(first[number], known), -number))
    height = 2 if _is_double(row, first, merges, known) else 1
    texts = _texts(row, height, first, merges)
    headings = [Heading(at, text) for at, text in enumerate(texts)]
    _match(headings, known)
    _sample(headings, [first[number] for number in sorted(first) if number >= row + height])
    return Head(row, height, [one for one in headings if one.text or one.samples])


def _weight(cells: Sequence[object], known: Mapping[str, str]) -> tuple[int, int]:
    """How many headings it has that are known; a title is one cell and no heading."""
    texts = [_text(cell) for cell in cells]
    matched = {known[key] for text in texts if (key := key_of(text)) in known}
    is_head = len(matched - {""}) >= FEWEST
    return (len(matched) if is_head else 0, min(sum(map(bool, texts)), FEWEST))


def _is_double(
    row: int,
    rows: Mapping[int, Sequence[object]],
    merges: Sequence[Merge],
    known: Mapping[str, str],
) -> bool:
    """Whether the row below still belongs to the headings: by a group above parts of its own, or
    by a cell that reaches down."""
    below = rows.get(row + 1)
    if below is None:
        return False
    own = [merge for merge in merges if merge[0] == row]
    if any(bottom == row + 1 for _top, bottom, _left, _right in own):
        return True
    parts = [_text(cell) for cell in below]
    groups = [(left, right) for _top, bottom, left, right in own if bottom == row and right > left]
    named = {at for at, text in enumerate(parts) if key_of(text) in known}
    if any(left <= at <= right for left, right in groups for at in named):
        return True
    above = [_text(cell) for cell in rows[row]]
    gaps = {at for at in named if at >= len(above) or not above[at]}
    return len(named) >= FEWEST and bool(gaps)


def _texts(
    row: int, height: int, rows: Mapping[int, Sequence[object]], merges: Sequence[Merge]
) -> list[str]:
    """The words above each column. Of a group with parts below it: “group / part”."""
    above = _spread(row, [_text(cell) for cell in rows[row]], merges)
    if height == 1:
        return above
    below = [_text(cell) for cell in rows[row + 1]]
    width = max(len(above), len(below))
    above += [""] * (width - len(above))
    below += [""] * (width - len(below))
    down = {left for top, bottom, left, _right in merges if top == row and bottom > row}
    return [
        upper
        if at in down or not lower or lower == upper
        else " / ".join(filter(None, [upper, lower]))
        for at, (upper, lower) in enumerate(zip(above, below, strict=True))
    ]


def _spread(row: int, texts: list[str], merges: Sequence[Merge]) -> list[str]:
    """A heading merged over several columns is the heading of each."""
    widest = max([len(texts), *(merge[3] + 1 for merge in merges if merge[0] == row)])
    spread = texts + [""] * (min(widest, len(texts) + 10) - len(texts))
    for top, _bottom, left, right in merges:
        if top == row and left < len(texts):
            for at in range(left + 1, min(right + 1, len(spread))):
                spread[at] = spread[at] or texts[left]
    return spread


def _match(headings: list[Heading], known: Mapping[str, str]) -> None:
    """Each field once: the first column that has its name."""
    taken: set[str] = set()
    for run in _runs(headings):
        names = _names_of_run(run, known)
        for heading, name in zip(run, names, strict=True):
            if name and name not in taken:
                heading.field = name
                taken.add(name)


def _runs(headings: list[Heading]) -> Iterable[list[Heading]]:
    """Neighbours with the same words: one heading merged over several columns."""
    for _text, run in itertools.groupby(headings, key=lambda one: one.text):
        yield list(run)


def _names_of_run(run: list[Heading], known: Mapping[str, str]) -> list[str]:
    name = _field_of(run[0].text, known)
    if name == FULL_NAME.name and len(run) in (2, 3):
        # “Họ và tên” over two columns: family and middle name, then the given name.
        parts = [part.name for part in NAME_PARTS]
        return parts if len(run) == 3 else [parts[0], parts[2]]
    return [name] * len(run)


def _field_of(text: str, known: Mapping[str, str]) -> str:
    """By all the words, else by the part alone, else by group and part said in one breath."""
    group, _slash, part = text.rpartition(" / ")
    tries = [text, f"{group} {part}", part] if group else [text]
    return next((known[key] for one in tries if (key := key_of(one)) in known), "")


def _sample(headings: list[Heading], rows: Sequence[Sequence[object]]) -> None:
    for heading in headings:
        cells = (row[heading.column] for row in rows if heading.column < len(row))
        texts = (text for text in map(_text, cells) if text)
        samples = list(itertools.islice(texts, SAMPLES))
        if heading.field == IDENTITY.name:
            samples = [f"•••{text[-3:]}" for text in samples]
        heading.samples = samples


def _text(value: object) -> str:
    try:
        return as_text(value)[:HEADING_LENGTH]
    except Trouble:
        return ""
