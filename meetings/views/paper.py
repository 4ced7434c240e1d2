"""Papers as files: asking for one, waiting for it, having it, and whether one is genuine."""

import hashlib
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from meetings.forms.paper import PaperCheckForm, PaperForm
from meetings.models import Meeting, MeetingState, Minutes, Paper, PaperKind
from meetings.models.paper import FOR_LEADERS
from meetings.papers import KINDS, is_internal, is_told
from meetings.readers import is_inside
from meetings.services.paper import request_paper
from members import throttle
from members.access import Access, Permission, Request, fetch, public, requires

from .files import send_file

CONTENT_TYPES = {
    Paper.Format.PDF: "application/pdf",
    Paper.Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Paper.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Paper.Format.ZIP: "application/zip",
}


@requires(Permission.READ_NOTICES, "POST")
def paper_request(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    form = PaperForm(request.POST)
    if not form.is_valid():
        raise Http404
    kind = form.cleaned_data["kind"]
    part = _part(request, meeting, kind, form.cleaned_data["part"])
    if not _may_have(request.access, meeting, kind):
        raise PermissionDenied
    if KINDS[kind].needs_minutes and not Minutes.objects.filter(meeting=meeting).exists():
        raise Http404
    if is_internal(meeting, kind, part) and not is_inside(request.access, meeting):
        if kind != PaperKind.MINUTES:
            raise PermissionDenied
        # Those above have the copy without what the branch keeps to itself.
        kind = PaperKind.COPY
    found = request_paper(
        meeting=meeting,
        kind=kind,
        part=part,
        file_format=form.cleaned_data["format"],
        now=timezone.now(),
    )
    return redirect("meetings:paper", found.public_id)


def _part(request: Request, meeting: Meeting, kind: str, wanted: UUID | None) -> Any:
    """The one resolution, item or addendum that the paper is of; 404 without one."""
    parts = KINDS[kind].parts
    if parts is None:
        return None
    return fetch(request, parts(meeting), **{KINDS[kind].part_id: wanted})


def _may_have(access: Access, meeting: Meeting, kind: str) -> bool:
    """Drafts are for those who write them; finished papers for those who may read them."""
    if access.may(Permission.SEE_MEETINGS, meeting):
        return True
    if is_told(kind):
        return meeting.called_at is not None
    is_final = meeting.state == MeetingState.APPROVED and kind not in FOR_LEADERS
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
        is_download = "download" in request.GET or found.format != Paper.Format.PDF
        content_type = CONTENT_TYPES[Paper.Format(found.format)]
        return send_file(found.file, _name(found), content_type, is_download=is_download)
    context = {"paper": found, "meeting": found.meeting, "part_id": _part_id(found)}
    name = "paper_progress" if request.htmx else "paper"
    return render(request, f"meetings/{name}.html", context)


def _part_id(found: Paper) -> UUID | None:
    """By which the same paper is asked for again."""
    kind = KINDS[found.kind]
    if kind.parts is None:
        return None
    ids = kind.parts(found.meeting).filter(pk=found.subject_id).values_list(kind.part_id, flat=True)
    return ids.first()


def _name(found: Paper) -> str:
    """A name people find again among their files; Vietnamese, like the paper."""
    draft = " (dự thảo)" if found.is_draft else ""
    title = found.meeting.title.replace("/", "-")
    return f"{KINDS[found.kind].name} – {title}{draft}.{found.format}"


@public("GET", "POST")
def paper_check(request: HttpRequest) -> HttpResponse:
    """Whether a paper in somebody's hand is genuine, and the file unchanged; nothing of what it
    says. Wrong codes are counted, so that nobody tries them all."""
    is_asked = request.method == "POST" or "code" in request.GET
    form = PaperCheckForm(
        request.POST if request.method == "POST" else (request.GET if is_asked else None),
        request.FILES if request.method == "POST" else None,
    )
    context: dict[str, Any] = {"form": form}
    if is_asked and form.is_valid():
        charged = throttle.charge_code(request, timezone.now())
        found = Paper.objects.with_code(form.cleaned_data["code"])
        if found:
            throttle.give_back(charged)
        context |= {"is_checked": True, "paper": found}
        if found and form.cleaned_data["file"]:
            context["likeness"] = _likeness(form.cleaned_data["file"], found)
    return render(request, "meetings/paper_check.html", context)


def _likeness(file: Any, found: Paper) -> str:
    """ "same" byte for byte; "added": the whole paper and something after it, as a signature made
    later is; or "other"."""
    file.seek(0)
    digest = hashlib.sha256(file.read(found.file.size)).hexdigest()
    if digest != found.sha256:
        return "other"
    return "added" if file.read(1) else "same"
