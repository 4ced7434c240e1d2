"""The end of the evening: closing, reading back, approving."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from meetings.forms.addendum import CorrectionForm, SignForm
from meetings.forms.minutes import CloseForm, ReadBackForm
from meetings.models import Meeting, Minutes, PaperKind
from meetings.papers.wording import wording_for
from meetings.readers import is_inside
from meetings.services.approval import (
    approve_minutes,
    close_meeting,
    read_back_minutes,
    reopen_minutes,
)
from meetings.services.signing import Signer, missing_signers, sign_minutes
from members import throttle
from members.access import Permission, Request, fetch, requires
from members.models import User


@requires(Permission.WRITE_MINUTES, "POST")
def meeting_close(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    form = CloseForm(request.POST, meeting=meeting)
    if not form.is_valid():
        messages.error(request, _("Write the time the meeting ended, for example 21:15."))
        return redirect("meetings:minutes_edit", meeting.public_id)
    return _do(
        request,
        meeting,
        lambda: close_meeting(
            meeting=meeting,
            ended_at=form.cleaned_data["ended_at"],
            by=request.user,
            now=timezone.now(),
        ),
        failed="meetings:minutes_edit",
    )


@requires(Permission.READ_MINUTES, "GET")
def minutes_read(request: Request, public_id: UUID) -> HttpResponse:
    """Large text in reading order: to read back in the room, and to read afterwards."""
    minutes = fetch(
        request,
        Minutes.objects.select_related(
            "meeting__organization__kind",
            "meeting__chair",
            "meeting__recorder",
            "number",
            "confirmed_in",
        ),
        meeting__public_id=public_id,
    )
    # The usual words of the template; the secretary may write others.
    meeting = minutes.meeting
    wording = wording_for(meeting, PaperKind.MINUTES, timezone.localdate(meeting.starts_at))
    form = ReadBackForm(initial={"adoption_note": wording.parts.get("read_back", "")})
    return _reading(request, minutes, form)


@requires(Permission.APPROVE_MINUTES, "POST")
def minutes_read_back(request: Request, public_id: UUID) -> HttpResponse:
    minutes = fetch(
        request,
        Minutes.objects.select_related("meeting__organization__kind", "number"),
        meeting__public_id=public_id,
    )
    form = ReadBackForm(request.POST)
    if not form.is_valid():
        return _reading(request, minutes, form, status=422)
    return _do(
        request,
        minutes.meeting,
        lambda: read_back_minutes(
            meeting=minutes.meeting,
            adoption_note=form.cleaned_data["adoption_note"],
            by=request.user,
            now=timezone.now(),
        ),
    )


@requires(Permission.APPROVE_MINUTES, "POST")
def minutes_reopen(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    return _do(
        request,
        meeting,
        lambda: reopen_minutes(meeting=meeting, by=request.user, now=timezone.now()),
        done="meetings:minutes_edit",
    )


@requires(Permission.APPROVE_MINUTES, "POST")
def minutes_approve(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    return _do(
        request,
        meeting,
        lambda: approve_minutes(
            meeting=meeting,
            by=request.user,
            now=timezone.now(),
            is_signed_on_paper=bool(request.POST.get("is_signed_on_paper")),
        ),
        words=_("The minutes are approved and locked. The papers are being made."),
    )


@requires(Permission.READ_MINUTES, "POST")
@sensitive_post_parameters("pin")
def minutes_sign(request: Request, public_id: UUID) -> HttpResponse:
    """The chair's or recorder's approval: one's own, or that of the person who types the PIN."""
    minutes = fetch(
        request,
        Minutes.objects.select_related(
            "meeting__organization__kind", "meeting__chair", "meeting__recorder"
        ),
        meeting__public_id=public_id,
    )
    meeting = minutes.meeting
    form = SignForm(request.POST, needs_pin=False)
    if not form.is_valid():
        messages.error(request, _("A PIN has six digits."))
        return redirect("meetings:minutes_read", meeting.public_id)
    signer, pin = Signer(form.cleaned_data["signer"]), form.cleaned_data["pin"]
    person = meeting.chair_id if signer == Signer.CHAIR else meeting.recorder_id
    charged = throttle.charge_pin(person, timezone.now()) if pin and person else []

    def sign() -> None:
        sign_minutes(meeting=meeting, signer=signer, pin=pin, by=request.user, now=timezone.now())
        throttle.give_back(charged)

    return _do(request, meeting, sign, words=_("The approval is noted."))


def _do(
    request: Request,
    meeting: Meeting,
    verb: Callable[[], object],
    *,
    done: str = "meetings:minutes_read",
    failed: str = "meetings:minutes_read",
    words: str = "",
) -> HttpResponse:
    try:
        verb()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(failed, meeting.public_id)
    if words:
        messages.success(request, words)
    return redirect(done, meeting.public_id)


def _reading(
    request: Request, minutes: Minutes, form: ReadBackForm, status: int = 200
) -> HttpResponse:
    meeting = minutes.meeting
    rows = meeting.attendances.select_related("member").order_by("member__sort_key", "member_id")
    page = {
        "minutes": minutes,
        "meeting": meeting,
        "entries": minutes.entries.select_related("item__presenter").prefetch_related(
            "contributions__speaker", "votes"
        ),
        "attendances": rows,
        "reasons": dict(meeting.attendance_notes.values_list("member_id", "reason")),
        "guests": meeting.guests.all(),
        "resolutions": meeting.resolutions.select_related("number"),
        "form": form,
        "hides_internal": not is_inside(request.access, meeting),
        "corrections": minutes.corrections.select_related("noted_by__member"),
        "correction_form": CorrectionForm(),
        "addenda": minutes.addenda.all(),
        "signers": _signers(minutes, request.user),
        "missing_signers": missing_signers(meeting, minutes, request.user),
        "may_write": request.access.may(Permission.WRITE_MINUTES, meeting),
        "may_approve": request.access.may(Permission.APPROVE_MINUTES, meeting),
    }
    return render(request, "meetings/minutes_read.html", page, status=status)


def _signers(minutes: Minutes, user: User) -> list[dict[str, Any]]:
    """Chair and recorder, when each approved, and the form by which one who has not yet may."""
    meeting = minutes.meeting
    people = [
        (Signer.CHAIR, _("Chair"), meeting.chair, minutes.chair_approved_at),
        (Signer.RECORDER, _("Recorder"), meeting.recorder, minutes.recorder_approved_at),
    ]
    return [
        {
            "label": label,
            "person": person,
            "approved_at": approved_at,
            "is_self": person.pk == user.member_id,
            "form": SignForm(initial={"signer": signer}, auto_id=f"id_{signer}_%s"),
        }
        for signer, label, person, approved_at in people
        if person
    ]
