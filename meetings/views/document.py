"""The documents of a meeting: attached, read, taken off."""

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

from meetings.forms.notice import AttachmentForm
from meetings.models import Attachment, Meeting
from meetings.services.document import (
    attach_document,
    mark_read,
    remove_attachment,
    restore_attachment,
)
from meetings.visits import attachments_to_read
from members.access import Permission, Request, fetch, requires, signed_in

from .files import send_file


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


@signed_in("GET")
def attachment_download(request: Request, public_id: UUID) -> HttpResponseBase:
    """For everyone who may open the page of the meeting, the observer who was sent included."""
    attachment = fetch(request, attachments_to_read().still_there(), public_id=public_id)
    if request.access.member and request.method == "GET":
        mark_read(attachment=attachment, member=request.access.member, now=timezone.now())
    return send_file(attachment.file, attachment.name, attachment.content_type, is_download=True)


@requires(Permission.REPLY, "POST")
def attachment_read(request: Request, public_id: UUID) -> HttpResponse:
    """For who has read it on paper, or on somebody else's device."""
    attachment = fetch(request, Attachment.objects.still_there(), public_id=public_id)
    if request.access.member is None:
        raise PermissionDenied
    mark_read(attachment=attachment, member=request.access.member, now=timezone.now())
    messages.success(request, _("Marked as read: %(name)s.") % {"name": attachment.name})
    return redirect(f"{attachment.meeting.get_absolute_url()}#documents")


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
