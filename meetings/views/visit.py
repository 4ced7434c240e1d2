"""Visits of the committee above: who goes where, what they saw, what the branch says to it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.forms.errors import add_errors
from meetings.forms.visit import ObserverForm, VisitAnswerForm, VisitLogForm, YearFilter
from meetings.models import Meeting, Visit
from meetings.services.visit import answer_visit, assign_visit, cancel_visit, log_visit
from meetings.visits import coverage, may_be_visited, possible_observers, visits_of
from members.access import Permission, Request, fetch, requires, signed_in
from members.queries import organizations

from .conflict import freshen

ROWS_A_PAGE = 20


@requires(Permission.ASSIGN_VISITS, "GET")
def visit_list(request: Request, organization_id: UUID) -> HttpResponse:
    """Coverage of the year, and the rows behind each figure."""
    committee = fetch(request, organizations(), public_id=organization_id)
    now = timezone.now()
    today = timezone.localdate(now)
    form = YearFilter(request.GET)
    form.is_valid()
    year = form.cleaned_data.get("year") or today.year
    show = form.cleaned_data.get("show") or "unvisited"
    found = coverage(committee, year, today=today, now=now)
    visits = visits_of(committee, year).visible_to(request.access)
    lists: dict[str, Any] = {
        "visits": visits,
        "visited": found.visited,
        "unvisited": found.unvisited,
    }
    context = {
        "organization": committee,
        "form": form,
        "year": year,
        "coverage": found,
        "shown": show,
        "visits_count": visits.count(),
        "page_obj": Paginator(lists[show], ROWS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "meetings/visit_list.html", context)


@requires(Permission.ASSIGN_VISITS, "GET", "POST")
def visit_create(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    now = timezone.now()
    people = list(possible_observers(meeting, timezone.localdate(now), request.access))
    form = ObserverForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            visit = assign_visit(
                meeting=meeting,
                observer=form.cleaned_data["observer"],
                by=request.user,
                now=now,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request, _("%(name)s is told, and so is the branch.") % {"name": visit.observer}
            )
            return redirect(visit)
    context = {"meeting": meeting, "form": form, "is_possible": may_be_visited(meeting)}
    return render(request, "meetings/visit_create.html", context)


@signed_in("GET")
def visit_detail(request: Request, public_id: UUID) -> HttpResponse:
    return _page(request, fetch(request, Visit.objects.for_page(), public_id=public_id))


@signed_in("POST")
def visit_log(request: Request, public_id: UUID) -> HttpResponse:
    """For the observer alone."""
    visit = fetch(request, Visit.objects.for_page(), public_id=public_id)
    if request.access.member is None or visit.observer_id != request.access.member.pk:
        raise PermissionDenied
    form = VisitLogForm(request.POST, visit=visit)
    if form.is_valid():
        try:
            log_visit(visit=visit, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            _refuse(visit, form, error)
        else:
            messages.success(request, _("Saved. The branch is told."))
            return redirect(visit)
    return _page(request, visit, log_form=form)


@requires(Permission.PLAN_MEETINGS, "POST")
def visit_answer(request: Request, public_id: UUID) -> HttpResponse:
    visit = fetch(request, Visit.objects.for_page(), public_id=public_id)
    form = VisitAnswerForm(request.POST, visit=visit)
    if form.is_valid():
        try:
            answer_visit(visit=visit, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            _refuse(visit, form, error)
        else:
            messages.success(request, _("Saved. The observer is told."))
            return redirect(visit)
    return _page(request, visit, answer_form=form)


@requires(Permission.ASSIGN_VISITS, "POST")
def visit_cancel(request: Request, public_id: UUID) -> HttpResponse:
    visit = fetch(request, Visit.objects.for_page(), public_id=public_id)
    try:
        cancel_visit(visit=visit, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(visit)
    messages.success(request, _("The visit is taken back."))
    return redirect(visit.meeting)


def _refuse(visit: Visit, form: Form, error: ValidationError) -> None:
    """What was typed stays in the form, which now has seen what is saved."""
    add_errors(form, error)
    visit.refresh_from_db(fields=["version", "attended", "remarks", "answer", "answered_at"])
    freshen(form, visit.version)


def _page(
    request: Request,
    visit: Visit,
    *,
    log_form: VisitLogForm | None = None,
    answer_form: VisitAnswerForm | None = None,
) -> HttpResponse:
    access = request.access
    is_observer = access.member is not None and access.member.pk == visit.observer_id
    has_begun = visit.meeting.starts_at <= timezone.now()
    may_answer = access.may(Permission.PLAN_MEETINGS, visit.meeting) and visit.logged_at
    may_log = is_observer and has_begun and not visit.answered_at
    context = {
        "visit": visit,
        "meeting": visit.meeting,
        "is_observer": is_observer,
        "log_form": log_form or (VisitLogForm(visit=visit) if may_log else None),
        "answer_form": answer_form or (VisitAnswerForm(visit=visit) if may_answer else None),
        "may_cancel": access.may(Permission.ASSIGN_VISITS, visit.meeting) and not visit.logged_at,
    }
    status = 422 if log_form or answer_form else 200
    return render(request, "meetings/visit_detail.html", context, status=status)
