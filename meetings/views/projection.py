"""The second screen: what is before the room, followed within a second and for next to nothing.

A screen asks each second with a ticket, which it got with the page, whether the floor's revision is
still the one it shows. The ticket says nothing but that number, so that question needs no account,
no session and one statement. Only when the number is new the page itself is asked for, by a person
who may see it.
"""

from uuid import UUID

import segno
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from meetings.models import Floor, Meeting, MeetingState
from meetings.queries import floor_revision, seconds_used
from meetings.services.checkin import code_at, seconds_left
from members.access import Permission, Request, fetch, public, requires, signed_in

TICKET_SALT = "meetings.projection"
TICKET_SECONDS = 900


@signed_in("GET")
def projection(request: Request, public_id: UUID) -> HttpResponse:
    """For those who run the meeting, and those who sit in it. `?part`: only what changes."""
    floor = fetch(request, Floor.objects.for_page(), meeting__public_id=public_id)
    meeting, now = floor.meeting, timezone.now()
    page = {
        "meeting": meeting,
        "floor": floor,
        "stage": _stage(floor, meeting),
        "ticket": signing.dumps(floor.pk, salt=TICKET_SALT),
        "used": seconds_used(floor.item, now) if floor.item else 0,
        "number": _number(floor, meeting),
        "shows_code": request.access.may(Permission.TAKE_ROLL, meeting),
    }
    name = "projection_part" if "part" in request.GET else "projection"
    return render(request, f"meetings/{name}.html", page)


def _stage(floor: Floor, meeting: Meeting) -> str:
    if meeting.state != MeetingState.OPEN:
        return "over"
    if floor.shows_checkin:
        return "checkin"
    return "item" if floor.item_id else "waiting"


def _number(floor: Floor, meeting: Meeting) -> int:
    if floor.item is None:
        return 0
    return meeting.items.filter(position__lt=floor.item.position).count() + 1


@public("GET")
def projection_state(request: HttpRequest) -> HttpResponse:
    """204 while nothing is new. Without a good ticket, 403: the page then asks for itself anew."""
    try:
        pk = signing.loads(request.GET.get("ticket", ""), salt=TICKET_SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature:
        return HttpResponse(status=403)
    revision = floor_revision(pk)
    if str(revision) == request.GET.get("seen"):
        answer = HttpResponse(status=204)
    else:
        answer = JsonResponse({"revision": revision})
    answer["Cache-Control"] = "no-store"
    return answer


@requires(Permission.TAKE_ROLL, "GET")
def checkin_code(request: Request, public_id: UUID) -> HttpResponse:
    """The code of now, as a picture and in digits, with how many have come."""
    floor = fetch(request, Floor.objects.for_page(), meeting__public_id=public_id)
    now = timezone.now()
    code = code_at(floor, now)
    address = request.build_absolute_uri(reverse("meetings:checkin", args=[public_id]))
    page = {
        "code": f"{code[:3]} {code[3:]}",
        "picture": segno.make(f"{address}?code={code}", error="m").svg_data_uri(
            scale=8, border=2, light="white"
        ),
        "meeting": floor.meeting,
        "seconds": seconds_left(now),
    }
    return render(request, "meetings/checkin_code.html", page)
