"""Opening the roll and taking it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.forms.errors import add_errors, differences
from meetings.forms.rollcall import GuestFormSet, RollForm, guest_lines, guests_initial
from meetings.models import Meeting, MeetingState
from meetings.models.meeting import MINUTES_BEING_WRITTEN
from meetings.queries import adoption_needs
from meetings.services.rollcall import open_roll, save_roll
from meetings.services.states import StaleVersion
from members.access import Permission, Request, fetch, requires
from papers.text import LONGEST_KEY, whole_number

from .autosave import is_autosave, saved
from .conflict import freshen, in_lines, panel


@requires(Permission.TAKE_ROLL, "POST")
def roll_open(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    try:
        open_roll(meeting=meeting, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(meeting)
    return redirect("meetings:rollcall_edit", meeting.public_id)


@requires(Permission.TAKE_ROLL, "GET", "POST")
def rollcall_edit(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    if meeting.state not in MINUTES_BEING_WRITTEN:
        messages.info(request, _("The roll call is not open."))
        return redirect(meeting)
    form = RollForm(request.POST or None, meeting=meeting)
    guests = GuestFormSet(request.POST or None, initial=guests_initial(meeting), prefix="guests")
    if request.method == "POST" and form.is_valid() and guests.is_valid():
        try:
            meeting = save_roll(
                meeting=meeting,
                version=form.cleaned_data["version"],
                marks=form.marks(),
                guests=guest_lines(guests),
                seen=form.cleaned_data["seen"],
                by=request.user,
                now=timezone.now(),
            )
        except StaleVersion as error:
            return _stale(request, meeting, form, guests, error)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _after_saving(request, meeting)
    return _answer(request, meeting, form, guests)


def _after_saving(request: Request, meeting: Meeting) -> HttpResponse:
    if is_autosave(request):
        return saved(meeting.version)
    messages.success(request, _("The roll call is saved."))
    if "all" in request.POST:
        return redirect("meetings:rollcall_edit", meeting.public_id)
    is_open = meeting.state == MeetingState.OPEN
    return redirect(
        "meetings:floor_edit" if is_open else "meetings:minutes_edit", meeting.public_id
    )


@requires(Permission.TAKE_ROLL, "GET")
def rollcall_checkins(request: Request, public_id: UUID) -> HttpResponse:
    """Who has checked in since `?seen`; 204 when nobody has."""
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    since = whole_number(request.GET.get("seen", ""), digits=LONGEST_KEY) or 0
    pairs = list(meeting.check_ins.filter(pk__gt=since).values_list("pk", "member_id"))
    if not pairs:
        return HttpResponse(status=204)
    return JsonResponse(
        {"seen": max(pk for pk, _member in pairs), "present": [member for _pk, member in pairs]}
    )


def _stale(
    request: Request, meeting: Meeting, form: RollForm, guests: BaseFormSet, error: StaleVersion
) -> HttpResponse:
    """Someone else took the roll meanwhile: who is marked differently, and both marks."""
    meeting.refresh_from_db()
    now_saved = RollForm(meeting=meeting)
    found = differences(form, now_saved.initial)
    shown = panel(
        request,
        theirs=in_lines(found, typed=False),
        mine=in_lines(found, typed=True),
        reload_url=reverse("meetings:rollcall_edit", args=[meeting.public_id]),
        by=None,
    )
    if is_autosave(request):
        return JsonResponse({"html": shown, "version": meeting.version}, status=409)
    freshen(form, meeting.version)
    form.add_error(None, error)
    return _answer(request, meeting, form, guests, shown)


def _answer(
    request: Request, meeting: Meeting, form: RollForm, guests: BaseFormSet, conflict: str = ""
) -> HttpResponse:
    if is_autosave(request):
        return JsonResponse({"errors": form.errors}, status=400)
    rows = list(form.rows())
    needs = adoption_needs(meeting)
    exempt_here = [row for row in rows if row.vote == "present" and row.attendance.is_present]
    page = {
        "meeting": meeting,
        "form": form,
        "rows": rows,
        "guests": guests,
        "has_parts": meeting.parts.exists(),
        "needs": needs,
        "fixed_base": needs.base - len(exempt_here),
        "conflict": conflict,
    }
    status = 409 if conflict else 422 if form.is_bound else 200
    return render(request, "meetings/rollcall_edit.html", page, status=status)
