"""The documents of a meeting, bound into one file."""

from dataclasses import dataclass
from datetime import datetime

from .frame import Heading, Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPart:
    """A document in a pack: its pages, or why it is not in it."""

    name: str
    content_type: str
    sha256: str
    size: int
    item: str = ""  # of the agenda, to which it belongs
    landscape: tuple[bool, ...] = ()  # for each page, whether it lies on its side
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackItem:
    title: str
    presenter: str = ""
    minutes: int | None = None
    question: str = ""
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPaper:
    """Tài liệu họp: the agenda and all documents in one file, with contents."""

    identity: Identity
    heading: Heading
    kind: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    agenda: tuple[PackItem, ...]
    parts: tuple[PackPart, ...] = ()
