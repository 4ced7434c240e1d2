"""Templates of an organisation: what is in force and from where, writing a version, its history."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization
from meetings.forms.template import ChoiceForm, ComparedForm, EndForm, WithdrawForm
from meetings.listing import places
from meetings.services.wording import inherit_template, withdraw_template
from meetings.versions import compare
from meetings.wordings import (
    AGENDA,
    KINDS,
    MODELS,
    PAPER,
    Standing,
    changes,
    offered,
    standing,
    standings,
)
from members.access import Permission, Request, fetch, requires

ON_A_PAGE = 30


@requires(Permission.EDIT_RULES, "GET")
def template_list(request: Request, organization_id: UUID) -> HttpResponse:
    organization = fetch(request, places(), public_id=organization_id)
    today = timezone.localdate()
    context = {
        "organization": organization,
        "families": [
            (PAPER, _("Wording of papers"), standings(PAPER, organization, today)),
            (AGENDA, _("Standard agendas"), standings(AGENDA, organization, today)),
        ],
    }
    return render(request, "meetings/template_list.html", context)


@requires(Permission.EDIT_RULES, "GET")
def template_versions(request: Request, organization_id: UUID) -> HttpResponse:
    """Every version that holds or held here, and two of them compared word by word."""
    organization = fetch(request, places(), public_id=organization_id)
    family, kind = chosen(request.GET)
    rows = [row for row in offered(family, organization) if row.kind == kind]
    today = timezone.localdate()
    asked = ComparedForm(request.GET, rows=rows)
    context: dict[str, Any] = {
        "organization": organization,
        "family": family,
        "kind": kind,
        "label": KINDS[family][kind],
        "page_obj": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "standing": standing(family, kind, organization, today),
        "today": today,
        "compared_form": asked,
        "end_form": EndForm(initial={"on": today + timedelta(days=1)}),
    }
    if asked.is_valid():
        found = {row.pk: row for row in rows}
        old, new = (found[asked.cleaned_data[name]] for name in ("old", "new"))
        context |= {"old": old, "new": new, "compared": _compared(old, new)}
    return render(request, "meetings/template_versions.html", context)


def _compared(old: Any, new: Any) -> list[dict[str, Any]]:
    return [{"label": one.label, "pieces": compare(one.old, one.new)} for one in changes(old, new)]


@requires(Permission.EDIT_RULES, "POST")
def template_inherit(request: Request, organization_id: UUID) -> HttpResponse:
    organization = fetch(request, places(), public_id=organization_id)
    family, kind = chosen(request.POST)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["on"])))
        return redirect(address("template_versions", organization, family, kind))
    try:
        inherit_template(
            model=MODELS[family],
            organization=organization,
            kind=kind,
            on=form.cleaned_data["on"],
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("From that day the template comes from above again."))
    return redirect(address("template_versions", organization, family, kind))


@requires(Permission.EDIT_RULES, "POST")
def template_withdraw(request: Request, organization_id: UUID) -> HttpResponse:
    organization = fetch(request, places(), public_id=organization_id)
    family, kind = chosen(request.POST)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        withdraw_template(
            model=MODELS[family],
            organization=organization,
            kind=kind,
            valid_from=form.cleaned_data["valid_from"],
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The version is withdrawn."))
    return redirect(address("template_versions", organization, family, kind))


def chosen(data: Any) -> tuple[str, str]:
    """Family and kind; 404 for what does not exist."""
    form = ChoiceForm(data)
    if not form.is_valid():
        raise Http404
    return form.cleaned_data["family"], form.cleaned_data["kind"]


def kind_of(request: Request, family: str) -> str:
    kind = request.GET.get("kind", "")
    if kind not in KINDS[family]:
        raise Http404
    return kind


def address(name: str, organization: Organization, family: str, kind: str) -> str:
    path = reverse(f"meetings:{name}", args=[organization.public_id])
    return f"{path}?family={family}&kind={kind}"


def first_day(found: Standing, today: date) -> dict[str, Any]:
    """How the form of a new version begins."""
    return {"valid_from": today, "name": found.now.name if found.now else found.label}
