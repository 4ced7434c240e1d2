"""Campaigns of a committee: listed, written, sent to a chosen set, closed. Following them is
`campaign_following`."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from branches.models import Organization, Tier
from meetings.aims import branches_of, fingerprint, places_offered
from meetings.campaigns import reported_of
from meetings.forms.campaign import AimForm, CampaignForm, saved_of
from meetings.forms.errors import add_errors, conflict_of
from meetings.listing import places
from meetings.models import Campaign, Directive, Topic
from meetings.services.campaign import (
    ChoiceChanged,
    close_campaign,
    discard_campaign,
    draft_campaign,
    edit_campaign,
    send_campaign,
)
from meetings.services.states import StaleVersion
from members.access import Permission, Request, fetch, requires

ROWS_A_PAGE = 20
ABOVE_SHOWN = 5
PREVIEWED = 10


@requires(Permission.SEE_FIGURES, "GET")
def campaign_list(request: Request, organization_id: UUID) -> HttpResponse:
    """What the committee has sent, and its part of what those above have; `from=above` shows the
    latter alone, page by page."""
    committee = fetch(request, places(), public_id=organization_id)
    if committee.kind.tier >= Tier.BRANCH:
        return redirect("reports:organization_detail", committee.public_id)
    own = Campaign.objects.filter(organization=committee).select_related("organization")
    above = Campaign.objects.from_above(committee).select_related("organization")
    shows_above = request.GET.get("from") == "above"
    listed = above if shows_above else own
    page = Paginator(listed, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "organization": committee,
        "page_obj": page,
        "shows_above": shows_above,
        "entries": reported_of(page.object_list, committee),
        "may_send": request.access.may(Permission.EDIT_RULES, committee),
        "today": timezone.localdate(),
    }
    if not shows_above:
        context["from_above"] = reported_of(above[:ABOVE_SHOWN], committee)
        context["above_count"] = above.count()
    return render(request, "meetings/campaign_list.html", context)


@requires(Permission.EDIT_RULES, "GET", "POST")
def campaign_create(request: Request, organization_id: UUID) -> HttpResponse:
    committee = fetch(request, places(), public_id=organization_id)
    form = CampaignForm(request.POST or None, **_brought(committee))
    if form.is_valid():
        try:
            campaign = draft_campaign(
                organization=committee, plan=form.plan, by=request.user, now=timezone.now()
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The draft is saved. Now choose the branches."))
            return redirect("meetings:campaign_send", campaign.public_id)
    context = {"form": form, "organization": committee}
    return render(request, "meetings/campaign_form.html", context)


def _brought(committee: Organization) -> dict[str, Any]:
    """What a campaign may bring along: the committee's own list and register."""
    topics = Topic.objects.filter(organization=committee, state=Topic.State.OFFERED)
    directives = Directive.objects.filter(organization=committee).still_there()
    return {"topics": topics.order_by("-year", "pk"), "directives": directives}


@requires(Permission.EDIT_RULES, "GET", "POST")
def campaign_edit(request: Request, public_id: UUID) -> HttpResponse:
    campaign = fetch(request, Campaign.objects.for_page(), public_id=public_id)
    form = CampaignForm(request.POST or None, campaign=campaign, **_brought(campaign.organization))
    conflict = None
    if form.is_valid():
        try:
            edit_campaign(
                campaign=campaign,
                version=form.cleaned_data["version"] or 0,
                plan=form.plan,
                by=request.user,
                now=timezone.now(),
            )
        except StaleVersion:
            campaign.refresh_from_db()
            conflict = conflict_of(form, saved_of(campaign))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(campaign)
    context = {
        "form": form,
        "campaign": campaign,
        "organization": campaign.organization,
        "conflict": conflict,
    }
    status = 409 if conflict is not None else 200
    return render(request, "meetings/campaign_form.html", context, status=status)


@requires(Permission.EDIT_RULES, "GET", "POST")
def campaign_send(request: Request, public_id: UUID) -> HttpResponse:
    """Choosing, looking and sending on one page: the button says how many branches were shown."""
    campaign = fetch(request, Campaign.objects.for_page(), public_id=public_id)
    if campaign.sent_at:
        return redirect(campaign)
    sender = campaign.organization
    asked = request.POST if request.method == "POST" else QueryDict()
    offered = places_offered(
        sender,
        chosen=asked.getlist("place"),
        words=asked.get("q", ""),
        today=timezone.localdate(),
    )
    form = AimForm(asked if request.method == "POST" else {}, places=offered)
    if form.is_valid() and "send" in asked:
        try:
            count = send_campaign(
                campaign=campaign,
                aim=form.aim,
                seen=asked.get("seen", ""),
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
            status = 409 if isinstance(error, ChoiceChanged) else 200
            return _show_choice(request, campaign, form, status=status)
        sent = ngettext("Sent to %(count)s branch.", "Sent to %(count)s branches.", count)
        messages.success(request, sent % {"count": count})
        return redirect(campaign)
    return _show_choice(request, campaign, form)


def _show_choice(
    request: Request, campaign: Campaign, form: AimForm, *, status: int = 200
) -> HttpResponse:
    context = {"campaign": campaign, "organization": campaign.organization, "form": form}
    # What the verb refused is shown as it is now; what the form refused has no branches.
    if set(form.errors) <= {"__all__"}:
        branches = branches_of(campaign.organization, form.aim, timezone.localdate())
        ids = list(branches.order_by().values_list("pk", flat=True))
        context |= {
            "count": len(ids),
            "seen": fingerprint(ids),
            "first": branches.select_related("parent")[:PREVIEWED],
        }
    return render(request, "meetings/campaign_send.html", context, status=status)


@requires(Permission.EDIT_RULES, "POST")
def campaign_close(request: Request, public_id: UUID) -> HttpResponse:
    campaign = fetch(request, Campaign.objects.for_page(), public_id=public_id)
    try:
        close_campaign(campaign=campaign, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The campaign is closed."))
    return redirect(campaign)


@requires(Permission.EDIT_RULES, "POST")
def campaign_discard(request: Request, public_id: UUID) -> HttpResponse:
    campaign = fetch(request, Campaign.objects.for_page(), public_id=public_id)
    try:
        discard_campaign(campaign=campaign, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(campaign)
    messages.success(request, _("The draft is discarded."))
    return redirect("meetings:campaign_list", campaign.organization.public_id)
