"""The log of changes, for those who may read it."""

from datetime import UTC, datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render

from members.access import Permission, Request, require_anywhere, requires
from members.deeds import in_words
from members.models import AuditEntry

PAGE_SIZE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@requires(Permission.READ_AUDIT, "GET")
def audit_list(request: Request) -> HttpResponse:
    access = require_anywhere(request)
    entries = AuditEntry.objects.visible_to(access).newest_first()
    position = _position(request.GET.get("before", ""))
    if position:
        entries = entries.older_than(*position)
    # One more than the page shows whether there is an older one; nothing is ever counted.
    rows = list(entries.select_related("by__member", "organization")[: PAGE_SIZE + 1])
    older = ""
    if len(rows) > PAGE_SIZE:
        rows.pop()
        older = f"{(rows[-1].at - EPOCH) // MICROSECOND}-{rows[-1].pk}"
    return render(
        request,
        "members/audit_list.html",
        {
            "rows": [(entry, in_words(entry.verb)) for entry in rows],
            "older": older,
            "is_newest": not position,
        },
    )


def _position(before: str) -> tuple[datetime, int] | None:
    """The entry that the page before ended with; nonsense begins at the newest."""
    microseconds, _dash, pk = before.partition("-")
    try:
        return EPOCH + int(microseconds) * MICROSECOND, int(pk)
    except (ValueError, OverflowError):
        return None
