"""What did not arrive, for those who see to it that it does."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from members.access import Permission, Request, fetch, require_anywhere, requires
from members.models import Message
from members.queries import undelivered
from members.services import undelivered as services

PAGE_SIZE = 50


@requires(Permission.PLAN_MEETINGS, "GET")
def undelivered_list(request: Request) -> HttpResponse:
    found = undelivered().visible_to(require_anywhere(request))
    rows = found.order_by("recipient__sort_key", "recipient", "-tried_at", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "members/undelivered_list.html",
        {"page_obj": page, "rows": [(row, _why(row)) for row in page]},
    )


@requires(Permission.PLAN_MEETINGS, "POST")
def undelivered_again(request: Request, member_id: UUID) -> HttpResponse:
    row = _one_of(request, member_id)
    try:
        services.send_again(
            member=row.recipient,
            messages=undelivered().visible_to(request.access),
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("It is being sent again. What fails returns to this list."))
    return redirect("members:undelivered_list")


@requires(Permission.PLAN_MEETINGS, "POST")
def undelivered_paper(request: Request, member_id: UUID) -> HttpResponse:
    """Leads to what there is to print or to say."""
    row = _one_of(request, member_id)
    services.tell_on_paper(
        member=row.recipient,
        messages=undelivered().visible_to(request.access),
        by=request.user,
        now=timezone.now(),
    )
    messages.success(
        request,
        _("Noted: you tell %(name)s yourself. What to print is on this page.")
        % {"name": row.recipient.full_name},
    )
    return redirect(row.announcement.path)


def _one_of(request: Request, member_id: UUID) -> Message:
    """One of the messages that did not reach the person; the verbs take all of them."""
    each_person = undelivered().order_by("recipient", "-tried_at", "pk").distinct("recipient")
    return fetch(request, each_person, recipient__public_id=member_id)


def _why(message: Message) -> str:
    """What the mail server said, in words."""
    if message.failure.startswith("5"):
        return _("The mail server says that this address takes no e-mail. Is it written right?")
    if message.failure.startswith(("4", "WebPush")):
        return _("The server at the other end did not take it for a whole day.")
    if "Template" in message.failure or message.failure.startswith(("KeyError", "ValueError")):
        return _("The message could not be written. Tell the technical administrator.")
    return _("The mail server could not be reached for a whole day.")
