"""Entering members on the roll, mending what is held about them, reading an identity number."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from branches.models import Organization, Tier
from members.access import Permission, Request, fetch, requires
from members.forms.errors import add_errors
from members.forms.person import EditForm, RegisterForm, RevealForm
from members.models import Member
from members.queries import branches_below, organizations
from members.services.belonging import register_member
from members.services.identity import reveal_identity_number
from members.services.person import EDITED, PersonChanged, edit_member

from .step import typed


@sensitive_post_parameters("identity_number")
@requires(Permission.EDIT_MEMBERS, "GET", "POST")
def member_register(request: Request, organization_id: UUID) -> HttpResponse:
    """At a branch the form; above it, first which branch."""
    place = fetch(request, organizations().select_related("parent"), public_id=organization_id)
    if place.kind.tier < Tier.BRANCH:
        return _choose_branch(request, place)
    branch, cell = (place.parent, place) if place.kind.tier == Tier.CELL else (place, None)
    assert branch is not None  # noqa: S101  # a cell hangs on a branch
    today = request.access.today
    cells = list(branch.children.filter(kind__tier=Tier.CELL).standing(today))
    form = RegisterForm(typed(request), today=today, cells=cells, cell=cell)
    if form.is_valid():
        try:
            member = register_member(
                home=branch, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("%(name)s is on the roll.") % {"name": member.full_name})
            return redirect("members:member_detail", member.public_id)
    return render(
        request,
        "members/member_register.html",
        {"branch": branch, "place": place, "form": form},
        status=422 if form.is_bound else 200,
    )


def _choose_branch(request: Request, committee: Organization) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:80]
    found = branches_below(committee, words, request.access.today) if words else []
    return render(
        request,
        "members/member_register_where.html",
        {"committee": committee, "words": words, "found": found},
    )


@sensitive_post_parameters("identity_number")
@requires(Permission.EDIT_MEMBERS, "GET", "POST")
def member_edit(request: Request, member_id: UUID) -> HttpResponse:
    member = fetch(request, _members(), public_id=member_id)
    form = EditForm(typed(request), today=request.access.today, member=member)
    page: dict[str, Any] = {"member": member, "form": form}
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            changed = edit_member(
                member=member, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        except PersonChanged as change:
            page |= _both(form, change)
            status = 409
        else:
            said = _("Saved: %(fields)s.") % {"fields": ", ".join(changed)}
            messages.success(request, said if changed else _("Nothing was different."))
            return redirect("members:member_detail", member.public_id)
    return render(request, "members/member_edit.html", page, status=status)


def _both(form: EditForm, change: PersonChanged) -> dict[str, Any]:
    """What the two people wrote, where it differs; saving again is now a decision."""
    rows = [
        (form.fields[name].label, getattr(change.saved, name), form.cleaned_data.get(name))
        for name in EDITED
    ]
    different = [row for row in rows if (row[1] or "") != (row[2] or "")]
    form.data = {**form.data.dict(), "version": str(change.saved.version)}  # type: ignore[attr-defined]  # a QueryDict
    return {
        "is_conflict": True,
        "theirs": "\n".join(f"{label}: {_shown(theirs)}" for label, theirs, _mine in different),
        "mine": "\n".join(f"{label}: {_shown(mine)}" for label, _theirs, mine in different),
        "entry": change.entry,
    }


def _shown(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value or "–")


@never_cache
@requires(Permission.EDIT_MEMBERS, "GET", "POST")
def member_identity(request: Request, member_id: UUID) -> HttpResponse:
    """The whole number is in the answer to this one question, and nowhere else."""
    member = fetch(request, _members(), public_id=member_id)
    form = RevealForm(typed(request))
    page: dict[str, Any] = {"member": member, "form": form}
    if form.is_valid():
        try:
            page["number"] = reveal_identity_number(
                member=member, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
    is_refused = form.is_bound and "number" not in page
    return render(request, "members/member_identity.html", page, status=422 if is_refused else 200)


def _members() -> Any:
    return Member.objects.select_related("home__kind", "cell__kind")
