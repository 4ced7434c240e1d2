"""The year of a branch: its twelve months, and the fixed day they come from."""

from statistics import mode
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from branches.models import Organization
from branches.rules import rules_for
from meetings.forms.errors import add_errors
from meetings.forms.schedule import FixedDayForm, fixed_days, initial_of
from meetings.forms.year import MissingForm
from meetings.listing import places
from meetings.models import Schedule
from meetings.services.meeting import plan_meeting
from meetings.services.schedule import end_fixed_days, set_fixed_days
from meetings.suggestions import suggest_month, usual_evening
from meetings.year import evenings_of, year_asked, year_of
from members.access import Permission, Request, fetch, requires

FIELD_NAMES = {"kind": "pattern"}


@requires(Permission.SEE_MEETINGS, "GET")
def year_plan(request: Request, organization_id: UUID) -> HttpResponse:
    organization = fetch(request, places().hold_meetings(), public_id=organization_id)
    now = timezone.now()
    today = timezone.localdate(now)
    number = year_asked(request.GET.get("year", ""), today)
    context = {
        "organization": organization,
        "year": year_of(organization, number, request.access, now),
        "today": today,
        "this_year": today.year,
        "is_branch": organization.is_branch,
        "may_plan": request.access.may(Permission.PLAN_MEETINGS, organization),
        "stands": organization.stands_on(today),
    }
    return render(request, "meetings/year_plan.html", context)


@requires(Permission.PLAN_MEETINGS, "POST")
def month_plan(request: Request, organization_id: UUID) -> HttpResponse:
    """One tap plans the meeting that a month lacks; what the tap cannot know is asked for."""
    organization = fetch(request, places().hold_meetings(), public_id=organization_id)
    now = timezone.now()
    form = MissingForm(request.POST, organization=organization, today=timezone.localdate(now))
    if not form.is_valid():
        messages.error(request, _("Choose a month that is not over."))
        return redirect("meetings:year_plan", organization.public_id)
    month, kind = form.cleaned_data["month"], form.cleaned_data["kind"]
    rules = rules_for(organization, timezone.localdate(now))
    try:
        meeting = plan_meeting(
            organization=organization,
            plan=suggest_month(organization, kind, month, rules, now),
            by=request.user,
            now=now,
        )
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        address = reverse("meetings:meeting_create", args=[organization.public_id])
        return redirect(f"{address}?kind={kind}&month={month:%Y-%m}")
    messages.success(
        request,
        _("Planned: %(title)s, %(day)s.")
        % {
            "title": meeting.title,
            "day": f"{timezone.localtime(meeting.starts_at):%d/%m/%Y %H:%M}",
        },
    )
    return redirect(f"{_year_address(organization, month.year)}#month-{month.month}")


def _year_address(organization: Organization, year: int) -> str:
    return f"{reverse('meetings:year_plan', args=[organization.public_id])}?year={year}"


@requires(Permission.PLAN_MEETINGS, "GET", "POST")
def schedule_edit(request: Request, organization_id: UUID) -> HttpResponse:
    organization = fetch(request, places().hold_meetings(), public_id=organization_id)
    now = timezone.now()
    today = timezone.localdate(now)
    schedules = list(organization.schedules.standing(today))
    rules = rules_for(organization, today)
    initial = initial_of(schedules, usual_evening(organization, rules), today)
    form = FixedDayForm(request.POST or None, organization=organization, initial=initial)
    if form.is_valid() and "preview" not in request.POST:
        try:
            made = set_fixed_days(
                organization=organization,
                days=form.days(rules),
                starts_on=form.cleaned_data["starts_on"],
                by=request.user,
                now=now,
            )
        except ValidationError as error:
            add_errors(form, error, FIELD_NAMES)
        else:
            messages.success(request, _planned_in_words(len(made)))
            years = [meeting.month.year for meeting in made]
            return redirect(_year_address(organization, mode(years) if years else today.year))
    context = _preview(request, organization, form, initial, schedules)
    name = "schedule_preview" if request.htmx else "schedule_edit"
    return render(request, f"meetings/{name}.html", context)


def _planned_in_words(count: int) -> str:
    words = ngettext(
        "The fixed day is set: %(count)s meeting is planned.",
        "The fixed day is set: %(count)s meetings are planned.",
        count,
    )
    return words % {"count": count}


def _preview(
    request: Request,
    organization: Organization,
    form: FixedDayForm,
    initial: dict[str, Any],
    schedules: list[Schedule],
) -> dict[str, Any]:
    """The evenings that what is typed would give; none while it is wrong."""
    now = timezone.now()
    today = timezone.localdate(now)
    rules = rules_for(organization, today)
    values = getattr(form, "cleaned_data", {}) if form.is_bound else initial
    is_whole = not form.is_bound or not (set(form.errors) - {"place", "link"})
    evenings, days = [], []
    if is_whole:
        given = {"place": "", "link": ""} | values
        days = fixed_days(given, rules, is_cell=form.is_cell)
        starts_on = values["starts_on"]
        evenings = evenings_of(organization, days, starts_on, request.access, now)
    return {
        "organization": organization,
        "form": form,
        "evenings": evenings,
        "schedules": schedules,
        "is_on_last_day": any(day.schedule(organization, today).is_on_last_day for day in days),
    }


@requires(Permission.PLAN_MEETINGS, "POST")
def schedule_end(request: Request, organization_id: UUID) -> HttpResponse:
    organization = fetch(request, places().hold_meetings(), public_id=organization_id)
    now = timezone.now()
    try:
        gone = end_fixed_days(
            organization=organization,
            ends_on=timezone.localdate(now),
            by=request.user,
            now=now,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        words = ngettext(
            "There is no fixed day any more; %(count)s untouched meeting is taken out.",
            "There is no fixed day any more; %(count)s untouched meetings are taken out.",
            gone,
        )
        messages.success(request, words % {"count": gone})
    return redirect("meetings:year_plan", organization.public_id)
