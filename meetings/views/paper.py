"""Papers as PDF: asking for one, waiting for it, and having it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from meetings.forms.paper import PaperForm
from meetings.models import Meeting, MeetingState, Minutes, Paper, PaperKind, Resolution
from meetings.services.paper import request_paper
from members.access import Access, Permission, Request, fetch, requires

from .files import send_file


@requires(Permission.READ_NOTICES, "POST")
def paper_request(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    form = PaperForm(request.POST)
    if not form.is_valid():
        raise Http404
    kind = form.cleaned_data["kind"]
    subject_id = 0
    if kind == PaperKind.RESOLUTION:
        wanted = form.cleaned_data["resolution"]
        subject_id = fetch(request, meeting.resolutions.all(), public_id=wanted).pk
    if not _may_have(request.access, meeting, kind):
        raise PermissionDenied
    if kind == PaperKind.MINUTES and not Minutes.objects.filter(meeting=meeting).exists():
        raise Http404
    found = request_paper(meeting=meeting, kind=kind, subject_id=subject_id, now=timezone.now())
    return redirect("meetings:paper", found.public_id)


def _may_have(access: Access, meeting: Meeting, kind: str) -> bool:
    """Drafts are for those who write them; finished papers for those who may read them."""
    if access.may(Permission.SEE_MEETINGS, meeting):
        return True
    if kind == PaperKind.NOTICE:
        return meeting.called_at is not None
    is_final = meeting.state == MeetingState.APPROVED
    return is_final and access.may(Permission.READ_MINUTES, meeting)


@requires(Permission.READ_NOTICES, "GET")
def paper(request: Request, public_id: UUID) -> HttpResponseBase:
    papers = Paper.objects.select_related("meeting__organization__kind")
    found = fetch(request, papers, public_id=public_id)
    if found.state == Paper.State.READY:
        if request.htmx:
            # The waiting page asked: now the whole page must go there.
            response = HttpResponse(status=204)
            response["HX-Redirect"] = request.path
            return response
        is_download = "download" in request.GET
        return send_file(found.file, _name(found), "application/pdf", is_download=is_download)
    context = {"paper": found, "meeting": found.meeting, "resolution": _resolution_of(found)}
    name = "paper_progress" if request.htmx else "paper"
    return render(request, f"meetings/{name}.html", context)


def _resolution_of(found: Paper) -> Resolution | None:
    return Resolution.objects.filter(pk=found.subject_id).first() if found.subject_id else None


def _name(found: Paper) -> str:
    """A name people find again among their files; Vietnamese, like the paper."""
    words = {
        PaperKind.NOTICE: "Thông báo",
        PaperKind.MINUTES: "Biên bản",
        PaperKind.RESOLUTION: "Nghị quyết",
    }
    draft = " (dự thảo)" if found.is_draft else ""
    title = found.meeting.title.replace("/", "-")
    return f"{words[PaperKind(found.kind)]} – {title}{draft}.pdf"
