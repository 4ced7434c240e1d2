"""Checking in on one's own phone with the code shown in the room."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.forms.checkin import CheckInForm
from meetings.models import CheckIn, Floor
from meetings.services.checkin import check_in, proof_of, proves_presence
from members.access import Request, fetch, signed_in
from members.models import Member
from members.throttle import TooManyAttempts, charge_check_in, give_back


@signed_in("GET", "POST")
def checkin(request: Request, public_id: UUID) -> HttpResponse:
    """The picture opens it with the code of the moment; one press is enough then."""
    floor = fetch(request, Floor.objects.for_page(), meeting__public_id=public_id)
    member = _seated(request, floor)
    form = CheckInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _check_in(request, floor, member, form)
    scanned = request.GET.get("code", "")
    if scanned and request.method == "GET" and _is_good(request, floor, scanned, form):
        form = CheckInForm(initial={"proof": proof_of(floor, request.user)})
    return _answer(request, floor, member, form)


def _seated(request: Request, floor: Floor) -> Member:
    """Those who run the meeting without sitting in it see the floor, but cannot check in."""
    member = request.access.member
    if member is None or not floor.meeting.attendances.filter(member=member).exists():
        raise PermissionDenied
    return member


def _check_in(request: Request, floor: Floor, member: Member, form: CheckInForm) -> HttpResponse:
    now = timezone.now()
    try:
        tries = charge_check_in(request.user.pk, floor.pk, now)
        check_in(floor=floor, member=member, by=request.user, now=now, **form.cleaned_data)
    except TooManyAttempts as error:
        form.add_error("code", _too_many(error))
        return _answer(request, floor, member, form, 429)
    except ValidationError as error:
        form.add_error("code", ValidationError(error.messages))
        return _answer(request, floor, member, form, 422)
    give_back(tries)
    return redirect("meetings:checkin", floor.meeting.public_id)


def _is_good(request: Request, floor: Floor, scanned: str, form: CheckInForm) -> bool:
    """A guess by the address counts like one that is typed."""
    now = timezone.now()
    try:
        tries = charge_check_in(request.user.pk, floor.pk, now)
    except TooManyAttempts:
        return False
    if proves_presence(floor, scanned, now):
        give_back(tries)
        return True
    return False


def _too_many(error: TooManyAttempts) -> str:
    return _("Too many codes were wrong. Wait %(minutes)d minutes, or speak to the secretary.") % {
        "minutes": max(1, round(error.seconds / 60))
    }


def _answer(
    request: Request, floor: Floor, member: Member, form: CheckInForm, status: int = 200
) -> HttpResponse:
    page = {
        "meeting": floor.meeting,
        "member": member,
        "form": form,
        "has_proof": bool(form.initial.get("proof") or form.data.get("proof")),
        "is_expired": "code" in request.GET and not form.initial.get("proof"),
        "checked_in": CheckIn.objects.filter(meeting=floor.meeting, member=member).first(),
        "attendance": floor.meeting.attendances.filter(member=member).first(),
    }
    return render(request, "meetings/checkin.html", page, status=status)
