"""Posts: who holds which, from when until when. What a post permits is `members.access`."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from branches.models import Organization, Term, Tier
from branches.services import refuse_dissolved
from members.models import Member, Post, PostKind, User

from .audit import record

IN_A_CELL = [PostKind.CELL_LEADER, PostKind.CELL_DEPUTY]
IN_A_BRANCH = [
    PostKind.SECRETARY,
    PostKind.DEPUTY_SECRETARY,
    PostKind.COMMITTEE_MEMBER,
    PostKind.AUDITOR,
]
IN_A_COMMITTEE = [*IN_A_BRANCH, PostKind.REVIEWER, PostKind.CLERK]


def posts_at(organization: Organization) -> list[PostKind]:
    """The posts that exist at such an organisation."""
    if organization.kind.tier == Tier.CELL:
        return IN_A_CELL
    return IN_A_BRANCH if organization.kind.tier == Tier.BRANCH else IN_A_COMMITTEE


@transaction.atomic
def appoint_post(
    *,
    member: Member,
    organization: Organization,
    kind: PostKind,
    on: date,
    by: User | None,
    now: datetime,
    until: date | None = None,
    mode: Post.AppointmentMode = Post.AppointmentMode.ELECTED,
    decision: str = "",
) -> Post:
    """The member holds the post from that day, in the term of office of that day. ValidationError
    when somebody is secretary already: one must end before the other begins."""
    if kind not in posts_at(organization):
        raise ValidationError(
            {
                "kind": _("“%(organization)s” has no post of %(post)s; choose another post.")
                % {"organization": organization, "post": PostKind(kind).label.lower()}
            }
        )
    refuse_dissolved(organization, on)
    # Two appointments at one organisation wait for each other, so that the second sees the first.
    Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    _refuse_second(member, organization, kind, on, until)
    post = Post(
        member=member,
        organization=organization,
        kind=kind,
        valid_from=on,
        valid_to=until,
        appointment_mode=mode,
        term=Term.objects.in_force(on).filter(organization=organization).first(),
        decision=decision,
    )
    post.full_clean()
    post.save()
    _record("appoint_post", post, by, now)
    return post


def _refuse_second(
    member: Member, organization: Organization, kind: PostKind, on: date, until: date | None
) -> None:
    """The words for the two exclusion constraints of `Post`."""
    overlapping = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    if until:
        overlapping &= Q(valid_from__lt=until)
    holders = Post.objects.filter(overlapping, organization=organization, kind=kind)
    if kind != PostKind.SECRETARY:
        holders = holders.filter(member=member)
    holder = holders.select_related("member").first()
    if holder:
        raise ValidationError(
            {
                "member": _("%(name)s holds this post since %(day)s; end that first.")
                % {"name": holder.member, "day": f"{holder.valid_from:%d/%m/%Y}"}
            }
        )


@transaction.atomic
def end_post(*, post: Post, on: date, by: User | None, now: datetime) -> None:
    """The post is held no more from that day; what it opened is closed on the next request."""
    if post.valid_to and post.valid_to <= on:
        raise ValidationError(
            {"on": _("The post ends on %(day)s already.") % {"day": f"{post.valid_to:%d/%m/%Y}"}}
        )
    post.valid_to = on
    post.full_clean()
    post.save(update_fields=["valid_to"])
    _record("end_post", post, by, now)


def _record(verb: str, post: Post, by: User | None, now: datetime) -> None:
    record(
        verb=verb,
        subject=f"{post.member}: {post.get_kind_display()}",
        organization=post.organization,
        by=by,
        now=now,
        member=post.member,
    )
