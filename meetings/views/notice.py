"""Sending the notice, reminding, answering it, and the documents that go with it."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from branches.rules import rules_for
from meetings.forms.errors import add_errors
from meetings.forms.notice import AttachmentForm, ReplyForm
from meetings.models import Attachment, Meeting
from meetings.models.meeting import MOVES
from meetings.queries import documents_deadline
from meetings.readers import invited_to
from meetings.services.notice import (
    attach_document,
    call_meeting,
    missing_for_notice,
    remove_attachment,
    reply_to_notice,
    restore_attachment,
)
from meetings.services.notice import remind_unread as remind
from members.access import Access, Permission, Request, fetch, requires
from members.models import Announcement, Occasion
from members.wording import wording

from .detail import show_meeting
from .files import send_file


@requires(Permission.PLAN_MEETINGS, "GET")
def notice_preview(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    return _preview(request, meeting)


def _preview(request: Request, meeting: Meeting) -> HttpResponse:
    now = timezone.now()
    rules = rules_for(meeting.organization, timezone.localdate(meeting.starts_at))
    deadline = documents_deadline(meeting, rules)
    subject, body = wording(
        Announcement(
            occasion=Occasion.NOTICE_ISSUED,
            path=meeting.get_absolute_url(),
            params=meeting.message_params(),
        )
    )
    invited = list(invited_to(meeting).by_given_name().select_related("user"))
    items = list(meeting.items.select_related("presenter"))
    context = {
        "meeting": meeting,
        "subject": subject,
        "body": body,
        "invited": invited,
        "without_account": [member for member in invited if not hasattr(member, "user")],
        "may_send": meeting.state in MOVES["call"][0],
        "missing": missing_for_notice(meeting, now),
        "items": items,
        "documents": meeting.attachments.filter(removed_at=None),
        "last_day": timezone.localtime(deadline) - timedelta(days=1),
        "is_deadline_past": deadline <= now,
        "deadline_source": rules.explain("notice.documents_ahead_days").source,
        "days_ahead": (timezone.localdate(meeting.starts_at) - timezone.localdate(now)).days,
    }
    return render(request, "meetings/notice_preview.html", context)


@requires(Permission.PLAN_MEETINGS, "POST")
def notice_send(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    try:
        count = call_meeting(meeting=meeting, by=request.user, now=timezone.now())
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return redirect("meetings:notice_preview", meeting.public_id)
    messages.success(
        request,
        ngettext(
            "The notice is on its way to %(count)d member.",
            "The notice is on its way to %(count)d members.",
            count,
        )
        % {"count": count},
    )
    return redirect(meeting)


@requires(Permission.PLAN_MEETINGS, "POST")
def remind_unread(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    try:
        count = remind(meeting=meeting, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(meeting)
    if count:
        text = ngettext("%(count)d member reminded.", "%(count)d members reminded.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("Nobody to remind: all have read it, or were reminded today."))
    return redirect(meeting)


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


# Documents


@requires(Permission.PLAN_MEETINGS, "GET", "POST")
def attachment_add(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    is_sent = request.method == "POST"
    form = AttachmentForm(request.POST, request.FILES) if is_sent else AttachmentForm()
    if form.is_valid():
        saved = _attach_each(request, meeting, form)
        if saved:
            names = ", ".join(attachment.name for attachment in saved)
            messages.success(request, _("Attached: %(names)s.") % {"names": names})
        if form.is_valid():
            return redirect(meeting)
    context = {
        "form": form,
        "meeting": meeting,
        "documents": meeting.attachments.filter(removed_at=None),
        "megabytes": settings.UPLOAD_MAX_BYTES // 1024 // 1024,
    }
    return render(request, "meetings/attachment_add.html", context)


def _attach_each(request: Request, meeting: Meeting, form: AttachmentForm) -> list[Attachment]:
    """One wrong file does not lose the others, which a browser cannot choose again by itself."""
    saved = []
    for upload in form.cleaned_data["uploads"]:
        try:
            saved.append(
                attach_document(
                    meeting=meeting, item=None, upload=upload, by=request.user, now=timezone.now()
                )
            )
        except ValidationError as error:
            form.add_error("uploads", [f"{upload.name}: {text}" for text in error.messages])
    return saved


@requires(Permission.READ_NOTICES, "GET")
def attachment_download(request: Request, public_id: UUID) -> HttpResponseBase:
    attachment = fetch(request, Attachment.objects.still_there(), public_id=public_id)
    return send_file(attachment.file, attachment.name, attachment.content_type, is_download=True)


@requires(Permission.PLAN_MEETINGS, "POST")
def attachment_remove(request: Request, public_id: UUID) -> HttpResponse:
    attachment = fetch(request, Attachment.objects.with_meeting(), public_id=public_id)
    try:
        remove_attachment(attachment=attachment, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        undo = reverse("meetings:attachment_restore", args=[attachment.public_id])
        text = _("Removed: %(name)s.") % {"name": attachment.name}
        messages.success(request, text, extra_tags=f"undo:{undo}")
    return redirect(attachment.meeting)


@requires(Permission.PLAN_MEETINGS, "POST")
def attachment_restore(request: Request, public_id: UUID) -> HttpResponse:
    attachment = fetch(request, Attachment.objects.with_meeting(), public_id=public_id)
    try:
        restore_attachment(attachment=attachment, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Back again: %(name)s.") % {"name": attachment.name})
    return redirect(attachment.meeting)
