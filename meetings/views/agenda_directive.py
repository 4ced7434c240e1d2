"""Putting documents from above under the items of an agenda, by one tap each."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from meetings.directives import may_be_put_on, offered_for
from meetings.forms.directive import PutForm
from meetings.models import AgendaItem, Directive, Meeting
from meetings.services.directive_agenda import put_directive, take_off_directive
from members.access import Permission, Request, fetch, requires


@requires(Permission.PLAN_MEETINGS, "GET", "POST")
def meeting_directives(request: Request, public_id: UUID) -> HttpResponse:
    """`item` in the address: documents to put under it. `directive`: items to put it under."""
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    items = list(meeting.items.prefetch_related("directives"))
    if request.method == "POST":
        return _put(request, meeting, items)
    words = request.GET.get("q", "")[:80]
    directive = _named(meeting, request.GET.get("directive", ""))
    offered, is_new = offered_for(meeting, words) if directive is None else ([], False)
    item = next((one for one in items if str(one.public_id) == request.GET.get("item")), None)
    context = {
        "meeting": meeting,
        "items": items,
        "item": item,
        "on_item": {row.pk for row in item.directives.all()} if item else set(),
        "directive": directive,
        "offered": offered,
        "is_new": is_new,
        "words": words,
        "is_open": may_be_put_on(meeting),
    }
    return render(request, "meetings/meeting_directives.html", context)


def _put(request: Request, meeting: Meeting, items: list[AgendaItem]) -> HttpResponse:
    form = PutForm(request.POST, items=items)
    address = reverse("meetings:meeting_directives", args=[meeting.public_id])
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for one in form.errors.values() for text in one))
        return redirect(address)
    item, is_put = form.chosen, form.cleaned_data["act"] != "off"
    register = Directive.objects.all() if not is_put else Directive.objects.still_there()
    directive = register.filter(public_id=form.cleaned_data["directive"]).first()
    verb = put_directive if is_put else take_off_directive
    try:
        if directive is None:
            raise ValidationError(_("This document is not in the register of the branch."))
        verb(item=item, directive=directive, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        text = _("Put under “%(item)s”: %(name)s.") if is_put else _("Taken off: %(name)s.")
        messages.success(request, text % {"item": item.title, "name": directive.number})
    return redirect(f"{address}?{urlencode({'item': str(item.public_id)})}")


def _named(meeting: Meeting, public_id: str) -> Directive | None:
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    rows = Directive.objects.in_register_of(meeting.organization)
    return rows.filter(public_id=wanted).first()
