"""What the minutes were at each save, and two versions side by side."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from meetings.forms.minutes import people_on_roll
from meetings.models import Meeting, MinutesRevision
from meetings.versions import compare
from members.access import Permission, Request, fetch, requires
from papers.text import LONGEST_KEY, whole_number

from .conflict import as_text

ON_A_PAGE = 50


@requires(Permission.SEE_MEETINGS, "GET")
def version_list(request: Request, public_id: UUID) -> HttpResponse:
    """All saves; with `old` and `new` (two of one part) what changed between them, word by word.
    Without `old`, the save before `new`."""
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    revisions = meeting.revisions.select_related("saved_by__member")
    page = Paginator(revisions, ON_A_PAGE).get_page(request.GET.get("page"))
    titles = {f"item:{pk}": title for pk, title in meeting.items.values_list("pk", "title")}
    context = {
        "meeting": meeting,
        "page_obj": page,
        "rows": [{"revision": row, "title": titles.get(row.part, "")} for row in page],
    }
    new = _chosen(meeting, request.GET.get("new", ""))
    if new:
        old = _chosen(meeting, request.GET.get("old", ""), new.part) or _before(new)
        names = dict(people_on_roll(meeting))
        context |= {
            "new": new,
            "old": old,
            "title": titles.get(new.part, ""),
            "pieces": compare(as_text(old.body, names) if old else "", as_text(new.body, names)),
        }
    return render(request, "meetings/version_list.html", context)


def _chosen(meeting: Meeting, typed: str, part: str = "") -> MinutesRevision | None:
    pk = whole_number(typed, digits=LONGEST_KEY)
    if pk is None:
        return None
    found = meeting.revisions.select_related("saved_by__member").filter(pk=pk)
    return (found.filter(part=part) if part else found).first()


def _before(revision: MinutesRevision) -> MinutesRevision | None:
    return (
        revision.meeting.revisions.filter(part=revision.part, pk__lt=revision.pk)
        .select_related("saved_by__member")
        .order_by("-pk")
        .first()
    )
