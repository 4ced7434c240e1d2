"""The roll of members, and what an officer may see of one of them."""

import uuid

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from branches.models import Organization, Tier
from members.access import Access, Permission, Request, fetch, require_anywhere, requires
from members.forms.roll import MemberFilter
from members.models import Member, Post, ResidenceComment
from members.queries import roll_places
from members.services.openings import open_member

PAGE_SIZE = 25
STANDINGS = {
    "official": {"is_official": True},
    "probationary": {"is_official": False},
    "exempt": {"is_exempt": True},
    "suspended": {"is_suspended": True},
}


@requires(Permission.SEE_MEMBERS, "GET")
def member_list(request: Request) -> HttpResponse:
    access = require_anywhere(request)
    chosen = _chosen_place(access, request.GET.get("organization", ""))
    form = MemberFilter(
        request.GET, places=roll_places(access, chosen, access.today), chosen=chosen
    )
    form.is_valid()
    found = Member.objects.visible_to(access).by_given_name()
    found = found.matching(form.cleaned_data.get("q", ""))
    found = found.filter(**STANDINGS.get(form.cleaned_data.get("standing", ""), {}))
    if chosen:
        found = found.under(chosen)
    posts = Post.objects.in_force(access.today).select_related("organization").order_by("pk")
    found = found.select_related("home", "cell").prefetch_related(
        Prefetch("posts", queryset=posts, to_attr="posts_today")
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "members/member_list.html",
        {
            "form": form,
            "page_obj": page,
            "chosen": chosen,
            "slips_at": _where_accounts_are_managed(access, chosen),
            "is_filtered": any(form.cleaned_data.values()),
            "shows_home": _spans_branches(access),
        },
    )


def _chosen_place(access: Access, public_id: str) -> Organization | None:
    """The organisation of the address, if its roll may be seen; else as if none were given."""
    try:
        wanted = uuid.UUID(public_id)
    except ValueError:
        return None
    allowed = access.organizations(Permission.SEE_MEMBERS)
    return allowed.select_related("kind").filter(public_id=wanted).first()


def _where_accounts_are_managed(access: Access, chosen: Organization | None) -> Organization | None:
    """For whose members slips may be printed: the chosen organisation, or all one may."""
    if chosen:
        return chosen if access.may(Permission.MANAGE_ACCOUNTS, chosen) else None
    return next(iter(access.scopes.get(Permission.MANAGE_ACCOUNTS, [])), None)


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
