"""A row of the sheet as read: clean values, what is wrong, and by what it is recognised."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any

from members.models import ImportBatch
from members.services.identity import identity_hashes, seal
from papers.text import fold

from . import cells as read
from .dates import read_day
from .places import Places
from .problems import Problem, Trouble, problem

ADULT = 18


class Key(IntEnum):
    CARD = 1
    IDENTITY = 2
    NAME = 3


# (kind, value, whether nothing stronger stands in the row)
KeyRow = tuple[Key, str, bool]


@dataclass
class Context:
    """What reading a row needs to know."""

    batch: ImportBatch
    places: Places
    today: date
    on: date
    columns: Mapping[str, int]
    seals: bool = True

    @classmethod
    def of(cls, batch: ImportBatch, today: date) -> "Context":
        places = Places(batch.organization, batch.effective_on)
        columns = {name: int(column) for name, column in batch.columns.items()}
        return cls(batch, places, today, batch.effective_on, columns)

    @property
    def latest(self) -> date:
        return max(self.today, self.on)

    @property
    def latest_birth(self) -> date:
        year = self.today.year - ADULT
        # 28 is a day of every month.
        return self.today.replace(year=year, day=min(self.today.day, 28))


@dataclass
class Draft:
    number: int
    cells: Sequence[object]
    columns: Mapping[str, int]
    clean: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    keys: list[KeyRow] = field(default_factory=list)

    def cell(self, name: str) -> object:
        column = self.columns.get(name, -1)
        return self.cells[column] if 0 <= column < len(self.cells) else None

    def text(self, name: str, limit: int = 200) -> str:
        return str(self.take(name, lambda cell: read.within(read.as_text(cell), limit)) or "")

    def take(self, name: str, reader: Callable[[object], Any]) -> Any:
        """What the reader makes of the cell; its trouble is noted, and None given."""
        try:
            return reader(self.cell(name))
        except Trouble as trouble:
            self.problems.append(trouble.on(name))
            return None

    def keep(self, name: str, reader: Callable[[object], Any]) -> Any:
        value = self.take(name, reader)
        if value:
            self.clean[name] = f"{value:%Y-%m-%d}" if isinstance(value, date) else value
        return value

    def refuse(self, code: str, field: str = "", **params: Any) -> None:
        self.problems.append(problem(code, field, **params))

    @property
    def is_empty(self) -> bool:
        """Nothing in any column that is used: a remark, a signature, an empty line."""
        return all(self.cell(name) in (None, "") for name in self.columns)

    def __post_init__(self) -> None:
        self.cells = [read.cleaned(cell) for cell in self.cells]

    def raw(self) -> list[str]:
        return [read.seen(cell) for cell in self.cells]


def shown(raw: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    """What stands in the used cells, for the page; an identity number as its end."""
    texts = {name: raw[at] for name, at in columns.items() if at < len(raw)}
    if number := texts.get("identity_number"):
        texts["identity_number"] = f"•••{number[-3:]}"
    return {name: text[:100] for name, text in texts.items() if text}


def read_person(draft: Draft, context: Context) -> None:
    """Name, date of birth and numbers: what tells a person apart."""
    name = _read_name(draft)
    if name:
        draft.clean["full_name"] = name
    elif not draft.problems:
        draft.refuse("required", "full_name")
    _read_birth(draft, context)
    draft.keep("card_number", read.read_card)
    number = draft.take(
        "identity_number", lambda cell: read.read_identity(cell, today=context.today)
    )
    if number:
        draft.clean["hashes"] = identity_hashes(number)
        if context.seals:
            draft.clean["seal"] = seal(number)
    draft.keys = keys_of(draft.clean)
    if name and not draft.keys and not draft.problems:
        draft.refuse("key", "birth_date")


def _read_name(draft: Draft) -> str:
    parts = [draft.text(part, 80) for part in ("family_name", "middle_name", "given_name")]
    if any(parts) and "full_name" not in draft.columns:
        joined = " ".join(filter(None, parts))
        try:
            return read.read_name(joined)
        except Trouble as trouble:
            draft.problems.append(trouble.on("given_name"))
            return ""
    return draft.take("full_name", read.read_name) or ""


def _read_birth(draft: Draft, context: Context) -> None:
    def reader(cell: object) -> date | None:
        return read_day(cell, latest=context.latest_birth)

    if draft.keep("birth_date", reader):
        return
    for name, sex in (("born_male", "m"), ("born_female", "f")):
        born = draft.take(name, reader)
        if born:
            draft.clean |= {"birth_date": f"{born:%Y-%m-%d}", "sex": sex}


def keys_of(clean: Mapping[str, Any]) -> list[KeyRow]:
    """By what the register may know the person."""
    name, born = clean.get("full_name"), clean.get("birth_date")
    card, hashes = clean.get("card_number"), clean.get("hashes", [])
    keys: list[KeyRow] = [(Key.IDENTITY, value, False) for value in hashes]
    if card:
        keys.append((Key.CARD, read.bare(card), False))
    if name and born:
        keys.append((Key.NAME, f"{fold(name)}|{born}", not keys))
    return keys
