"""The report of a campaign, or of a committee's part of it, as a paper and as a spreadsheet."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.campaigns import Part
from meetings.papers.campaign import draw_report
from meetings.services.campaign_table import export_campaign
from members.access import Permission, Request, requires
from papers.markup import TextTooLarge
from papers.pdf import PaperFailed
from papers.xlsx import CONTENT_TYPE

from .campaign_following import part_for, whole_for


@requires(Permission.SEE_FIGURES, "GET")
def campaign_paper(request: Request, public_id: UUID) -> HttpResponseBase:
    return _paper(request, whole_for(request, public_id))


@requires(Permission.SEE_FIGURES, "GET")
def part_paper(request: Request, organization_id: UUID, public_id: UUID) -> HttpResponseBase:
    return _paper(request, part_for(request, organization_id, public_id))


def _paper(request: Request, part: Part) -> HttpResponseBase:
    """Drawn on the spot, as of now: yesterday's figures are nobody's."""
    if not part.campaign.sent_at:
        return _before_sending(request, part)
    try:
        content = draw_report(part, now=timezone.now())
    except (PaperFailed, TextTooLarge) as error:
        messages.error(request, str(error))
        return redirect(part)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{_name(part)}.pdf"'
    return response


@requires(Permission.SEE_FIGURES, "POST")
def campaign_table(request: Request, public_id: UUID) -> HttpResponseBase:
    """A POST, for it is logged."""
    return _table(request, whole_for(request, public_id))


@requires(Permission.SEE_FIGURES, "POST")
def part_table(request: Request, organization_id: UUID, public_id: UUID) -> HttpResponseBase:
    return _table(request, part_for(request, organization_id, public_id))


def _table(request: Request, part: Part) -> HttpResponseBase:
    if not part.campaign.sent_at:
        return _before_sending(request, part)
    file = export_campaign(part=part, by=request.user, now=timezone.now())
    return FileResponse(
        file, as_attachment=True, filename=f"{_name(part)}.xlsx", content_type=CONTENT_TYPE
    )


def _before_sending(request: Request, part: Part) -> HttpResponse:
    messages.info(request, _("There is no report before the campaign is sent."))
    return redirect(part)


def _name(part: Part) -> str:
    return f"bao-cao-{timezone.localdate():%Y-%m-%d}-{part.campaign.public_id.hex[:6]}"
