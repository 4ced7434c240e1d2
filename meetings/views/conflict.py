"""Two people wrote the same thing: both texts on the page, and the next save is a decision."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from meetings.forms.errors import Difference
from meetings.models import Meeting, MinutesRevision


def freshen(form: forms.Form, version: int) -> None:
    """The form now carries the version of what is saved: it has seen both texts, so saving again
    is meant to win. What was typed stays."""
    data: Any = form.data  # a QueryDict, which keeps several values of a name
    data = data.copy()
    data["version"] = version
    form.data = data


def panel(
    request: HttpRequest, *, theirs: str, mine: str, reload_url: str, by: MinutesRevision | None
) -> SafeString:
    """Both texts side by side; `by` is the revision that got there first, if one is known."""
    page = {
        "theirs": theirs,
        "mine": mine,
        "who": by.saved_by if by else "",
        "when": timezone.localtime(by.saved_at).strftime("%H:%M") if by else "",
        "reload_url": reload_url,
    }
    return render_to_string("components/conflict.html", page, request)


def last_saved(meeting: Meeting, part: str) -> MinutesRevision | None:
    saved = meeting.revisions.filter(part=part, outcome=MinutesRevision.Outcome.SAVED)
    return saved.select_related("saved_by__member").first()


def as_text(body: dict[str, Any], names: Mapping[int, str] | None = None) -> str:
    """A revision's body as text to compare; `names` are those of the roll, by member id."""
    parts = [value for value in body.values() if isinstance(value, str) and value]
    for line in body.get("contributions", []):
        who = line["guest_name"] or (names or {}).get(line["speaker_id"], "")
        parts.append(f"– {who}: {line['text']}")
    for task in body.get("tasks", []):
        parts.append(f"– {task['description']} ({task['owner']}, {task['due_on']})")
    return "\n\n".join(parts)


def in_lines(differences: list[Difference], *, typed: bool) -> str:
    """One side of the differences of a form, a line each."""
    return "\n".join(f"{row.label}: {row.typed if typed else row.saved}" for row in differences)
