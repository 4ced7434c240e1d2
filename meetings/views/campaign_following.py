"""Following a campaign: how far the branches are, the rows behind each figure, a reminder of those
behind. The sender follows the whole; a committee in between its own part, at its own address."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from branches.models import Tier
from meetings.campaigns import (
    Part,
    behind_of,
    figures_of,
    groups_of,
    is_grouped,
    place_in,
    rows_of,
    whole,
)
from meetings.forms.campaign import RowsForm
from meetings.listing import places
from meetings.models import Campaign
from meetings.services.campaign import remind_campaign
from members.access import Permission, Request, fetch, requires

ROWS_A_PAGE = 20


def whole_for(request: Request, public_id: UUID) -> Part:
    """For those at or above the sender who have the view's permission there."""
    return whole(fetch(request, Campaign.objects.for_page(), public_id=public_id))


def part_for(request: Request, organization_id: UUID, public_id: UUID) -> Part:
    """For those at or above the committee who have the view's permission there: whoever may open
    the committee may open its part of what those above it have sent, and no more of it."""
    committees = places().filter(kind__tier__lt=Tier.BRANCH)
    committee = fetch(request, committees, public_id=organization_id)
    campaigns = Campaign.objects.from_above(committee).for_page()
    return Part(get_object_or_404(campaigns, public_id=public_id), committee)


@requires(Permission.SEE_FIGURES, "GET")
def campaign_detail(request: Request, public_id: UUID) -> HttpResponse:
    return _show(request, whole_for(request, public_id))


@requires(Permission.SEE_FIGURES, "GET")
def part_detail(request: Request, organization_id: UUID, public_id: UUID) -> HttpResponse:
    return _show(request, part_for(request, organization_id, public_id))


def _show(request: Request, part: Part) -> HttpResponse:
    access, campaign, today = request.access, part.campaign, timezone.localdate()
    place = campaign if part.is_whole else part.committee
    context: dict[str, Any] = {
        "part": part,
        "campaign": campaign,
        "organization": part.committee,
        "today": today,
        "may_change": part.is_whole and access.may(Permission.EDIT_RULES, campaign),
        "may_remind": access.may(Permission.REMIND, place) and campaign.is_running,
        "sees_whole": access.may(Permission.SEE_FIGURES, campaign),
        "is_late": campaign.due_on < today,
    }
    if campaign.sent_at:
        context |= _followed(request, part)
    return render(request, "meetings/campaign_detail.html", context)


def _followed(request: Request, part: Part) -> dict[str, Any]:
    today = timezone.localdate()
    form = RowsForm(request.GET)
    form.is_valid()
    step, words = form.cleaned_data.get("step", ""), form.cleaned_data.get("q", "")
    place = place_in(part, form.cleaned_data.get("place"))
    shows_groups = is_grouped(part) and not (step or words or place)
    rows: Any = (
        groups_of(part, today)
        if shows_groups
        else rows_of(part, today, step=step, words=words, place=place.pk if place else None)
    )
    return {
        "form": form,
        "place": place,
        "shows_groups": shows_groups,
        "figures": figures_of(part, today),
        "behind": behind_of(part, today) if part.campaign.is_running else None,
        "page_obj": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
    }


@requires(Permission.REMIND, "POST")
def campaign_remind(request: Request, public_id: UUID) -> HttpResponse:
    return _remind(request, whole_for(request, public_id))


@requires(Permission.REMIND, "POST")
def part_remind(request: Request, organization_id: UUID, public_id: UUID) -> HttpResponse:
    return _remind(request, part_for(request, organization_id, public_id))


def _remind(request: Request, part: Part) -> HttpResponse:
    try:
        count = remind_campaign(part=part, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(part)
    if count:
        text = ngettext(
            "%(count)s branch was reminded.", "%(count)s branches were reminded.", count
        )
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("All of them have already been reminded today."))
    return redirect(part)
