"""Writing the agenda of a meeting."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.rules import rules_for
from meetings.forms.agenda import (
    AgendaItems,
    VersionForm,
    agenda_rows,
    with_gone_as_new,
    with_spare_row,
    with_suggestion,
)
from meetings.hints import Hints, hints_for
from meetings.models import Meeting
from meetings.received import to_place
from meetings.services.agenda import save_agenda
from meetings.services.states import StaleVersion
from meetings.suggestions import people_of
from members.access import Permission, Request, fetch, requires
from papers.text import whole_number


@requires(Permission.PLAN_MEETINGS, "GET", "POST")
def agenda_edit(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    if request.method != "POST":
        return _show(request, meeting, _rows(meeting, None), [])
    if "more" in request.POST:
        return _show(request, meeting, _rows(meeting, with_spare_row(request.POST)), [])
    if "suggest" in request.POST:
        return _show(request, meeting, _rows(meeting, _with_hint(request, meeting)), [])
    version = VersionForm(request.POST)
    if version.is_valid() and version.cleaned_data["version"] != meeting.version:
        return _show_both(request, meeting)
    rows = _rows(meeting, request.POST)
    if not (rows.is_valid() and version.is_valid()):
        return _show(request, meeting, rows, [])
    try:
        save_agenda(
            meeting=meeting,
            lines=rows.lines,
            by=request.user,
            now=timezone.now(),
            **version.cleaned_data,
        )
    except StaleVersion:
        # Saved by somebody else in the moment between the two questions.
        meeting.refresh_from_db()
        return _show_both(request, meeting)
    except ValidationError as error:
        return _show(request, meeting, rows, error.messages)
    messages.success(request, _("The agenda is saved."))
    return redirect(meeting)


def _with_hint(request: Request, meeting: Meeting) -> Any:
    """What was typed, and the suggestion that was tapped; nothing is saved by that."""
    hints = _hints(meeting)
    hint = hints.numbered(request.POST["suggest"]) if hints else None
    return with_suggestion(request.POST, hint) if hint else request.POST


def _hints(meeting: Meeting) -> Hints | None:
    return hints_for(meeting.organization, meeting.kind, timezone.localdate(meeting.starts_at))


def _show_both(request: Request, meeting: Meeting) -> HttpResponse:
    """What is saved now beside what was typed; saving again is then a decision."""
    rows = _rows(meeting, with_gone_as_new(request.POST, meeting))
    return _show(request, meeting, rows, StaleVersion().messages, is_stale=True)


def _rows(meeting: Meeting, data: Any) -> AgendaItems:
    people = people_of(meeting.organization, timezone.localdate())
    return agenda_rows(data, meeting, people)


def _show(
    request: Request,
    meeting: Meeting,
    rows: AgendaItems,
    errors: list[str],
    *,
    is_stale: bool = False,
) -> HttpResponse:
    """With `is_stale` the form carries the version of what is saved now."""
    rules = rules_for(meeting.organization, timezone.localdate(meeting.starts_at))
    saved = meeting.items.select_related("presenter")
    hints = _hints(meeting)
    context = {
        "meeting": meeting,
        "rows": rows,
        "errors": errors,
        # A wrong row must not make a form that came too late look fresh.
        "version": meeting.version if is_stale else request.POST.get("version", meeting.version),
        "saved_items": saved if is_stale else None,
        "total": _total(rows),
        "planned": int((meeting.ends_at - meeting.starts_at).total_seconds() // 60),
        "required": rules.minimum_minutes(meeting.kind),
        "source": rules.explain("meeting.minimum_minutes").source,
        "hints": hints,
        "campaigns": to_place(meeting),
        "is_suggesting": "suggest" in request.POST,
        "offered": hints.offered(_titles(rows)) if hints else [],
    }
    status = 409 if is_stale else 200
    return render(request, "meetings/agenda_edit.html", context, status=status)


def _titles(rows: AgendaItems) -> list[str]:
    return [str(form["title"].value() or "") for form in rows.forms]


def _total(rows: AgendaItems) -> int:
    """Minutes as they stand in the rows, typed or saved; what is no number counts nothing."""
    values = [form["planned_minutes"].value() for form in rows.forms]
    return sum(whole_number(value) or 0 for value in values)
