"""Messages to the person who reads."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from members.access import Permission, Request, fetch, signed_in
from members.models import Message
from members.queries import undelivered
from members.services import inbox as services
from members.wording import subject_of

PAGE_SIZE = 20


@signed_in("GET")
def inbox(request: Request) -> HttpResponse:
    mine = Message.objects.visible_to(request.access)
    found = mine.unread_first().select_related("announcement__organization")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(message, subject_of(message.announcement)) for message in page]
    return render(
        request,
        "members/inbox.html",
        {
            "page_obj": page,
            "rows": rows,
            "unread": mine.unread().count(),
            "undelivered": _undelivered(request),
        },
    )


def _undelivered(request: Request) -> int:
    """How many messages did not arrive, for those who see to it; others are not asked about."""
    if not request.access.may_anywhere(Permission.PLAN_MEETINGS):
        return 0
    return undelivered().visible_to(request.access).count()


@signed_in("GET")
def message_open(request: Request, announcement_id: uuid.UUID) -> HttpResponse:
    """One's own message is marked read on the way to the page it is about."""
    message = fetch(
        request,
        Message.objects.select_related("announcement"),
        announcement__public_id=announcement_id,
    )
    return redirect(services.open_message(message=message, now=timezone.now()))


@signed_in("POST")
def inbox_read(request: Request) -> HttpResponse:
    member = request.access.member
    if member and services.read_all(member=member, now=timezone.now()):
        messages.success(request, _("All messages are marked as read."))
    return redirect("members:inbox")
