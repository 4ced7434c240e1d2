"""Campaigns as a branch has them: received, put on an agenda, reported on."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.campaigns import HAS_MET, Step, part_with
from meetings.forms.campaign import PlaceForm, ReportForm
from meetings.forms.errors import add_errors
from meetings.models import CampaignTarget
from meetings.received import draft_report, meetings_for, step_of
from meetings.services.campaign_answer import (
    open_target,
    place_on_agenda,
    report_back,
    take_off_agenda,
)
from members.access import Permission, Request, fetch, require_anywhere, requires, signed_in

from .conflict import freshen

ROWS_A_PAGE = 20
MEETINGS_OFFERED = 4


@requires(Permission.WRITE_MINUTES, "GET")
def campaign_inbox(request: Request) -> HttpResponse:
    """What still waits first, by its day; then what is done or closed."""
    access = require_anywhere(request)
    own = CampaignTarget.objects.of_branches(access).for_page()
    waiting = own.unanswered().order_by("campaign__due_on", "pk")
    done = own.exclude(pk__in=own.unanswered().order_by().values("pk"))
    page = Paginator(
        done.order_by(F("reported_at").desc(nulls_last=True), "-pk"), ROWS_A_PAGE
    ).get_page(request.GET.get("page"))
    context = {
        "waiting": [(target, step_of(target)) for target in waiting],
        "done": [(target, step_of(target)) for target in page],
        "page_obj": page,
        "today": timezone.localdate(),
    }
    return render(request, "meetings/campaign_inbox.html", context)


@signed_in("GET")
def campaign_mine(request: Request, public_id: UUID) -> HttpResponse:
    """Where the announcement leads: to the own branch's row, of several to the list."""
    own = CampaignTarget.objects.of_branches(request.access)
    own = own.filter(campaign__public_id=public_id)
    found = list(own.order_by("pk")[:2])
    if not found:
        raise Http404
    return redirect(found[0]) if len(found) == 1 else redirect("meetings:campaign_inbox")


@signed_in("GET")
def campaign_received(request: Request, public_id: UUID) -> HttpResponse:
    """For the branch, and for those above who read what it reported."""
    target = fetch(request, CampaignTarget.objects.for_page(), public_id=public_id)
    member = request.access.member
    if member and request.access.may_inside(Permission.WRITE_MINUTES, target):
        open_target(target=target, member=member, now=timezone.now())
    return _page(request, target)


@requires(Permission.PLAN_MEETINGS, "POST")
def campaign_place(request: Request, public_id: UUID) -> HttpResponse:
    target = fetch(request, CampaignTarget.objects.for_page(), public_id=public_id)
    now = timezone.now()
    form = PlaceForm(request.POST, meetings=meetings_for(target, now))
    if not form.is_valid():
        messages.error(request, _in_words(form))
        return redirect(target)
    meeting = form.chosen
    try:
        place_on_agenda(target=target, meeting=meeting, by=request.user, now=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(target)
    messages.success(
        request,
        _("“%(title)s” is on the agenda of %(meeting)s.")
        % {"title": target.campaign.title, "meeting": meeting.title},
    )
    back = form.cleaned_data["back"]
    if back == "agenda":
        return redirect("meetings:agenda_edit", meeting.public_id)
    return redirect(meeting if back == "meeting" else target)


def _in_words(form: PlaceForm) -> str:
    return " ".join(str(text) for errors in form.errors.values() for text in errors)


@requires(Permission.PLAN_MEETINGS, "POST")
def campaign_take_off(request: Request, public_id: UUID) -> HttpResponse:
    target = fetch(request, CampaignTarget.objects.for_page(), public_id=public_id)
    try:
        take_off_agenda(target=target, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("It is off the agenda."))
    return redirect(target)


@requires(Permission.WRITE_MINUTES, "POST")
def campaign_report(request: Request, public_id: UUID) -> HttpResponse:
    target = fetch(request, CampaignTarget.objects.for_page(), public_id=public_id)
    form = ReportForm(request.POST, target=target, was_held=_was_held(target))
    if form.is_valid():
        try:
            report_back(
                target=target,
                version=form.cleaned_data["version"],
                report=form.cleaned_data["report"],
                explanation=form.cleaned_data.get("explanation", ""),
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
            target = CampaignTarget.objects.for_page().get(pk=target.pk)
            freshen(form, target.version)
        else:
            messages.success(request, _("Reported. The committee sees it at once."))
            return redirect(target)
    return _page(request, target, form=form)


def _was_held(target: CampaignTarget) -> bool:
    return target.item is not None and target.item.meeting.state in HAS_MET


def _page(
    request: Request, target: CampaignTarget, *, form: ReportForm | None = None
) -> HttpResponse:
    access, now = request.access, timezone.now()
    step, is_running = step_of(target), target.campaign.is_running
    may_report = is_running and access.may_inside(Permission.WRITE_MINUTES, target)
    may_plan = is_running and access.may_inside(Permission.PLAN_MEETINGS, target)
    context: dict[str, Any] = {
        "target": target,
        "campaign": target.campaign,
        "step": step,
        "today": timezone.localdate(now),
        "may_plan": may_plan,
        "is_of_branch": access.may_inside(Permission.WRITE_MINUTES, target),
        "may_take_off": may_plan and target.item and target.item.meeting.is_before_roll_call,
        "part": part_with(target, access),
    }
    if may_plan and step == Step.RECEIVED:
        context["meetings"] = meetings_for(target, now)[:MEETINGS_OFFERED]
    if may_report:
        context["report_form"] = form or ReportForm(
            target=target, was_held=_was_held(target), draft=draft_report(target)
        )
        context["is_due_now"] = step == Step.HELD
        # Before the meeting the report is the exception.
        context["is_early"] = form is None and step in (Step.RECEIVED, Step.PLACED)
    status = 422 if form else 200
    return render(request, "meetings/campaign_received.html", context, status=status)
