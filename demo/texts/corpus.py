"""Reads the sentences of this folder: subjects (what a meeting is about) and standing sections."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from branches.models import BranchKind

from .phrases import Phrase

HERE = Path(__file__).parent
CELLS = "cells"


@dataclass(frozen=True)
class Duty:
    """A kind of task: what is to be done, and what proves it."""

    work: Phrase
    proof: str


@dataclass(frozen=True)
class Subject:
    """What a meeting can be about, for the kinds of branches it concerns."""

    code: str
    title: str
    kinds: frozenset[str]
    report: list[Phrase]
    opinion: list[Phrase]
    conclusion: list[Phrase]
    task: list[Duty]


@cache
def subjects() -> list[Subject]:
    return [_subject(path) for path in sorted((HERE / "subjects").glob("*.txt"))]


@cache
def subjects_of(kind: str) -> list[Subject]:
    """The subjects that concern a kind of branch."""
    return [subject for subject in subjects() if kind in subject.kinds]


Pools = dict[str, list[Phrase]]


@cache
def sections_of(kind: str, *, has_cells: bool = False) -> Pools:
    """What can be said in a branch of the kind: of every branch, of its kind, of its cells."""
    pools: Pools = {}
    for head, lines in _standing().items():
        name, *kinds = head.split()
        if not kinds or kind in kinds or (has_cells and CELLS in kinds):
            pools.setdefault(name, []).extend(Phrase(line) for line in lines if name != "duty")
    return pools


@cache
def duties_of(kind: str) -> list[Duty]:
    """Tasks that a branch of the kind has, whatever the month is about."""
    found = []
    for head, lines in _standing().items():
        name, *kinds = head.split()
        if name == "duty" and (not kinds or kind in kinds):
            found += [_duty(line) for line in lines]
    return found


@cache
def _standing() -> dict[str, list[str]]:
    return _sections((HERE / "sections.txt").read_text(encoding="utf-8"))


def _subject(path: Path) -> Subject:
    head, _, body = path.read_text(encoding="utf-8").partition("[report]")
    facts = dict(line.split(": ", 1) for line in head.splitlines() if line)
    lines = _sections("[report]" + body)
    kinds = frozenset(BranchKind(kind).value for kind in facts["kinds"].split())
    return Subject(
        code=path.stem,
        title=facts["title"],
        kinds=kinds,
        report=[Phrase(line) for line in lines["report"]],
        opinion=[Phrase(line) for line in lines["opinion"]],
        conclusion=[Phrase(line) for line in lines["conclusion"]],
        task=[_duty(line) for line in lines["task"]],
    )


def _duty(line: str) -> Duty:
    work, proof = line.split(" | ")
    return Duty(Phrase(work), proof)


def _sections(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            current = found.setdefault(line.strip("[]"), [])
        elif line:
            current.append(line)
    return found
