"""Running the evening: the item before the room, who speaks, the vote, what the screen shows."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.floor import (
    current_line,
    entry_before_the_room,
    item_lines,
    neighbours,
    room_of,
    time_by_category,
)
from meetings.forms.errors import add_errors
from meetings.forms.floor import FloorEntryForm, FloorVoteForm, MovementForm, QuestionForm
from meetings.forms.minutes import people_on_roll
from meetings.models import Attachment, Floor, Meeting, MeetingState, MinutesEntry, Vote
from meetings.queries import adoption_needs
from meetings.services.floor import (
    count_vote,
    mark_unfinished,
    put_question,
    show_checkin,
    show_document,
    take_up_item,
)
from meetings.services.minutes import save_entry
from meetings.services.presence import note_movement
from meetings.services.revision import TextConflict, keep_aside
from members.access import Permission, Request, fetch, requires

from .autosave import is_autosave, saved
from .conflict import as_text, base_of, freshen, last_saved, panel

Bound = dict[str, Any]


@requires(Permission.WRITE_MINUTES, "GET")
def floor_edit(request: Request, public_id: UUID) -> HttpResponse:
    floor = fetch(request, Floor.objects.for_page(), meeting__public_id=public_id)
    if floor.meeting.state != MeetingState.OPEN:
        messages.info(request, _("The meeting is not in session."))
        return redirect(floor.meeting)
    return _page(request, floor)


@requires(Permission.WRITE_MINUTES, "POST")
def floor_item(request: Request, public_id: UUID) -> HttpResponse:
    entry = fetch(request, MinutesEntry.objects.with_meeting(), item__public_id=public_id)
    meeting = entry.minutes.meeting
    try:
        take_up_item(meeting=meeting, item=entry.item, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _back(meeting)


@requires(Permission.WRITE_MINUTES, "POST")
def floor_note(request: Request, public_id: UUID) -> HttpResponse:
    """The words of the last speaker, the conclusion, and with `speaker` who speaks now."""
    entry = fetch(request, MinutesEntry.objects.with_meeting(), item__public_id=public_id)
    meeting = entry.minutes.meeting
    form = FloorEntryForm(request.POST, entry=entry)
    if form.is_valid():
        try:
            entry = save_entry(
                entry=entry,
                version=form.cleaned_data["version"],
                text=entry.text,
                conclusion=form.cleaned_data["conclusion"],
                contributions=form.lines(),
                by=request.user,
                now=timezone.now(),
            )
        except TextConflict as conflict:
            return _conflict(request, entry, form, conflict)
        except ValidationError as error:
            add_errors(form, error)
        else:
            if is_autosave(request):
                return saved(entry.version)
            return _back(meeting, "speaking" if form.cleaned_data["speaker"] else "")
    if is_autosave(request):
        return JsonResponse({"errors": form.errors}, status=400)
    return _refused(request, meeting, {"entry": form})


@requires(Permission.WRITE_MINUTES, "POST")
def floor_vote(request: Request, public_id: UUID) -> HttpResponse:
    entry = fetch(request, MinutesEntry.objects.with_meeting(), item__public_id=public_id)
    meeting = entry.minutes.meeting
    form = FloorVoteForm(request.POST)
    if form.is_valid():
        try:
            vote = count_vote(entry=entry, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            _warn_of_hands(request, vote)
            return _back(meeting, "voting")
    return _refused(request, meeting, {"vote": form})


def _warn_of_hands(request: Request, vote: Vote) -> None:
    """Not refused: the count of the room stands, and it is the roll that may be wrong."""
    votes = vote.votes_for + vote.votes_against + vote.votes_abstain
    if vote.present is not None and votes > vote.present:
        messages.warning(
            request,
            _(
                "%(votes)d votes were counted, but only %(present)d people with a vote are marked "
                "as being in the room. Check the roll call, or count again."
            )
            % {"votes": votes, "present": vote.present},
        )


@requires(Permission.WRITE_MINUTES, "POST")
def floor_question(request: Request, public_id: UUID) -> HttpResponse:
    floor = fetch(request, Floor.objects.for_page(), meeting__public_id=public_id)
    form = QuestionForm(request.POST)
    if form.is_valid():
        try:
            put_question(
                meeting=floor.meeting, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
    for said in form.errors.values():
        messages.error(request, " ".join(map(str, said)))
    return _back(floor.meeting, "voting")


@requires(Permission.WRITE_MINUTES, "POST")
def floor_document(request: Request, public_id: UUID) -> HttpResponse:
    """`public_id` is the document's; shown already, it is taken off the screen."""
    attachment = fetch(request, Attachment.objects.still_there(), public_id=public_id)
    meeting = attachment.meeting
    chosen = None if "hide" in request.POST else attachment
    try:
        show_document(meeting=meeting, attachment=chosen, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _back(meeting, "screen")


@requires(Permission.WRITE_MINUTES, "POST")
def floor_checkin(request: Request, public_id: UUID) -> HttpResponse:
    floor = fetch(request, Floor.objects.for_page(), meeting__public_id=public_id)
    is_shown = "hide" not in request.POST
    try:
        show_checkin(meeting=floor.meeting, is_shown=is_shown, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _back(floor.meeting, "screen")


@requires(Permission.WRITE_MINUTES, "POST")
def floor_unfinished(request: Request, public_id: UUID) -> HttpResponse:
    entry = fetch(request, MinutesEntry.objects.with_meeting(), item__public_id=public_id)
    is_unfinished = "finished" not in request.POST
    try:
        mark_unfinished(
            item=entry.item, is_unfinished=is_unfinished, by=request.user, now=timezone.now()
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _back(entry.minutes.meeting)


@requires(Permission.TAKE_ROLL, "POST")
def floor_movement(request: Request, public_id: UUID) -> HttpResponse:
    floor = fetch(request, Floor.objects.for_page(), meeting__public_id=public_id)
    form = MovementForm(request.POST)
    member = form.is_valid() and _on_roll(floor.meeting, form.cleaned_data["member"])
    if member:
        try:
            note_movement(
                meeting=floor.meeting,
                member=member,
                movement=form.cleaned_data["movement"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return _back(floor.meeting, "moving")


def _on_roll(meeting: Meeting, member_id: int) -> Any:
    row = meeting.attendances.filter(member=member_id).select_related("member").first()
    return row.member if row else None


def _back(meeting: Meeting, anchor: str = "") -> HttpResponse:
    address = reverse("meetings:floor_edit", args=[meeting.public_id])
    return redirect(f"{address}#{anchor}" if anchor else address)


def _refused(request: Request, meeting: Meeting, bound: Bound, status: int = 422) -> HttpResponse:
    floor = fetch(request, Floor.objects.for_page(), meeting=meeting)
    if floor.meeting.state != MeetingState.OPEN:
        return redirect("meetings:minutes_edit", meeting.public_id)
    return _page(request, floor, bound, status)


def _conflict(
    request: Request, entry: MinutesEntry, form: FloorEntryForm, conflict: TextConflict
) -> HttpResponse:
    """Somebody wrote in the minutes of this item meanwhile; both texts, and nothing is lost."""
    meeting = entry.minutes.meeting
    part = f"item:{entry.item_id}"
    keep_aside(meeting=meeting, part=part, conflict=conflict, by=request.user, now=timezone.now())
    names = dict(people_on_roll(meeting))
    shown = panel(
        request,
        theirs=as_text(conflict.saved, names),
        mine=as_text(conflict.mine, names),
        reload_url=reverse("meetings:floor_edit", args=[meeting.public_id]),
        by=last_saved(meeting, part),
        base=base_of(meeting, part, form.cleaned_data["version"], names),
    )
    if is_autosave(request):
        return JsonResponse({"html": shown, "version": conflict.version}, status=409)
    freshen(form, conflict.version)
    form.add_error(None, conflict)
    return _refused(request, meeting, {"entry": form, "panel": shown}, 409)


def _page(
    request: Request, floor: Floor, bound: Bound | None = None, status: int = 200
) -> HttpResponse:
    """The whole page; `bound` are the forms that were sent and did not pass."""
    bound = bound or {}
    meeting, now = floor.meeting, timezone.now()
    lines = item_lines(meeting, floor, now)
    entry = entry_before_the_room(floor)
    current = current_line(lines)
    question = floor.question or (current.item.question if current else "")
    before, after = neighbours(lines)
    page = {
        "meeting": meeting,
        "floor": floor,
        "lines": lines,
        "current": current,
        "before": before,
        "after": after,
        "entry": entry,
        "form": bound.get("entry") or (FloorEntryForm(entry=entry) if entry else None),
        "panel": bound.get("panel"),
        "vote_form": bound.get("vote") or FloorVoteForm(question=question),
        "times": time_by_category(lines),
        "room": room_of(meeting, now),
        "needs": adoption_needs(meeting, now),
        "documents": list(meeting.attachments.filter(removed_at=None)),
    }
    return render(request, "meetings/floor_edit.html", page, status=status)
