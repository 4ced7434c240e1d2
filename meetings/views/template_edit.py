"""Writing a new version of a template: the wording of a paper, shown meanwhile; an agenda."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization
from meetings.forms.errors import add_errors
from meetings.forms.template import (
    StandardItems,
    VersionForm,
    WordingForm,
    standard_rows,
    with_spare_item,
)
from meetings.listing import places
from meetings.papers import style_of
from meetings.papers.sample import sample_paper
from meetings.services.states import StaleVersion
from meetings.services.wording import fingerprint, set_agenda_template, set_paper_template
from meetings.versions import compare
from meetings.wordings import AGENDA, KINDS, PAPER, Standing, changes, own_versions, standing
from members.access import Permission, Request, fetch, requires
from papers.pdf import PaperFailed
from papers.pdf import render as draw
from papers.screen import fragment

from .files import SHOWN
from .template import first_day, kind_of


@requires(Permission.EDIT_RULES, "GET", "POST")
def paper_template_edit(request: Request, organization_id: UUID) -> HttpResponse:
    """`?kind=`: of paper. “preview” and “pdf” show what is typed and save nothing."""
    organization = fetch(request, places(), public_id=organization_id)
    kind = kind_of(request, PAPER)
    found = standing(PAPER, kind, organization, timezone.localdate())
    data = request.POST or None
    form = WordingForm(data, kind=kind, parts=found.now.parts if found.now else {})
    if request.htmx and data:
        context = _preview(organization, form)
        return render(request, "meetings/template_preview.html", context)
    if "pdf" in request.POST and form.is_valid():
        return _pdf(request, organization, form, found)
    version = _version_form(request, PAPER, found, organization)
    if data and not {"preview", "pdf"} & set(request.POST):
        is_whole = form.is_valid() and version.is_valid()
        if is_whole and _set_wording(request, organization, form, version):
            return _done(request, organization)
    return _show_wording(request, organization, form, version, found)


def _version_form(
    request: Request, family: str, found: Standing, organization: Organization
) -> VersionForm:
    today = timezone.localdate()
    seen = fingerprint(own_versions(family, found.kind, organization))
    if request.method != "POST":
        return VersionForm(initial=first_day(found, today) | {"seen": seen})
    if {"preview", "pdf", "more"} & set(request.POST):
        # Nothing is asked of these fields yet, but what is typed stays.
        return VersionForm(
            initial={name: request.POST.get(name) for name in VersionForm.base_fields}
        )
    return VersionForm(request.POST)


def _set_wording(
    request: Request, organization: Organization, form: WordingForm, version: VersionForm
) -> bool:
    try:
        set_paper_template(
            organization=organization,
            kind=form.kind,
            parts=form.parts,
            version=version.version,
            by=request.user,
            now=timezone.now(),
        )
    except StaleVersion as error:
        _see_again(version, PAPER, form.kind, organization, error)
        return False
    except ValidationError as error:
        add_errors(version, error, {"valid_from": "valid_from", "on": "valid_from"})
        return False
    return True


def _see_again(
    version: VersionForm, family: str, kind: str, organization: Organization, error: Any
) -> None:
    """Saving again is then a decision: the form has seen what the other saved."""
    version.add_error(None, error)
    version.is_stale = True  # type: ignore[attr-defined]  # for the status and the page
    seen = fingerprint(own_versions(family, kind, organization))
    version.data = {**version.data.dict(), "seen": seen}  # type: ignore[attr-defined]  # a QueryDict


def _done(request: Request, organization: Organization) -> HttpResponse:
    messages.success(request, _("The new version is set."))
    return redirect("meetings:template_list", organization.public_id)


def _status(*forms: Any) -> int:
    if any(getattr(form, "is_stale", False) for form in forms):
        return 409
    return 422 if any(form.is_bound and not form.is_valid() for form in forms) else 200


def _show_wording(
    request: Request,
    organization: Organization,
    form: WordingForm,
    version: VersionForm,
    found: Standing,
) -> HttpResponse:
    context = _preview(organization, form) | {
        "organization": organization,
        "standing": found,
        "family": PAPER,
        "version": version,
        "saved": _saved_meanwhile(organization, form, version),
    }
    status = _status(form, version)
    return render(request, "meetings/paper_template_edit.html", context, status=status)


def _saved_meanwhile(
    organization: Organization, form: WordingForm, version: VersionForm
) -> list[dict[str, Any]]:
    """In what the newest saved version and the typed one differ, when the form came too late."""
    rows = own_versions(PAPER, form.kind, organization)
    if not (getattr(version, "is_stale", False) and rows):
        return []
    typed = type(rows[-1])(kind=form.kind, parts=form.parts)
    return [
        {"label": one.label, "pieces": compare(one.old, one.new)}
        for one in changes(rows[-1], typed)
    ]


def _preview(organization: Organization, form: WordingForm) -> dict[str, Any]:
    """The paper of an invented meeting; none while something typed cannot be printed."""
    today = timezone.localdate()
    parts = dict(form.initial)
    if form.is_bound:
        parts = form.parts if form.is_valid() else {}
    sheet = ""
    if parts:
        document = sample_paper(organization, form.kind, parts, today)
        sheet = fragment(document, style_of(organization, today))
    return {"form": form, "sheet": sheet}


def _pdf(
    request: Request, organization: Organization, form: WordingForm, found: Standing
) -> HttpResponse:
    today = timezone.localdate()
    document = sample_paper(organization, form.kind, form.parts, today)
    try:
        content = draw(document, style_of(organization, today), draft=True)
    except PaperFailed as error:
        messages.error(request, str(error))
        version = _version_form(request, PAPER, found, organization)
        return _show_wording(request, organization, form, version, found)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{form.kind}.pdf"'
    response["Content-Security-Policy"] = SHOWN
    return response


@requires(Permission.EDIT_RULES, "GET", "POST")
def agenda_template_edit(request: Request, organization_id: UUID) -> HttpResponse:
    """`?kind=`: of meeting."""
    organization = fetch(request, places(), public_id=organization_id)
    kind = kind_of(request, AGENDA)
    found = standing(AGENDA, kind, organization, timezone.localdate())
    items = found.now.items.all() if found.now else ()
    data = with_spare_item(request.POST) if "more" in request.POST else request.POST or None
    rows = standard_rows(data, items)
    version = _version_form(request, AGENDA, found, organization)
    if request.method == "POST" and "more" not in request.POST:
        is_whole = rows.is_valid() and version.is_valid()
        if is_whole and _set_agenda(request, organization, kind, rows, version):
            return _done(request, organization)
    context = {
        "organization": organization,
        "standing": found,
        "family": AGENDA,
        "label": KINDS[AGENDA][kind],
        "rows": rows,
        "version": version,
        "saved_items": _items_meanwhile(organization, kind, version),
    }
    status = 200 if "more" in request.POST else _status(rows, version)
    return render(request, "meetings/agenda_template_edit.html", context, status=status)


def _set_agenda(
    request: Request,
    organization: Organization,
    kind: str,
    rows: StandardItems,
    version: VersionForm,
) -> bool:
    try:
        set_agenda_template(
            organization=organization,
            kind=kind,
            items=rows.items,
            version=version.version,
            by=request.user,
            now=timezone.now(),
        )
    except StaleVersion as error:
        _see_again(version, AGENDA, kind, organization, error)
        return False
    except ValidationError as error:
        add_errors(version, error, {"valid_from": "valid_from"})
        return False
    return True


def _items_meanwhile(organization: Organization, kind: str, version: VersionForm) -> list[Any]:
    saved = own_versions(AGENDA, kind, organization)
    if getattr(version, "is_stale", False) and saved:
        return list(saved[-1].items.all())
    return []
