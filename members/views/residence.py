"""Residence links (213): who lives here and belongs elsewhere, and the yearly comment on them."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from members.access import Permission, Request, fetch, require_anywhere, requires
from members.forms.errors import add_errors
from members.forms.residence import CommentForm, ResidenceEndForm, ResidenceForm
from members.models import Member, ResidenceComment
from members.queries import receivers, residents
from members.services.belonging import link_residence
from members.services.residence import comment_residence, end_residence

from .step import Step, ask, typed

PAGE_SIZE = 25


@requires(Permission.SEE_MEMBERS, "GET")
def residence_list(request: Request) -> HttpResponse:
    access = require_anywhere(request)
    comments = ResidenceComment.objects.filter(year__gte=access.today.year - 1).order_by("-year")
    found = residents(access).prefetch_related(
        Prefetch("comments", queryset=comments, to_attr="latest_comments")
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(link, access.may(Permission.EDIT_MEMBERS, link.organization)) for link in page]
    return render(request, "members/residence_list.html", {"page_obj": page, "rows": rows})


@requires(Permission.EDIT_MEMBERS, "GET", "POST")
def residence_comment(request: Request, member_id: UUID) -> HttpResponse:
    """A member has one residence link at a time, so the member names it."""
    link = fetch(request, residents(request.access), member__public_id=member_id)
    is_sent = request.method == "POST"
    form = CommentForm(request.POST if is_sent else None, this_year=request.access.today.year)
    if form.is_valid():
        try:
            comment_residence(link=link, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The comment is saved; the home branch can read it."))
            return redirect("members:residence_list")
    page = {"link": link, "form": form, "comments": link.comments.select_related("written_by")}
    return render(
        request, "members/residence_comment.html", page, status=422 if form.is_bound else 200
    )


@requires(Permission.EDIT_MEMBERS, "GET", "POST")
def residence_end(request: Request, member_id: UUID) -> HttpResponse:
    """The branch where the member lived says that they do no more."""
    link = fetch(request, residents(request.access), member__public_id=member_id)
    step = Step(
        title=_("End the link to the residence"),
        lead=_("%(name)s is linked to %(branch)s since %(day)s. Comments written so far stay.")
        % {
            "name": link.member.full_name,
            "branch": link.organization.name,
            "day": f"{link.valid_from:%d/%m/%Y}",
        },
        button=_("End the link"),
        done=_("The end of the link is entered."),
        eyebrow=link.member.full_name,
        back=(reverse("members:residence_list"), _("Residence links (213)")),
    )
    form = ResidenceEndForm(typed(request), initial={"on": request.access.today})
    return ask(request, step, form, partial(end_residence, link=link))


@requires(Permission.EDIT_MEMBERS, "GET", "POST")
def residence_link(request: Request, member_id: UUID) -> HttpResponse:
    """The home introduces its working member to the branch where they live."""
    member = fetch(
        request, Member.objects.select_related("home__kind", "cell__kind"), public_id=member_id
    )
    today = request.access.today
    words = request.GET.get("q", "").strip()[:80]
    found = list(receivers(words, today)) if words else []
    form = ResidenceForm(
        request.POST if request.method == "POST" else None, found=found, today=today
    )
    if form.is_valid():
        try:
            link_residence(member=member, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The member is linked to the branch where they live."))
            return redirect("members:member_detail", member.public_id)
    return render(
        request,
        "members/residence_link.html",
        {"member": member, "form": form, "words": words, "found": found},
        status=422 if form.is_bound else 200,
    )
