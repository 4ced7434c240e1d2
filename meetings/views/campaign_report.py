"""The report of a campaign, as a paper and as a spreadsheet."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import Campaign
from meetings.papers.campaign import draw_report
from meetings.services.campaign_table import export_campaign
from members.access import Permission, Request, fetch, requires
from papers.markup import TextTooLarge
from papers.pdf import PaperFailed
from papers.xlsx import CONTENT_TYPE


@requires(Permission.SEE_FIGURES, "GET")
def campaign_paper(request: Request, public_id: UUID) -> HttpResponseBase:
    """Drawn on the spot, as of now: yesterday's figures are nobody's."""
    campaign = fetch(request, Campaign.objects.for_page(), public_id=public_id)
    if not campaign.sent_at:
        messages.info(request, _("There is no report before the campaign is sent."))
        return redirect(campaign)
    try:
        content = draw_report(campaign, now=timezone.now())
    except (PaperFailed, TextTooLarge) as error:
        messages.error(request, str(error))
        return redirect(campaign)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{_name(campaign)}.pdf"'
    return response


@requires(Permission.SEE_FIGURES, "POST")
def campaign_table(request: Request, public_id: UUID) -> HttpResponseBase:
    """A POST, for it is logged."""
    campaign = fetch(request, Campaign.objects.for_page(), public_id=public_id)
    if not campaign.sent_at:
        messages.info(request, _("There is no report before the campaign is sent."))
        return redirect(campaign)
    file = export_campaign(campaign=campaign, by=request.user, now=timezone.now())
    return FileResponse(
        file, as_attachment=True, filename=f"{_name(campaign)}.xlsx", content_type=CONTENT_TYPE
    )


def _name(campaign: Campaign) -> str:
    return f"bao-cao-{timezone.localdate():%Y-%m-%d}-{campaign.public_id.hex[:6]}"
