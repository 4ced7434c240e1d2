"""Terms and posts of one organisation: who leads it, who led it, and entering a change."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from branches.models import Organization, Tier
from branches.rules import rules_for
from members.access import Permission, Request, fetch, requires
from members.forms.errors import add_errors
from members.forms.post import (
    EraseForm,
    PostCorrectForm,
    PostEndForm,
    PostForm,
    PostRenewForm,
)
from members.models import Post, PostKind
from members.queries import candidates, organizations
from members.services import posts as services
from members.staffing import concerns_of, held_over, needing_attention, staffing_of

from .step import Step, ask, typed

PAGE_SIZE = 25
FOUND = 10
ORDER = {kind.value: number for number, kind in enumerate(PostKind)}


@requires(Permission.READ_NOTICES, "GET")
def post_list(request: Request, organization_id: UUID) -> HttpResponse:
    """Everybody there sees who leads it; reasons and decisions are for those who see the roll."""
    organization = fetch(request, organizations(), public_id=organization_id)
    access, today = request.access, request.access.today
    may_manage = access.may(Permission.MANAGE_POSTS, organization)
    staffing = staffing_of([organization], today)[organization.pk]
    posts = organization.posts.select_related("member", "term")
    past = posts.filter(valid_to__lte=today).order_by("-valid_to", "-pk")
    context: dict[str, Any] = {
        "organization": organization,
        "today": today,
        "is_standing": organization.stands_on(today),
        "is_committee": organization.kind.tier < Tier.BRANCH,
        "is_cell": organization.kind.tier == Tier.CELL,
        "may_manage": may_manage,
        "may_see_members": access.may(Permission.SEE_MEMBERS, organization),
        "may_see_cells": organization.is_branch
        and access.may(Permission.SEE_MEMBERS, organization),
        "term": staffing.term,
        "held_over": held_over(staffing),
        "terms": organization.terms.order_by("-valid_from"),
        "posts": sorted(
            posts.in_force(today).order_by("member__sort_key", "pk"), key=lambda p: ORDER[p.kind]
        ),
        "coming": posts.filter(valid_from__gt=today).order_by("valid_from", "pk"),
        "page_obj": Paginator(past, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    if context["may_see_members"] or may_manage:
        rules = rules_for(organization, today)
        context["concerns"] = concerns_of(organization, staffing, rules, today)
    return render(request, "members/post_list.html", context)


@requires(Permission.MANAGE_POSTS, "GET")
def post_attention(request: Request, organization_id: UUID) -> HttpResponse:
    """At and below a committee: where posts are missing, and what is about to end."""
    committee = fetch(request, organizations(), public_id=organization_id)
    today = request.access.today
    rules = rules_for(committee, today)
    page = Paginator(needing_attention(committee, rules, today), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    shown = list(page.object_list)
    staffing = staffing_of(shown, today)
    rows = [(each, concerns_of(each, staffing[each.pk], rules, today)) for each in shown]
    context = {"organization": committee, "page_obj": page, "rows": rows}
    return render(request, "members/post_attention.html", context)


@requires(Permission.MANAGE_POSTS, "GET", "POST")
def post_appoint(request: Request, organization_id: UUID) -> HttpResponse:
    """A branch offers its whole roll; a committee is filled from many branches, so one searches."""
    organization = fetch(request, organizations(), public_id=organization_id)
    offered = candidates(organization)
    words = request.GET.get("q", "").strip()[:80]
    is_searched = organization.kind.tier < Tier.BRANCH
    found = None
    if is_searched:
        found = list(offered.matching(words)[: FOUND + 1]) if words else []
    form = PostForm(
        typed(request),
        organization=organization,
        offered=offered,
        found=None if found is None else found[:FOUND],
        today=request.access.today,
    )
    if form.is_valid():
        try:
            post = services.appoint_post(
                organization=organization,
                by=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("%(post)s: %(name)s is entered.") % _words(post))
            return redirect("members:post_list", organization.public_id)
    context = {
        "organization": organization,
        "form": form,
        "words": words,
        "found": found,
        "has_more": len(found or ()) > FOUND,
        "is_searched": is_searched,
    }
    return render(
        request, "members/post_appoint.html", context, status=422 if form.is_bound else 200
    )


@requires(Permission.MANAGE_POSTS, "GET", "POST")
def post_renew(request: Request, organization_id: UUID) -> HttpResponse:
    """After a congress, all posts of the term before on one page."""
    organization = fetch(request, organizations(), public_id=organization_id)
    staffing = staffing_of([organization], request.access.today)[organization.pk]
    posts = sorted(held_over(staffing), key=lambda post: ORDER[post.kind])
    if not posts or staffing.term is None:
        messages.info(request, _("No post of the term before is left."))
        return redirect("members:post_list", organization.public_id)
    initial = {"on": staffing.term.valid_from}
    form = PostRenewForm(typed(request), posts=posts, initial=initial)
    if form.is_valid():
        try:
            changed = services.renew_posts(
                organization=organization,
                outcomes=form.outcomes,
                on=form.cleaned_data["on"],
                decision=form.cleaned_data["decision"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            words = ngettext("%(count)s post is changed.", "%(count)s posts are changed.", changed)
            messages.success(request, words % {"count": changed})
            return redirect("members:post_list", organization.public_id)
    step = Step(
        title=_("After the congress"),
        lead=_("Posts of the term before. Who is new is entered afterwards, one by one."),
        button=_("Save the outcome"),
        done="",
        eyebrow=organization.name,
        back=_back(organization),
    )
    status = 422 if form.is_bound else 200
    return render(request, "members/step.html", {"step": step, "form": form}, status=status)


def _words(post: Post) -> dict[str, str]:
    return {"post": post.get_kind_display(), "name": post.member.full_name}


@requires(Permission.MANAGE_POSTS, "GET", "POST")
def post_end(request: Request, post_id: UUID) -> HttpResponse:
    post = fetch(request, _posts(), public_id=post_id)
    form = PostEndForm(typed(request), initial={"on": request.access.today})
    step = Step(
        title=_("End a post"),
        lead=_(
            "%(post)s: %(name)s, since %(day)s. The rights of the post end with it; the history "
            "keeps it."
        )
        % {**_words(post), "day": f"{post.valid_from:%d/%m/%Y}"},
        button=_("End the post"),
        done=_("The end of the post is entered."),
        eyebrow=post.organization.name,
        back=_back(post.organization),
        other=(reverse("members:post_correct", args=[post.public_id]), _("It was entered wrongly")),
    )
    return ask(request, step, form, partial(services.end_post, post=post))


@requires(Permission.MANAGE_POSTS, "GET", "POST")
def post_correct(request: Request, post_id: UUID) -> HttpResponse:
    post = fetch(request, _posts(), public_id=post_id)
    erase = reverse("members:post_erase", args=[post.public_id])
    step = Step(
        title=_("Correct a post"),
        lead=_(
            "%(post)s: %(name)s. Mend what was typed wrongly. When somebody else takes over, end "
            "the post instead."
        )
        % _words(post),
        button=_("Save the correction"),
        done=_("The post is corrected."),
        eyebrow=post.organization.name,
        back=_back(post.organization),
        other=(erase, _("This post was never held: erase it")),
    )
    form = PostCorrectForm(typed(request), post=post)
    return ask(request, step, form, partial(services.correct_post, post=post))


@requires(Permission.MANAGE_POSTS, "GET", "POST")
def post_erase(request: Request, post_id: UUID) -> HttpResponse:
    post = fetch(request, _posts(), public_id=post_id)
    step = Step(
        title=_("Erase a post"),
        lead=_("%(post)s: %(name)s. Only for what was never so; the log keeps who erased it.")
        % _words(post),
        button=_("Erase the post"),
        done=_("The post is erased."),
        eyebrow=post.organization.name,
        back=_back(post.organization),
        is_danger=True,
    )
    return ask(request, step, EraseForm(typed(request)), partial(services.erase_post, post=post))


def _posts() -> Any:
    return Post.objects.select_related("member", "organization__kind")


def _back(organization: Organization) -> tuple[str, str]:
    return reverse("members:post_list", args=[organization.public_id]), _("Terms and posts")
