"""Reorganisations: the list, planning one in steps, its page, cancelling and trying again.

Planning keeps nothing between its steps: each page carries what was typed to the next one, and
the last one says yes.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Reorganization
from branches.reorganizing.plan import plan_of
from meetings.forms.errors import add_errors
from meetings.forms.reorganization import FIELD_NAMES, ReorganizationForm
from meetings.forms.split import Assignment
from meetings.queries import organizations_to_reorganize, reorganizations
from meetings.services.reorganization import (
    Changes,
    apply_reorganization,
    cancel_reorganization,
    plan_reorganization,
    preview_reorganization,
)
from members.access import Permission, Request, fetch, require_anywhere, requires
from members.services.reorganizing import members_of

Kind, State = Reorganization.Kind, Reorganization.State
PAGE_SIZE = 20
NOT_CARRIED = {"csrfmiddlewaretoken", "step"}


@requires(Permission.REORGANIZE, "GET")
def reorganization_list(request: Request) -> HttpResponse:
    access = require_anywhere(request)
    mine = reorganizations().visible_to(access)
    waiting = [State.SCHEDULED, State.FAILED]
    past = mine.exclude(state__in=waiting).order_by("-effective_on", "-pk")
    context = {
        "waiting": mine.filter(state__in=waiting).order_by("effective_on", "pk"),
        "page_obj": Paginator(past, PAGE_SIZE).get_page(request.GET.get("page")),
        "places": access.scopes.get(Permission.REORGANIZE, []),
    }
    return render(request, "meetings/reorganization_list.html", context)


@requires(Permission.REORGANIZE, "GET", "POST")
def reorganization_create(request: Request, organization_id: UUID) -> HttpResponse:
    within = fetch(request, organizations_to_reorganize(), public_id=organization_id)
    kind = request.GET.get("kind", "")
    if kind not in Kind.values:
        context = {"within": within, "kinds": Kind.choices}
        return render(request, "meetings/reorganization_kind.html", context)
    step = request.POST.get("step", "")
    if step in ("", "search"):
        form = ReorganizationForm(kind=kind, within=within, initial=_typed(request))
        return _form_page(request, form)
    form = ReorganizationForm(request.POST, kind=kind, within=within)
    if not form.is_valid() or step == "form":
        return _form_page(request, form)
    assignment = _assignment(request, form) if kind == Kind.SPLIT else None
    if assignment and (step == "assign" or assignment.missing):
        return _assign_page(request, form, assignment, is_first=step == "assign")
    return _preview_or_confirm(request, form, assignment, is_confirmed=step == "confirm")


def _typed(request: Request) -> dict[str, Any]:
    """What is on the page before anything is checked: typed so far, or named by the address."""
    if request.method == "POST":
        many = {name: request.POST.getlist(name) for name in ("sources",)}
        return {**request.POST.dict(), **many}
    chosen = request.GET.get("source", "")
    return {"source": chosen, "sources": [chosen], "effective_on": timezone.localdate()}


def _form_page(request: Request, form: ReorganizationForm) -> HttpResponse:
    context = {"form": form, "within": form.within, "kind": form.kind, **_words(form.kind)}
    return render(request, "meetings/reorganization_form.html", context)


def _words(kind: str) -> dict[str, Any]:
    return {"title": Kind(kind).label, "is_split": kind == Kind.SPLIT}


def _assignment(request: Request, form: ReorganizationForm) -> Assignment:
    typed = form.cleaned_data
    members = members_of(typed["source"], typed["effective_on"])
    return Assignment(
        typed["source"],
        typed["part_names"],
        members,
        request.POST.dict(),
        goes_on=typed["goes_on"],
    )


def _assign_page(
    request: Request, form: ReorganizationForm, assignment: Assignment, *, is_first: bool
) -> HttpResponse:
    errors = []
    if not is_first:
        names = assignment.missing
        words = _("%(count)d without a part: %(names)s.")
        errors = [words % {"count": len(names), "names": ", ".join(names[:10])}]
    context = {
        "form": form,
        "within": form.within,
        "assignment": assignment,
        "errors": errors,
        "carried": _carried(request, but=("m-", "o-")),
        **_words(form.kind),
    }
    return render(request, "meetings/reorganization_assign.html", context)


def _carried(request: Request, but: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """What was typed, for the hidden fields of the next page."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_CARRIED and not (but and name.startswith(but))
        for value in values
    ]


def _preview_or_confirm(
    request: Request,
    form: ReorganizationForm,
    assignment: Assignment | None,
    *,
    is_confirmed: bool,
) -> HttpResponse:
    plan, now = form.plan(assignment.parts if assignment else ()), timezone.now()
    try:
        if is_confirmed:
            row = plan_reorganization(plan=plan, by=request.user, now=now)
            _say_when(request, row)
            return redirect("meetings:reorganization_detail", row.public_id)
        changes = preview_reorganization(plan=plan, now=now)
    except ValidationError as error:
        add_errors(form, error, FIELD_NAMES)
        return _form_page(request, form)
    context = {
        "form": form,
        "within": form.within,
        "changes": changes,
        "plan": plan,
        "takes_effect_now": plan.effective_on <= timezone.localdate(now),
        "carried": _carried(request),
        **_words(form.kind),
    }
    return render(request, "meetings/reorganization_preview.html", context)


def _say_when(request: Request, row: Reorganization) -> None:
    if row.state == State.APPLIED:
        messages.success(request, _("The reorganisation is in effect."))
    else:
        words = _("Planned. It takes effect by itself on %(day)s.")
        messages.success(request, words % {"day": f"{row.effective_on:%d/%m/%Y}"})


@requires(Permission.REORGANIZE, "GET")
def reorganization_detail(request: Request, public_id: UUID) -> HttpResponse:
    row = fetch(request, reorganizations(), public_id=public_id)
    parts = row.parts.select_related("organization__kind").order_by("role", "pk")
    changes, trouble = _expected(row)
    context = {
        "reorganization": row,
        "sources": [part.organization for part in parts if part.role == "source"],
        "targets": [part.organization for part in parts if part.role == "target"],
        "changes": changes,
        "trouble": trouble,
        "is_waiting": row.state in (State.SCHEDULED, State.FAILED),
        "is_due": row.effective_on <= timezone.localdate(),
    }
    return render(request, "meetings/reorganization_detail.html", context)


def _expected(row: Reorganization) -> tuple[Changes | None, list[str]]:
    """What one that waits will change as things are now, or what would stop it."""
    if row.state not in (State.SCHEDULED, State.FAILED):
        return None, []
    try:
        return preview_reorganization(plan=plan_of(row), now=timezone.now()), []
    except ValidationError as error:
        return None, error.messages


@requires(Permission.REORGANIZE, "POST")
def reorganization_cancel(request: Request, public_id: UUID) -> HttpResponse:
    row = fetch(request, reorganizations(), public_id=public_id)
    try:
        cancel_reorganization(reorganization=row, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Cancelled. Nothing has changed."))
    return redirect("meetings:reorganization_detail", row.public_id)


@requires(Permission.REORGANIZE, "POST")
def reorganization_apply(request: Request, public_id: UUID) -> HttpResponse:
    """For one that could not take effect on its day, once what stopped it has been mended."""
    row = fetch(request, reorganizations(), public_id=public_id)
    try:
        apply_reorganization(reorganization=row, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The reorganisation is in effect."))
    return redirect("meetings:reorganization_detail", row.public_id)
