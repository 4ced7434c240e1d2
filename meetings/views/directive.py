"""The register of documents from above: found, read, and who has read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization, Tier
from meetings.directives import (
    PAGE_SIZE,
    branches_reading,
    count_readers,
    dealt_with,
    keeps_register,
    meetings_to_put_on,
    places_of_readers,
    readers_in,
    register_of,
    register_with,
    with_own_reading,
    years_and_issuers,
)
from meetings.forms.directive import DirectiveFilter
from meetings.listing import places
from meetings.models import Directive
from meetings.readers import unread_of
from meetings.services.directive import mark_directive_read
from meetings.visits import directives_to_read
from members.access import Permission, Request, fetch, requires, signed_in
from members.services.inbox import read_about

from .files import send_file


@requires(Permission.READ_NOTICES, "GET")
def directive_list(request: Request, organization_id: UUID) -> HttpResponse:
    organization = fetch(request, places(), public_id=organization_id)
    access = request.access
    years, issuers = years_and_issuers(organization)
    form = DirectiveFilter(request.GET, years=years, issuers=issuers)
    form.is_valid()
    rows = register_of(organization, form.cleaned_data, access.member)
    scopes = access.scopes.get(Permission.READ_NOTICES, [])
    context = {
        "organization": organization,
        "form": form,
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "is_filtered": any(form.cleaned_data.get(name) for name in ("q", "year", "issuer")),
        "may_register": keeps_register(access, organization),
        "is_committee": organization.kind.tier < Tier.BRANCH,
        "others": [
            place for place in scopes if place != organization and place.kind.tier <= Tier.BRANCH
        ],
    }
    name = "directive_rows" if request.htmx else "directive_list"
    return render(request, f"meetings/{name}.html", context)


@signed_in("GET")
def directive_detail(request: Request, public_id: UUID) -> HttpResponse:
    """For everyone whose register has it, and whoever reads an agenda on which it stands."""
    access = request.access
    rows = with_own_reading(directives_to_read(), access.member)
    directive = fetch(request, rows.select_related("removed_by__member"), public_id=public_id)
    if access.member:
        read_about(member=access.member, path=directive.get_absolute_url(), now=timezone.now())
    is_removed = directive.removed_at is not None
    context = {
        "directive": directive,
        "is_committee": directive.organization.kind.tier < Tier.BRANCH,
        "may_keep": keeps_register(access, directive.organization),
        "register": register_with(directive, access),
        "items": dealt_with(directive, access),
        "meetings": [] if is_removed else meetings_to_put_on(directive, access),
        "readers_at": [] if is_removed else places_of_readers(access, directive),
        "may_say_read": access.member is not None and not is_removed,
    }
    return render(request, "meetings/directive_detail.html", context)


@signed_in("GET")
def directive_download(request: Request, public_id: UUID) -> HttpResponseBase:
    directive = fetch(request, directives_to_read(), public_id=public_id)
    if not directive.file:
        raise Http404
    if request.access.member and request.method == "GET" and directive.removed_at is None:
        mark_directive_read(directive=directive, member=request.access.member, now=timezone.now())
    return send_file(directive.file, directive.name, directive.content_type, is_download=True)


@signed_in("POST")
def directive_read(request: Request, public_id: UUID) -> HttpResponse:
    """For who has read it on paper, or on somebody else's device."""
    directive = fetch(request, directives_to_read().still_there(), public_id=public_id)
    if request.access.member is None:
        raise PermissionDenied
    mark_directive_read(directive=directive, member=request.access.member, now=timezone.now())
    messages.success(request, _("Marked as read: %(name)s.") % {"name": directive.number})
    return redirect(directive)


@signed_in("GET")
def directive_readers(request: Request, public_id: UUID) -> HttpResponse:
    """Person by person for those who keep a branch's meetings; for a committee only how many in
    each branch. `at` chooses among several."""
    directive = fetch(request, directives_to_read().still_there(), public_id=public_id)
    found = places_of_readers(request.access, directive)
    if not found:
        raise PermissionDenied
    asked = request.GET.get("at", "")
    place = next((one for one in found if str(one.public_id) == asked), found[0])
    is_committee = place.kind.tier < Tier.BRANCH
    context: dict[str, Any] = {
        "directive": directive,
        "place": place,
        "places": found,
        "is_committee": is_committee,
        "unread": unread_of(place, directive, timezone.localdate()),
        "may_remind": keeps_register(request.access, place),
    }
    if is_committee:
        context |= _branches(request, directive, place)
    else:
        readers = readers_in(place, directive)
        read = sum(1 for reader in readers if reader.read_at)
        context |= {"readers": readers, "read": read, "total": len(readers)}
    return render(request, "meetings/directive_readers.html", context)


def _branches(request: Request, directive: Directive, committee: Organization) -> dict[str, Any]:
    branches, total = branches_reading(committee, directive, timezone.localdate())
    page = Paginator(branches, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    count_readers(page.object_list, directive)
    return {"page_obj": page, "read": total["readers"], "total": total["members"]}
