"""Cells of a branch: setting one up, who is in which, who leads it.

Ending one is a reorganisation (`meetings.services.cell_end`): its meetings and tasks must follow.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization, OrganizationKind, Tier
from branches.reorganizing.shape import lock_tree
from branches.rules import rules_for
from branches.services import establish_organization
from members.current import refresh_current
from members.models import Affiliation, Member, Post, PostKind, User
from papers.text import normalize

from .audit import record
from .belonging import join_cell, require_branch
from .posts import appoint_post, end_post

ELIGIBLE_FROM = "cell.eligible_from"


@transaction.atomic
def create_cell(
    *, branch: Organization, name: str, on: date, by: User | None, now: datetime
) -> Organization:
    """A cell of the branch from that day. ValidationError when the branch has fewer members than
    the rules in force ask for."""
    require_branch(branch, on)
    lock_tree()
    refuse_small(branch, on)
    name = normalize(name).strip()
    if branch.children.standing(on).filter(name__iexact=name).exists():
        raise ValidationError({"name": _("The branch has a cell of this name; choose another.")})
    kind = OrganizationKind.objects.in_force(on).filter(tier=Tier.CELL).order_by("pk").first()
    if kind is None:
        raise ValidationError({"on": _("The rules of that day know no cells.")})
    cell = establish_organization(name=name, kind=kind, parent=branch, on=on)
    record(verb="create_cell", subject=name, organization=cell, by=by, now=now)
    return cell


def refuse_small(branch: Organization, on: date) -> None:
    rule = rules_for(branch, on).explain(ELIGIBLE_FROM)
    count = (
        Affiliation.objects.in_force(on)
        .filter(kind=Affiliation.Kind.HOME, organization=branch)
        .count()
    )
    if count < rule.value:
        words = _(
            "The branch has %(count)s members; a new cell needs a branch of at least %(least)s "
            "(%(source)s). The committee above may set another number."
        )
        raise ValidationError(words % {"count": count, "least": rule.value, "source": rule.source})


@transaction.atomic
def assign_cells(
    *,
    branch: Organization,
    cells: Mapping[Member, Organization | None],
    on: date,
    by: User,
    now: datetime,
) -> int:
    """From that day each of these members is in the cell named, or in none; returns how many
    moved. Who leaves a cell leaves its posts too. All of them, or nobody."""
    require_branch(branch, on)
    before = {
        affiliation.member_id: affiliation.organization
        for affiliation in Affiliation.objects.in_force(on)
        .filter(member__in=list(cells), kind=Affiliation.Kind.CELL)
        .select_related("organization")
    }
    moved = 0
    for member, cell in cells.items():
        old = before.get(member.pk)
        if old == cell:
            continue
        if old:
            _leave_posts(member, old, on, by, now)
        if cell:
            join_cell(member=member, cell=cell, on=on, by=by, now=now)
        else:
            leave_cell(member=member, on=on, by=by, now=now)
        moved += 1
    return moved


def _leave_posts(
    member: Member, cell: Organization, on: date, by: User | None, now: datetime
) -> None:
    for post in Post.objects.in_force(on).filter(member=member, organization=cell):
        end_post(post=post, on=on, by=by, now=now, reason=_("Left the cell"))


@transaction.atomic
def leave_cell(*, member: Member, on: date, by: User | None, now: datetime) -> None:
    """From that day the member is in no cell; one joined that very day was never joined."""
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    own = Affiliation.objects.in_force(on).filter(member=member, kind=Affiliation.Kind.CELL)
    left = own.select_related("organization").first()
    if left is None:
        words = _("%(name)s is in no cell on %(day)s.")
        raise ValidationError({"on": words % {"name": member, "day": f"{on:%d/%m/%Y}"}})
    if left.valid_from == on:
        left.delete()
    else:
        left.valid_to = on
        left.save(update_fields=["valid_to"])
    refresh_current(timezone.localdate(now), only=member)
    record(
        verb="leave_cell",
        subject=member.full_name,
        organization=left.organization,
        by=by,
        now=now,
        member=member,
    )


@transaction.atomic
def lead_cell(
    *,
    cell: Organization,
    leader: Member,
    deputy: Member | None,
    on: date,
    by: User,
    now: datetime,
    mode: Post.AppointmentMode = Post.AppointmentMode.ELECTED,
    decision: str = "",
) -> None:
    """From that day these two lead the cell; who led it until then does no more."""
    if leader == deputy:
        raise ValidationError({"deputy": _("Leader and deputy are two people; choose another.")})
    for kind, member in ((PostKind.CELL_LEADER, leader), (PostKind.CELL_DEPUTY, deputy)):
        held = Post.objects.in_force(on).filter(organization=cell, kind=kind)
        for post in held.exclude(member=member) if member else held:
            end_post(post=post, on=on, by=by, now=now, reason=decision)
        if member and not held.filter(member=member).exists():
            try:
                appoint_post(
                    member=member,
                    organization=cell,
                    kind=kind,
                    on=on,
                    by=by,
                    now=now,
                    mode=mode,
                    decision=decision,
                )
            except ValidationError as error:
                raise _on_the_field(error, kind) from None


def _on_the_field(error: ValidationError, kind: PostKind) -> ValidationError:
    """A post has one `member`; the page of a cell asks for two."""
    found = dict(getattr(error, "error_dict", {}))
    if "member" not in found:
        return error
    field = "leader" if kind == PostKind.CELL_LEADER else "deputy"
    return ValidationError({field: found.pop("member")} | found)
