"""Documents from above as papers name them."""

from meetings.models import Directive, Meeting


def in_words(directive: Directive) -> str:
    """“Số 12-CT/TU ngày 03/11/2026 của Ban Thường vụ Thành uỷ: về công tác …”."""
    day = f"{directive.issued_on:%d/%m/%Y}"
    return f"Số {directive.number} ngày {day} của {directive.issuer}: {directive.abstract}"


def directives_of(meeting: Meeting) -> list[tuple[Directive, str]]:
    """Those under the items, in the order of the agenda, each once, with the title of its item."""
    found: dict[int, tuple[Directive, str]] = {}
    for item in meeting.items.prefetch_related("directives"):
        for directive in item.directives.all():
            if directive.removed_at is None:
                found.setdefault(directive.pk, (directive, item.title))
    return list(found.values())
