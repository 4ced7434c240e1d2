"""What comes to minutes besides their text: corrections, confirmation, addenda."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.forms.addendum import AddendumForm, CorrectionForm
from meetings.forms.errors import add_errors
from meetings.models import Meeting, Minutes
from meetings.services.addendum import add_addendum, confirm_minutes, note_correction
from members.access import Permission, Request, fetch, requires


def _minutes(request: Request, public_id: UUID) -> Minutes:
    rows = Minutes.objects.select_related("meeting__organization__kind", "number")
    return fetch(request, rows, meeting__public_id=public_id)


@requires(Permission.WRITE_MINUTES, "POST")
def correction_note(request: Request, public_id: UUID) -> HttpResponse:
    minutes = _minutes(request, public_id)
    form = CorrectionForm(request.POST)
    if form.is_valid():
        try:
            note_correction(
                minutes=minutes, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(
                request, _("Noted. Mend the text in the minutes before they are read.")
            )
    else:
        messages.error(request, _("Write who asked and what is to be put right."))
    return redirect("meetings:minutes_read", public_id)


@requires(Permission.WRITE_MINUTES, "POST")
def minutes_confirm(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    try:
        confirmed = confirm_minutes(meeting=meeting, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request, _("The minutes of “%(title)s” are confirmed.") % {"title": confirmed.meeting}
        )
    return redirect("meetings:minutes_edit", public_id)


@requires(Permission.APPROVE_MINUTES, "GET", "POST")
def addendum_add(request: Request, public_id: UUID) -> HttpResponse:
    minutes = _minutes(request, public_id)
    form = AddendumForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            add_addendum(minutes=minutes, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The addendum is added; its paper is being made."))
            return redirect("meetings:minutes_read", public_id)
    context = {"minutes": minutes, "meeting": minutes.meeting, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/addendum_add.html", context, status=status)
