"""Answering a notice, and answering those who ask for leave."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.forms.errors import add_errors
from meetings.forms.notice import LeaveForm, ReplyForm
from meetings.models import Meeting
from meetings.readers import invited_to
from meetings.services.reply import answer_leave, reply_to_notice
from members.access import Access, Permission, Request, fetch, requires

from .detail import show_meeting


@requires(Permission.REPLY, "POST")
def reply(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    access: Access = request.access
    if access.member is None:
        raise PermissionDenied
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            reply_to_notice(
                meeting=meeting, member=access.member, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Your answer is saved. Thank you."))
            return redirect(meeting)
    return show_meeting(request, meeting, reply_form=form)


@requires(Permission.PLAN_MEETINGS, "POST")
def leave_answer(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    form = LeaveForm(request.POST, members=invited_to(meeting))
    if not form.is_valid():
        messages.error(request, _("This member does not ask for leave any more."))
        return redirect(meeting)
    member, is_granted = form.cleaned_data["member"], form.cleaned_data["granted"] == "yes"
    try:
        answer_leave(
            meeting=meeting,
            member=member,
            is_granted=is_granted,
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        text = _("Leave granted: %(name)s.") if is_granted else _("Leave not granted: %(name)s.")
        messages.success(request, text % {"name": member.full_name})
    return redirect(meeting)
