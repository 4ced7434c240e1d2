"""The roll of members, and what an officer may see of one of them."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization, Tier
from members.access import Access, Permission, Request, fetch, require_anywhere, requires
from members.forms.roll import MemberFilter
from members.listing import guests, page_of, roll, with_details
from members.models import Member, ResidenceComment
from members.queries import roll_places, tops_of
from members.services.export import export_members
from members.services.openings import open_member
from papers.xlsx import CONTENT_TYPE

PAGE_SIZE = 25


@requires(Permission.SEE_MEMBERS, "GET")
def member_list(request: Request) -> HttpResponse:
    access = require_anywhere(request)
    form, chosen = _filter(request)
    found = roll(access, chosen, form.cleaned_data)
    page = page_of(
        found,
        access,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    return render(
        request,
        "members/member_list.html",
        {
            "form": form,
            "page_obj": page,
            "chosen": chosen,
            "slips_at": _where(access, Permission.MANAGE_ACCOUNTS, chosen),
            "register_at": _where(access, Permission.EDIT_MEMBERS, chosen),
            "is_filtered": any(form.cleaned_data.values()),
            "shows_home": _spans_branches(access),
        },
    )


@requires(Permission.SEE_MEMBERS, "POST")
def member_export(request: Request) -> HttpResponseBase:
    """The list as it is filtered, by the same address parameters; a POST, for it is logged."""
    access = require_anywhere(request)
    form, chosen = _filter(request)
    try:
        file = export_members(
            members=with_details(roll(access, chosen, form.cleaned_data), access.today),
            places=[chosen] if chosen else tops_of(access),
            filters=form.in_words,
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        query = urlencode({name: value for name, value in request.GET.items() if value})
        return redirect(f"{reverse('members:member_list')}?{query}")
    name = _("members-%(day)s.xlsx") % {"day": access.today.isoformat()}
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)


@requires(Permission.SEE_MEMBERS, "GET")
def guest_list(request: Request) -> HttpResponse:
    """Those who take part here for a time; their home keeps them, so they are no lines above."""
    access = require_anywhere(request)
    page = Paginator(guests(access), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "members/guest_list.html", {"page_obj": page})


def _filter(request: Request) -> tuple[MemberFilter, Organization | None]:
    access = request.access
    chosen = _chosen_place(access, request.GET.get("organization", ""))
    form = MemberFilter(
        request.GET,
        places=roll_places(access, chosen, access.today),
        chosen=chosen,
        knows_accounts=access.may_anywhere(Permission.MANAGE_ACCOUNTS),
    )
    form.is_valid()
    return form, chosen


def _chosen_place(access: Access, public_id: str) -> Organization | None:
    """The organisation of the address, if its roll may be seen; else as if none were given."""
    try:
        wanted = uuid.UUID(public_id)
    except ValueError:
        return None
    allowed = access.organizations(Permission.SEE_MEMBERS)
    return allowed.select_related("kind").filter(public_id=wanted).first()


def _where(
    access: Access, permission: Permission, chosen: Organization | None
) -> Organization | None:
    """Where the person may do it: the chosen organisation, or the first of all they may."""
    if chosen:
        return chosen if access.may(permission, chosen) else None
    return next(iter(access.scopes.get(permission, [])), None)


def _spans_branches(access: Access) -> bool:
    scopes = access.scopes.get(Permission.SEE_MEMBERS, [])
    return len({scope.branch_id for scope in scopes}) > 1 or any(
        scope.kind.tier < Tier.BRANCH for scope in scopes
    )


@requires(Permission.SEE_MEMBERS, "GET")
def member_detail(request: Request, member_id: uuid.UUID) -> HttpResponse:
    member = fetch(
        request, Member.objects.select_related("home__kind", "cell__kind"), public_id=member_id
    )
    open_member(member=member, by=request.user, now=timezone.now())
    newest_first = ["-valid_from", "-pk"]
    return render(
        request,
        "members/member_detail.html",
        {
            "member": member,
            "may_manage_accounts": request.access.may(
                Permission.MANAGE_ACCOUNTS, member.access_place
            ),
            "may_edit": request.access.may(Permission.EDIT_MEMBERS, member.access_place),
            "residence_comments": ResidenceComment.objects.filter(
                link__member=member
            ).select_related("link__organization"),
            "account": getattr(member, "user", None),
            "standings": member.standings.order_by(*newest_first),
            "posts": member.posts.select_related("organization").order_by(*newest_first),
            "affiliations": member.affiliations.select_related("organization").order_by(
                *newest_first
            ),
        },
    )
