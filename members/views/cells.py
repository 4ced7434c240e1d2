"""Cells of a branch: their sizes and leaders, a new one, who is in which."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from branches.models import Organization, Tier
from branches.rules import rules_for
from members.access import Permission, Request, fetch, requires
from members.forms.cell import (
    AssignDayForm,
    CellAssignment,
    CellForm,
    CellLeadForm,
    lead_initial,
    next_name,
    short_name,
)
from members.forms.errors import add_errors
from members.models import Member, Post, PostKind
from members.queries import candidates, organizations
from members.services.cells import ELIGIBLE_FROM, assign_cells, create_cell, lead_cell

from .step import Step, ask, typed


@dataclass(frozen=True)
class CellCard:
    cell: Organization
    name: str
    leaders: list[Post]
    deputies: list[Post]


@requires(Permission.SEE_MEMBERS, "GET")
def cell_list(request: Request, organization_id: UUID) -> HttpResponse:
    branch = fetch(request, organizations(), public_id=organization_id)
    if not branch.is_branch:
        return redirect("members:post_list", branch.public_id)
    access, today = request.access, request.access.today
    cards = [_card(cell) for cell in _with_sizes(_cells(branch, request), request)]
    rule = rules_for(branch, today).explain(ELIGIBLE_FROM)
    count = Member.objects.filter(home=branch).count()
    context = {
        "branch": branch,
        "cards": cards,
        "rule": rule,
        "count": count,
        "in_none": Member.objects.filter(home=branch, cell__isnull=True).count(),
        "is_eligible": count >= rule.value,
        "may_manage": branch.stands_on(today) and access.may(Permission.MANAGE_CELLS, branch),
    }
    return render(request, "members/cell_list.html", context)


def _cells(branch: Organization, request: Request) -> QuerySet[Organization]:
    below = branch.children.filter(kind__tier=Tier.CELL).order_by("sort_key", "pk")
    return below.filter(
        Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=request.access.today)
    ).select_related("kind", "parent")


def _with_sizes(cells: QuerySet[Organization], request: Request) -> QuerySet[Organization]:
    held = Post.objects.in_force(request.access.today).select_related("member").order_by("pk")
    return cells.annotate(
        size=Count("cell_members"),
        official=Count("cell_members", filter=Q(cell_members__is_official=True)),
    ).prefetch_related(Prefetch("posts", queryset=held, to_attr="posts_today"))


def _card(cell: Organization) -> CellCard:
    posts: list[Post] = cell.posts_today  # type: ignore[attr-defined]  # prefetched above
    return CellCard(
        cell,
        short_name(cell),
        [post for post in posts if post.kind == PostKind.CELL_LEADER],
        [post for post in posts if post.kind == PostKind.CELL_DEPUTY],
    )


@requires(Permission.MANAGE_CELLS, "GET", "POST")
def cell_create(request: Request, organization_id: UUID) -> HttpResponse:
    branch = fetch(request, organizations(), public_id=organization_id)
    step = Step(
        title=_("New cell"),
        lead=_("A cell works under its branch. Assign its members next, then who leads it."),
        button=_("Set up the cell"),
        done=_("The cell is set up. Assign its members next."),
        eyebrow=branch.name,
        back=_back(branch),
    )
    initial = {"name": next_name(list(_cells(branch, request))), "on": request.access.today}
    form = CellForm(typed(request), initial=initial)
    return ask(request, step, form, partial(create_cell, branch=branch))


@requires(Permission.MANAGE_CELLS, "GET", "POST")
def cell_assign(request: Request, organization_id: UUID) -> HttpResponse:
    """Everybody of the branch on one page; only who is chosen to go elsewhere moves."""
    branch = fetch(request, organizations(), public_id=organization_id)
    cells = list(_cells(branch, request))
    if not cells:
        messages.info(request, _("Set up a cell first."))
        return redirect("members:cell_list", branch.public_id)
    members = Member.objects.filter(home=branch).by_given_name()
    assignment = CellAssignment(cells, members, request.POST.dict())
    form = AssignDayForm(typed(request), initial={"on": request.access.today})
    is_sharing = request.POST.get("step") == "share"
    if is_sharing:
        assignment.share_out()
    elif form.is_valid():
        try:
            moved = assign_cells(
                branch=branch,
                cells=assignment.result,
                by=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _moved_words(moved))
            return redirect("members:cell_list", branch.public_id)
    context = {"branch": branch, "assignment": assignment, "form": form, "is_sharing": is_sharing}
    status = 422 if form.is_bound and not is_sharing else 200
    return render(request, "members/cell_assign.html", context, status=status)


def _moved_words(moved: int) -> str:
    words = ngettext(
        "%(count)s member is in another cell now.",
        "%(count)s members are in another cell now.",
        moved,
    )
    return words % {"count": moved} if moved else _("Nobody was moved.")


@requires(Permission.MANAGE_CELLS, "GET", "POST")
def cell_lead(request: Request, organization_id: UUID) -> HttpResponse:
    cell = fetch(request, organizations().select_related("parent"), public_id=organization_id)
    if cell.kind.tier != Tier.CELL or cell.parent is None:
        return redirect("members:post_list", cell.public_id)
    today = request.access.today
    posts = cell.posts.in_force(today).select_related("member")
    form = CellLeadForm(
        typed(request),
        people=candidates(cell).filter(is_official=True),
        initial=lead_initial(posts, today),
    )
    step = Step(
        title=_("Who leads the cell"),
        lead=_("Official members of the cell. Who led it until then does no more from that day."),
        button=_("Save who leads it"),
        done=_("The leaders of the cell are entered."),
        eyebrow=cell.name,
        back=_back(cell.parent),
        other=(reverse("members:post_list", args=[cell.public_id]), _("Who led it before")),
    )
    return ask(request, step, form, partial(lead_cell, cell=cell))


def _back(branch: Organization) -> tuple[str, str]:
    return reverse("members:cell_list", args=[branch.public_id]), _("Cells")
