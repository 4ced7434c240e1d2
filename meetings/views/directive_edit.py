"""Keeping the register of a branch, by those who plan its meetings, and that of a committee."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from branches.models import Organization, Tier
from meetings.forms.directive import DirectiveForm, RemovalForm
from meetings.forms.errors import add_errors, conflict_of
from meetings.listing import places
from meetings.models import Directive
from meetings.models.directive import DirectiveQuerySet
from meetings.services.directive import (
    AlreadyRegistered,
    edit_directive,
    register_directive,
    remind_readers,
    remove_directive,
    restore_directive,
)
from meetings.services.states import StaleVersion
from members.access import Permission, Request, fetch, requires

FIELDS = ["version", "number", "issuer", "issued_on", "abstract"]


def _directives() -> DirectiveQuerySet:
    return Directive.objects.select_related("organization__kind")


def _issued(request: Request) -> DirectiveQuerySet:
    """Of the committees whose register one sees as theirs: those below read it and never write."""
    own = request.access.within(Permission.READ_NOTICES)
    return _directives().issued_by_committees().filter(own)


@requires(Permission.PLAN_MEETINGS, "GET", "POST")
def directive_create(request: Request, organization_id: UUID) -> HttpResponse:
    organization = fetch(request, places(), public_id=organization_id)
    if organization.kind.tier > Tier.BRANCH:
        messages.info(request, _("Party cells keep no register; their branch does."))
        return redirect("meetings:directive_list", organization.public_id)
    return _create(request, organization)


@requires(Permission.EDIT_RULES, "GET", "POST")
def directive_issue(request: Request, organization_id: UUID) -> HttpResponse:
    committees = places().filter(kind__tier__lt=Tier.BRANCH)
    return _create(request, fetch(request, committees, public_id=organization_id))


def _create(request: Request, organization: Organization) -> HttpResponse:
    may_tell = organization.kind.tier < Tier.BRANCH
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DirectiveForm(*sent, may_tell=may_tell)
    existing = None
    if form.is_valid():
        try:
            directive = register_directive(
                organization=organization,
                words=form.words,
                by=request.user,
                now=timezone.now(),
                tells_below=form.tells,
            )
        except ValidationError as error:
            existing = getattr(error, "existing", None)
            add_errors(form, error)
        else:
            messages.success(request, _("Registered: %(name)s.") % {"name": directive.number})
            return redirect(directive)
    return _show(request, organization, form, existing=existing)


@requires(Permission.PLAN_MEETINGS, "GET", "POST")
def directive_edit(request: Request, public_id: UUID) -> HttpResponse:
    return _edit(request, fetch(request, _directives(), public_id=public_id))


@requires(Permission.EDIT_RULES, "GET", "POST")
def issued_edit(request: Request, public_id: UUID) -> HttpResponse:
    return _edit(request, fetch(request, _issued(request), public_id=public_id))


def _edit(request: Request, directive: Directive) -> HttpResponse:
    saved = {name: getattr(directive, name) for name in FIELDS}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DirectiveForm(*sent, initial=saved)
    conflict = existing = None
    if form.is_valid():
        try:
            directive = edit_directive(
                directive=directive,
                version=form.cleaned_data["version"] or 0,
                words=form.words,
                by=request.user,
                now=timezone.now(),
            )
        except StaleVersion:
            conflict = conflict_of(form, saved | {"grade": form.cleaned_data["grade"]})
        except ValidationError as error:
            existing = getattr(error, "existing", None)
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(directive)
    return _show(
        request,
        directive.organization,
        form,
        directive=directive,
        existing=existing,
        conflict=conflict,
    )


def _show(
    request: Request,
    organization: Organization,
    form: DirectiveForm,
    *,
    directive: Directive | None = None,
    existing: Directive | None = None,
    conflict: Any = None,
) -> HttpResponse:
    context = {
        "form": form,
        "organization": organization,
        "directive": directive,
        "existing": existing,
        "conflict": conflict,
        "megabytes": settings.UPLOAD_MAX_BYTES // 1024 // 1024,
    }
    status = 409 if conflict is not None else 200
    return render(request, "meetings/directive_form.html", context, status=status)


@requires(Permission.PLAN_MEETINGS, "GET", "POST")
def directive_remove(request: Request, public_id: UUID) -> HttpResponse:
    return _remove(request, fetch(request, _directives(), public_id=public_id))


@requires(Permission.EDIT_RULES, "GET", "POST")
def issued_remove(request: Request, public_id: UUID) -> HttpResponse:
    return _remove(request, fetch(request, _issued(request), public_id=public_id))


def _remove(request: Request, directive: Directive) -> HttpResponse:
    form = RemovalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            remove_directive(
                directive=directive,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            is_issued = directive.organization.kind.tier < Tier.BRANCH
            verb = "issued_restore" if is_issued else "directive_restore"
            undo = reverse(f"meetings:{verb}", args=[directive.public_id])
            text = _("Taken out of the register: %(name)s.") % {"name": directive.number}
            messages.success(request, text, extra_tags=f"undo:{undo}")
            return redirect("meetings:directive_list", directive.organization.public_id)
    context = {"form": form, "directive": directive, "organization": directive.organization}
    return render(request, "meetings/directive_remove.html", context)


@requires(Permission.PLAN_MEETINGS, "POST")
def directive_restore(request: Request, public_id: UUID) -> HttpResponse:
    return _restore(request, fetch(request, _directives(), public_id=public_id))


@requires(Permission.EDIT_RULES, "POST")
def issued_restore(request: Request, public_id: UUID) -> HttpResponse:
    return _restore(request, fetch(request, _issued(request), public_id=public_id))


def _restore(request: Request, directive: Directive) -> HttpResponse:
    try:
        restore_directive(directive=directive, by=request.user, now=timezone.now())
    except AlreadyRegistered as error:
        messages.error(request, " ".join(error.messages))
        return redirect(error.existing)
    messages.success(request, _("Back in the register: %(name)s.") % {"name": directive.number})
    return redirect(directive)


@requires(Permission.PLAN_MEETINGS, "POST")
def directive_remind(request: Request, organization_id: UUID, public_id: UUID) -> HttpResponse:
    branches = places().filter(kind__tier=Tier.BRANCH)
    return _remind(request, fetch(request, branches, public_id=organization_id), public_id)


@requires(Permission.EDIT_RULES, "POST")
def issued_remind(request: Request, organization_id: UUID, public_id: UUID) -> HttpResponse:
    committees = places().filter(kind__tier__lt=Tier.BRANCH)
    return _remind(request, fetch(request, committees, public_id=organization_id), public_id)


def _remind(request: Request, place: Organization, public_id: UUID) -> HttpResponse:
    """Who keeps a register reminds of every document in it, also of those from above."""
    directive = get_object_or_404(Directive.objects.in_register_of(place), public_id=public_id)
    try:
        count = remind_readers(
            directive=directive, place=place, by=request.user, now=timezone.now()
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(directive)
    if count:
        text = ngettext("%(count)d member reminded.", "%(count)d members reminded.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("Nobody to remind: all have read it, or were reminded today."))
    address = reverse("meetings:directive_readers", args=[directive.public_id])
    return redirect(f"{address}?at={place.public_id}")
