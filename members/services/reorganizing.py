"""How people follow a reorganisation: belonging, posts, transfers and this year's commitments.

The tree has been changed already (`branches.reorganizing.shape`). Nobody is entered or struck off
here, so no member is ever in two homes or none; the verb around it writes the log.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from branches.models import Organization, Term, Tier
from branches.reorganizing.checks import check_once
from branches.reorganizing.plan import Kind, Posts, ReorganizationPlan
from branches.reorganizing.shape import Reshaped
from branches.reorganizing.tree import from_day
from members.models import Affiliation, Member, Post, PostKind, Transfer

HOME, CELL = Affiliation.Kind.HOME, Affiliation.Kind.CELL
BELONGING = [HOME, CELL, Affiliation.Kind.TEMPORARY]
# Who goes on in the new organisation when the plan says so; who leads is appointed anew.
CARRIED = [PostKind.COMMITTEE_MEMBER, PostKind.REVIEWER, PostKind.AUDITOR, PostKind.CLERK]
FOLLOW_COMMITMENTS = """
    UPDATE members_commitment AS commitment
    SET organization_id = home.id, superior_id = home.superior_id,
        grassroots_id = home.grassroots_id, branch_id = home.branch_id
    FROM members_member AS member
    JOIN branches_organization AS home ON home.id = member.home_id
    WHERE member.id = commitment.member_id AND commitment.year >= %s
        AND (member.id = ANY(%s::int[]) OR home.id = ANY(%s::int[]))
"""


@dataclass(frozen=True)
class MemberMove:
    """Members of one organisation who belong to another one from the day on."""

    source: str
    target: str
    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class PostChange:
    """A post that ends, or goes on at another organisation (`target`)."""

    post: str
    member: str
    target: str = ""


@dataclass
class PeopleChange:
    moves: list[MemberMove] = field(default_factory=list)
    posts: list[PostChange] = field(default_factory=list)
    transfers: int = 0
    moved_ids: set[int] = field(default_factory=set)


def check_people(plan: ReorganizationPlan) -> None:
    """What only people can make wrong: a split that leaves somebody out, an end with members."""
    if plan.kind == Kind.SPLIT:
        members = members_of(plan.source, plan.effective_on)
        names = dict(members.values_list("public_id", "full_name"))
        check_once([part.members for part in plan.parts], names)
    # Those of a cell stay at home in the branch.
    if plan.kind == Kind.DISSOLVE and plan.source.kind.tier != Tier.CELL:
        left = _affiliations(plan.source, plan.effective_on).filter(kind__in=BELONGING)
        if count := left.values("member").distinct().count():
            words = _("%(count)d people still belong to it. Transfer them first, or merge it.")
            raise ValidationError({"sources": words % {"count": count}})


def members_of(organization: Organization, on: date) -> QuerySet[Member]:
    """Who must be assigned when it is split: those at home there, or in the cell, from that day."""
    kind = CELL if organization.kind.tier == Tier.CELL else HOME
    belongs = _affiliations(organization, on).filter(kind=kind, member=OuterRef("pk"))
    return Member.objects.filter(Exists(belongs)).by_given_name()


def _affiliations(organization: Organization, on: date) -> QuerySet[Affiliation]:
    return from_day(Affiliation.objects.filter(organization=organization), on)


def follow(plan: ReorganizationPlan, reshaped: Reshaped) -> PeopleChange:
    """Everybody concerned belongs where the plan says, from its day on."""
    change = PeopleChange()
    if plan.kind == Kind.SPLIT:
        _distribute(plan, reshaped, change)
    for source, successor in reshaped.ended.items():
        _settle_posts(plan, source, successor, change)
        if successor is None:
            left = _affiliations(source, plan.effective_on)
            change.moved_ids.update(left.values_list("member_id", flat=True))
            _end(left, plan.effective_on)
            continue
        _move_members(_affiliations(source, plan.effective_on), source, successor, plan, change)
        _drop_links_to_home(successor, plan.effective_on)
    for source, successor in reshaped.ended.items():
        change.transfers += _redirect_transfers(source, successor)
    return change


def _distribute(plan: ReorganizationPlan, reshaped: Reshaped, change: PeopleChange) -> None:
    source, on = plan.source, plan.effective_on
    kind = CELL if source.kind.tier == Tier.CELL else HOME
    for part, organization in zip(plan.parts, reshaped.parts, strict=True):
        if organization == source:
            continue
        rows = _affiliations(source, on).filter(kind=kind, member__public_id__in=part.members)
        ids = list(rows.values_list("member_id", flat=True))
        _move_members(rows, source, organization, plan, change, named=True)
        _end_posts(source, on, change, of=ids)
        _drop_links_to_home(organization, on)
    if kind == HOME:
        _leave_cells_elsewhere([*reshaped.parts, source], plan, change)


def _leave_cells_elsewhere(
    branches: Iterable[Organization], plan: ReorganizationPlan, change: PeopleChange
) -> None:
    """A cell is one of the home branch: whose cell went elsewhere leaves it, and its posts."""
    on = plan.effective_on
    home = from_day(Affiliation.objects.filter(member=OuterRef("member"), kind=HOME), on)
    for branch in branches:
        here = from_day(
            Affiliation.objects.filter(kind=CELL, organization__parent=branch), on
        ).annotate(is_at_home=Exists(home.filter(organization=branch)))
        for affiliation in here.filter(is_at_home=False).select_related("organization"):
            _end_posts(affiliation.organization, on, change, of=[affiliation.member_id])
            change.moved_ids.add(affiliation.member_id)
            _end(Affiliation.objects.filter(pk=affiliation.pk), on)


def _move_members(
    rows: QuerySet[Affiliation],
    source: Organization,
    target: Organization,
    plan: ReorganizationPlan,
    change: PeopleChange,
    *,
    named: bool = False,
) -> None:
    """Each fact ends on the day and goes on at the target; one that begins later begins there."""
    on = plan.effective_on
    found = list(rows.select_related("member").order_by("member__sort_key", "member_id", "pk"))
    spanning = [row for row in found if row.valid_from < on]
    Affiliation.objects.filter(pk__in=[row.pk for row in found if row.valid_from >= on]).update(
        organization=target
    )
    Affiliation.objects.filter(pk__in=[row.pk for row in spanning]).update(valid_to=on)
    Affiliation.objects.bulk_create(
        Affiliation(
            member_id=row.member_id,
            organization=target,
            kind=row.kind,
            valid_from=on,
            valid_to=row.valid_to,
            decision=plan.decision,
        )
        for row in spanning
    )
    members = {row.member_id: row.member.full_name for row in found if row.kind in (HOME, CELL)}
    change.moved_ids.update(row.member_id for row in found)
    if members:
        names = tuple(members.values()) if named else ()
        change.moves.append(MemberMove(source.name, target.name, len(members), names))


def _end(rows: QuerySet[Affiliation], on: date) -> None:
    """What would begin later does not begin, unless somebody has written about it already."""
    rows.filter(valid_from__gte=on, comments__isnull=True).delete()
    rows.filter(valid_from__lt=on).update(valid_to=on)


def _drop_links_to_home(home: Organization, on: date) -> None:
    """Nobody is transferred for a time, or linked by residence, to their own home."""
    at_home = from_day(Affiliation.objects.filter(member=OuterRef("member"), kind=HOME), on)
    _end(
        _affiliations(home, on)
        .filter(kind__in=[Affiliation.Kind.TEMPORARY, Affiliation.Kind.RESIDENCE])
        .filter(Exists(at_home.filter(organization=home))),
        on,
    )


def _settle_posts(
    plan: ReorganizationPlan,
    source: Organization,
    successor: Organization | None,
    change: PeopleChange,
) -> None:
    on = plan.effective_on
    posts = list(from_day(Post.objects.filter(organization=source), on).select_related("member"))
    ending = {post.pk: post.valid_to for post in posts}
    carries = plan.posts == Posts.CARRY and plan.kind != Kind.SPLIT
    carried = [post for post in posts if carries and post.kind in CARRIED]
    if successor is None:
        _end_posts(source, on, change)
        return
    _end_posts(source, on, change, leave_unsaid={post.pk for post in carried})
    for post in carried:
        held = Post.objects.filter(member=post.member, organization=successor, kind=post.kind)
        if from_day(held, on).exists():
            continue
        Post.objects.create(
            member=post.member,
            organization=successor,
            kind=post.kind,
            valid_from=max(on, post.valid_from),
            valid_to=ending[post.pk],
            appointment_mode=Post.AppointmentMode.APPOINTED,
            term=Term.objects.in_force(on).filter(organization=successor).first(),
            decision=plan.decision,
        )
        change.posts.append(PostChange(str(post), str(post.member), successor.name))


def _end_posts(
    organization: Organization,
    on: date,
    change: PeopleChange,
    *,
    of: Iterable[int] | None = None,
    leave_unsaid: Iterable[int] = (),
) -> None:
    posts = from_day(Post.objects.filter(organization=organization), on)
    if of is not None:
        posts = posts.filter(member__in=list(of))
    said = posts.exclude(pk__in=list(leave_unsaid)).select_related("member", "organization")
    change.posts += [PostChange(str(post), str(post.member)) for post in said.order_by("pk")]
    posts.filter(valid_from__gte=on).delete()
    posts.filter(valid_from__lt=on).update(valid_to=on)


def _redirect_transfers(source: Organization, successor: Organization | None) -> int:
    """Transfers under way leave from, or reach, where the member or the branch is now."""
    running = Transfer.objects.running().filter(
        Q(from_organization=source) | Q(to_organization=source)
    )
    count = 0
    for transfer in running.select_related("member__home"):
        leaves: int | None = transfer.from_organization_id
        reaches: int | None = transfer.to_organization_id
        if leaves == source.pk:
            leaves = _home_of(transfer.member)
        if reaches == source.pk:
            reaches = successor.pk if successor else None
        count += 1
        if leaves is None or reaches is None or leaves == reaches:
            Transfer.objects.filter(pk=transfer.pk).update(
                state=Transfer.State.CANCELLED, closed_reason=_("The branches were reorganised.")
            )
        else:
            Transfer.objects.filter(pk=transfer.pk).update(
                from_organization_id=leaves, to_organization_id=reaches
            )
    return count


def _home_of(member: Member) -> int | None:
    """Their newest home; `Member.home` is written only after everything has moved."""
    homes = Affiliation.objects.filter(member=member, kind=HOME).order_by("-valid_from")
    return homes.values_list("organization_id", flat=True).first()


def follow_commitments(members: Iterable[int], places: Iterable[int], year: int) -> None:
    """This year's commitments lie with the home of today; those of past years stay."""
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW_COMMITMENTS, [year, list(members), list(places)])
