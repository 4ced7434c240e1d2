"""Reads the sentences of this folder: subjects (what a meeting is about) and standing sections."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from branches.models import BranchKind

from .phrases import Phrase

HERE = Path(__file__).parent


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


@cache
def sections() -> dict[str, list[Phrase]]:
    lines = _sections((HERE / "sections.txt").read_text(encoding="utf-8"))
    return {name: [Phrase(line) for line in those] for name, those in lines.items()}


@cache
def duties() -> list[Duty]:
    """Tasks that every branch has, whatever the month is about."""
    lines = _sections((HERE / "sections.txt").read_text(encoding="utf-8"))
    return [_duty(line) for line in lines["duty"]]


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
    for line in text.splitlines():
        if line.startswith("["):
            found[line.strip("[]")] = current = []
        elif line:
            current.append(line)
    return found
