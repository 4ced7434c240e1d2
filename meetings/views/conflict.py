"""Two people wrote the same thing: both texts on the page beside the one they began from, and the
next save is a decision."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from meetings.forms.errors import Difference
from meetings.models import Meeting, MinutesRevision
from meetings.versions import Change, Piece, compare


def freshen(form: forms.Form, version: int) -> None:
    """The form now carries the version of what is saved: it has seen both texts, so saving again
    is meant to win. What was typed stays."""
    data: Any = form.data  # a QueryDict, which keeps several values of a name
    data = data.copy()
    data["version"] = version
    form.data = data


def panel(
    request: HttpRequest,
    *,
    theirs: str,
    mine: str,
    reload_url: str,
    by: MinutesRevision | None,
    base: str | None = None,
) -> SafeString:
    """Both texts side by side; `by` is the revision that got there first, if one is known. With
    the `base` that both began from, each shows what it changed."""
    page = {
        "theirs": theirs,
        "mine": mine,
        "base": base,
        "theirs_pieces": _changed(base, theirs),
        "mine_pieces": _changed(base, mine),
        "who": by.saved_by if by else "",
        "when": timezone.localtime(by.saved_at).strftime("%H:%M") if by else "",
        "reload_url": reload_url,
    }
    return render_to_string("components/conflict.html", page, request)


def _changed(base: str | None, text: str) -> list[Piece]:
    """All of the text, in pieces that say which words are new; what was taken out stands in the
    base, so that whoever copies from here copies the text alone."""
    pieces = [] if base is None else compare(base, text)
    return [piece for piece in pieces if piece.change != Change.OLD]


def base_of(
    meeting: Meeting, part: str, version: int, names: Mapping[int, str] | None = None
) -> str | None:
    """The text as it was when the form was opened: nothing before the first save, None when it is
    not known."""
    saved = meeting.revisions.filter(
        part=part, version=version, outcome=MinutesRevision.Outcome.SAVED
    ).first()
    if saved is None:
        return "" if version == 1 and part != "heading" else None
    return as_text(saved.body, names)


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
