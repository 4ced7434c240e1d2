"""A topic, written to be read out."""

from dataclasses import dataclass

from .frame import Heading, Identity, Person, Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPaper:
    """Bài chuyên đề."""

    identity: Identity
    heading: Heading
    title: str
    writer: Person
    summary: str
    text: str
    recipients: tuple[str, ...]
    signature: Signature
