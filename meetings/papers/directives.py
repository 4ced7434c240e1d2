"""Documents from above as papers name them."""

from collections.abc import Iterable

from meetings.models import AgendaItem, Directive, Meeting


def in_words(directive: Directive) -> str:
    """“Số 12-CT/TU ngày 03/11/2026 của Ban Thường vụ Thành uỷ: về công tác …”."""
    day = f"{directive.issued_on:%d/%m/%Y}"
    return f"Số {directive.number} ngày {day} của {directive.issuer}: {directive.abstract}"


def directives_of(meeting: Meeting) -> list[tuple[Directive, str]]:
    """Those under the items of the meeting, in the order of its agenda."""
    return directives_under(meeting.items.prefetch_related("directives"))


def directives_under(items: Iterable[AgendaItem]) -> list[tuple[Directive, str]]:
    """Each once, with the title of its item; the items are fetched with their directives."""
    found: dict[int, tuple[Directive, str]] = {}
    for item in items:
        for directive in item.directives.all():
            if directive.removed_at is None:
                found.setdefault(directive.pk, (directive, item.title))
    return list(found.values())
