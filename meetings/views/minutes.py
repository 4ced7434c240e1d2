"""Writing the minutes: one page, each part with its own save and its own lock."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.forms.errors import add_errors
from meetings.forms.minutes import (
    CloseForm,
    ContributionFormSet,
    EntryForm,
    HeadingForm,
    ItemForm,
    VoteForm,
    contribution_lines,
    contributions_initial,
    people_on_roll,
)
from meetings.models import Meeting, MinutesEntry, MinutesRevision
from meetings.models.meeting import MINUTES_BEING_WRITTEN
from meetings.papers import previous_tasks
from meetings.queries import adoption_needs
from meetings.services.addendum import unconfirmed_before
from meetings.services.minutes import add_item, save_entry, save_heading
from meetings.services.revision import TextConflict, keep_aside
from meetings.services.vote import record_vote, remove_vote
from members.access import Permission, Request, fetch, requires
from papers.text import LONGEST_KEY, whole_number

from .autosave import is_autosave, saved
from .conflict import as_text, base_of, freshen, last_saved, panel

Bound = dict[str, Any]


@requires(Permission.WRITE_MINUTES, "GET")
def minutes_edit(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    if meeting.state not in MINUTES_BEING_WRITTEN:
        messages.info(request, _("The minutes are not open for writing."))
        return redirect(meeting)
    return _page(request, meeting)


@requires(Permission.WRITE_MINUTES, "POST")
def entry_save(request: Request, public_id: UUID) -> HttpResponse:
    entry = fetch(request, _entries(), item__public_id=public_id)
    meeting = entry.minutes.meeting
    form = EntryForm(request.POST, entry=entry)
    lines = _contributions(request, entry, people_on_roll(meeting))
    if form.is_valid() and lines.is_valid():
        try:
            entry = save_entry(
                entry=entry,
                version=form.cleaned_data["version"],
                text=form.cleaned_data["text"],
                conclusion=form.cleaned_data["conclusion"],
                is_internal=form.cleaned_data["is_internal"],
                contributions=contribution_lines(lines),
                by=request.user,
                now=timezone.now(),
            )
        except TextConflict as conflict:
            keep_aside(
                meeting=meeting,
                part=f"item:{entry.item_id}",
                conflict=conflict,
                by=request.user,
                now=timezone.now(),
            )
            return _conflict(request, meeting, conflict, {"entry": form, "lines": lines}, entry)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _saved(request, meeting, entry.version, f"item-{entry.item.public_id}")
    return _refused(request, meeting, {"entry": form, "lines": lines}, entry)


@requires(Permission.WRITE_MINUTES, "POST")
def heading_save(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    if meeting.state not in MINUTES_BEING_WRITTEN:
        return redirect(meeting)
    form = HeadingForm(request.POST, meeting=meeting)
    if form.is_valid():
        try:
            minutes = save_heading(
                minutes=meeting.minutes, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except TextConflict as conflict:
            keep_aside(
                meeting=meeting,
                part="heading",
                conflict=conflict,
                by=request.user,
                now=timezone.now(),
            )
            return _conflict(request, meeting, conflict, {"heading": form})
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _saved(request, meeting, minutes.version, "heading")
    return _refused(request, meeting, {"heading": form})


@requires(Permission.WRITE_MINUTES, "POST")
def vote_add(request: Request, public_id: UUID) -> HttpResponse:
    entry = fetch(request, _entries(), item__public_id=public_id)
    form = VoteForm(request.POST, auto_id=f"id_vote{entry.item_id}_%s")
    if form.is_valid():
        try:
            record_vote(entry=entry, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _back(entry.minutes.meeting, f"item-{entry.item.public_id}")
    return _refused(request, entry.minutes.meeting, {"vote": form}, entry)


@requires(Permission.WRITE_MINUTES, "POST")
def vote_remove(request: Request, public_id: UUID) -> HttpResponse:
    entry = fetch(request, _entries(), item__public_id=public_id)
    chosen = whole_number(request.POST.get("vote", ""), digits=LONGEST_KEY)
    vote = entry.votes.filter(pk=chosen).first() if chosen else None
    if vote:
        try:
            remove_vote(vote=vote, by=request.user, now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return _back(entry.minutes.meeting, f"item-{entry.item.public_id}")


@requires(Permission.WRITE_MINUTES, "POST")
def item_add(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    form = ItemForm(request.POST)
    if form.is_valid():
        try:
            entry = add_item(
                meeting=meeting,
                title=form.cleaned_data["title"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _back(meeting, f"item-{entry.item.public_id}")
    return _refused(request, meeting, {"item": form})


def _entries() -> Any:
    return MinutesEntry.objects.select_related(
        "item", "minutes__meeting__organization__kind", "minutes__meeting__minutes"
    )


def _contributions(request: Request, entry: MinutesEntry, people: list[tuple[int, str]]) -> Any:
    return ContributionFormSet(
        request.POST if request.method == "POST" else None,
        initial=contributions_initial(entry),
        prefix=f"c{entry.item_id}",
        form_kwargs={"people": people},
    )


def _back(meeting: Meeting, anchor: str) -> HttpResponse:
    """To the part that was saved, which opens again."""
    address = reverse("meetings:minutes_edit", args=[meeting.public_id])
    return redirect(f"{address}?item={anchor.removeprefix('item-')}#{anchor}")


def _saved(request: Request, meeting: Meeting, version: int, anchor: str) -> HttpResponse:
    if is_autosave(request):
        return saved(version)
    messages.success(request, _("Saved."))
    return _back(meeting, anchor)


def _refused(
    request: Request, meeting: Meeting, bound: Bound, entry: MinutesEntry | None = None
) -> HttpResponse:
    if is_autosave(request):
        errors: dict[str, Any] = {}
        for form in bound.values():
            if hasattr(form, "non_form_errors"):
                errors |= {str(n): e for row in form.errors for n, e in row.items()}
            else:
                errors |= form.errors
        return JsonResponse({"errors": errors}, status=400)
    return _page(request, meeting, bound, entry, status=422)


def _conflict(
    request: Request,
    meeting: Meeting,
    conflict: TextConflict,
    bound: Bound,
    entry: MinutesEntry | None = None,
) -> HttpResponse:
    """Both texts beside the one both began from; what came too late is already kept aside."""
    form = bound.get("entry") or bound["heading"]
    part = f"item:{entry.item_id}" if entry else "heading"
    names = dict(people_on_roll(meeting))
    shown = panel(
        request,
        theirs=as_text(conflict.saved, names),
        mine=as_text(conflict.mine, names),
        reload_url=reverse("meetings:minutes_edit", args=[meeting.public_id]),
        by=last_saved(meeting, part),
        base=base_of(meeting, part, form.cleaned_data["version"], names),
    )
    if is_autosave(request):
        return JsonResponse({"html": shown, "version": conflict.version}, status=409)
    freshen(form, conflict.version)
    form.add_error(None, conflict)
    return _page(request, meeting, {**bound, "panel": shown}, entry, status=409)


def _page(
    request: Request,
    meeting: Meeting,
    bound: Bound | None = None,
    bound_entry: MinutesEntry | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page; `bound` are the forms that were sent and did not pass."""
    if meeting.state not in MINUTES_BEING_WRITTEN:
        messages.info(request, _("The minutes are not open for writing."))
        return redirect(meeting)
    bound = bound or {}
    people = people_on_roll(meeting)
    entries = meeting.minutes.entries.select_related("item__presenter").prefetch_related(
        "contributions__speaker", "votes", "item__opinions__author", "item__directives"
    )
    parts = [
        _part(entry, people, bound if bound_entry and entry.pk == bound_entry.pk else {})
        for entry in entries
    ]
    _open_one(parts, request.GET.get("item", ""))
    kept_aside = meeting.revisions.filter(outcome=MinutesRevision.Outcome.CONFLICT)
    page = {
        "meeting": meeting,
        "parts": parts,
        "heading": bound.get("heading") or HeadingForm(meeting=meeting),
        "heading_panel": None if bound_entry else bound.get("panel"),
        "item_form": bound.get("item") or ItemForm(),
        "close_form": CloseForm(meeting=meeting, initial={"ended_at": timezone.localtime().time()}),
        "needs": adoption_needs(meeting),
        "previous_tasks": previous_tasks(meeting),
        "phrases": list(meeting.organization.phrases.all()),
        "to_confirm": unconfirmed_before(meeting),
        "resolutions": meeting.resolutions.all(),
        "kept_aside": [
            {"revision": row, "text": as_text(row.body, dict(people))}
            for row in kept_aside.select_related("saved_by__member")
        ],
    }
    return render(request, "meetings/minutes_edit.html", page, status=status)


def _part(entry: MinutesEntry, people: list[tuple[int, str]], bound: Bound) -> dict[str, Any]:
    lines = bound.get("lines") or ContributionFormSet(
        initial=contributions_initial(entry),
        prefix=f"c{entry.item_id}",
        form_kwargs={"people": people},
    )
    return {
        "entry": entry,
        "form": bound.get("entry") or EntryForm(entry=entry),
        "lines": lines,
        "vote_form": bound.get("vote") or VoteForm(auto_id=f"id_vote{entry.item_id}_%s"),
        "panel": bound.get("panel"),
        "is_written": bool(entry.text or entry.conclusion or entry.contributions.all()),
        "is_open": bool(bound),
    }


def _open_one(parts: list[dict[str, Any]], chosen: str) -> None:
    """One item is open: the one with a form to mend, the one asked for, or the first unwritten."""
    if any(part["is_open"] for part in parts):
        return
    asked = (part for part in parts if str(part["entry"].item.public_id) == chosen)
    unwritten = (part for part in parts if not part["is_written"])
    part = next(asked, None) or next(unwritten, None)
    if part:
        part["is_open"] = True
