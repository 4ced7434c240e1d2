"""Opinions and questions under an item: sent, changed, taken back, copied into the minutes."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.forms.errors import add_errors
from meetings.forms.preparation import OpinionChangeForm, OpinionForm
from meetings.models import AgendaItem, Meeting, Opinion
from meetings.services.opinion import change_opinion, remove_opinion, use_opinion, write_opinion
from meetings.services.states import StaleVersion
from members.access import Permission, Request, fetch, requires

from .bringing import Refused
from .conflict import freshen
from .detail import show_meeting


@requires(Permission.REPLY, "POST")
def opinion_add(request: Request, public_id: UUID) -> HttpResponse:
    items = AgendaItem.objects.select_related("meeting__organization__kind")
    item = fetch(request, items, public_id=public_id)
    if request.access.member is None:
        raise PermissionDenied
    form = OpinionForm(request.POST, auto_id=f"id_item{item.pk}_%s")
    if form.is_valid():
        try:
            write_opinion(
                item=item,
                author=request.access.member,
                by=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Sent. You can change it until the meeting opens."))
            return _back(item.meeting, item)
    return show_meeting(request, item.meeting, refused=Refused(opinions={item.pk: form}))


@requires(Permission.REPLY, "POST")
def opinion_change(request: Request, public_id: UUID) -> HttpResponse:
    opinion = fetch(request, Opinion.objects.of(request.access.member), public_id=public_id)
    form = OpinionChangeForm(request.POST, auto_id=f"id_opinion{opinion.pk}_%s")
    if form.is_valid():
        try:
            change_opinion(
                opinion=opinion, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except StaleVersion as error:
            # Changed on another device of the author: saving again is meant to win.
            opinion.refresh_from_db(fields=["version"])
            freshen(form, opinion.version)
            add_errors(form, error)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return _back(opinion.item.meeting, opinion.item)
    refused = Refused(changes={opinion.pk: form})
    return show_meeting(request, opinion.item.meeting, refused=refused)


@requires(Permission.REPLY, "POST")
def opinion_remove(request: Request, public_id: UUID) -> HttpResponse:
    opinion = fetch(request, Opinion.objects.of(request.access.member), public_id=public_id)
    try:
        remove_opinion(opinion=opinion, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back."))
    return _back(opinion.item.meeting, opinion.item)


def _back(meeting: Meeting, item: AgendaItem) -> HttpResponse:
    return redirect(f"{meeting.get_absolute_url()}#item-{item.public_id}")


@requires(Permission.WRITE_MINUTES, "POST")
def opinion_use(request: Request, public_id: UUID) -> HttpResponse:
    opinions = Opinion.objects.select_related("item__meeting__organization__kind", "author")
    opinion = fetch(request, opinions, public_id=public_id)
    try:
        use_opinion(opinion=opinion, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        text = _("Copied into the minutes: the opinion of %(name)s.")
        messages.success(request, text % {"name": opinion.author.full_name})
    item = opinion.item
    address = reverse("meetings:minutes_edit", args=[item.meeting.public_id])
    return redirect(f"{address}?item={item.public_id}#item-{item.public_id}")
