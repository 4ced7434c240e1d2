"""Posts: who holds which, from when until when. What a post permits is `members.access`."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from branches.models import Organization, Term, Tier
from branches.services import refuse_dissolved
from members.models import Affiliation, Member, Post, PostKind, Standing, StandingStatus, User
from members.models.belonging import PostQuerySet

from .audit import record

IN_A_CELL = [PostKind.CELL_LEADER, PostKind.CELL_DEPUTY]
IN_A_BRANCH = [
    PostKind.SECRETARY,
    PostKind.DEPUTY_SECRETARY,
    PostKind.COMMITTEE_MEMBER,
    PostKind.AUDITOR,
]
IN_A_COMMITTEE = [*IN_A_BRANCH, PostKind.REVIEWER, PostKind.CLERK]
# One person at a time.
SINGLE = [PostKind.SECRETARY]
# Work in an office, which nobody is elected to.
OFFICE_WORK = [PostKind.CLERK]


class Outcome(models.TextChoices):
    """What the congress meant for a post of the term before."""

    AGAIN = "again", gettext_lazy("Elected again")
    END = "end", gettext_lazy("Ends")
    STAY = "stay", gettext_lazy("Goes on as it is")


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
    replaces: bool = False,
) -> Post:
    """The member holds the post from that day, in the term of office of that day. ValidationError
    when somebody is secretary already, or the member holds it: one must end before the other
    begins. `replaces` lets what stands in the way end on that day."""
    if kind not in posts_at(organization):
        raise ValidationError(
            {
                "kind": _("“%(organization)s” has no post of %(post)s; choose another post.")
                % {"organization": organization, "post": PostKind(kind).label.lower()}
            }
        )
    refuse_dissolved(organization, on)
    _lock(organization)
    _refuse_unfit(member, organization, kind, on, until, timezone.localdate(now))
    post = Post(
        member=member,
        organization=organization,
        kind=kind,
        valid_from=on,
        valid_to=until,
        appointment_mode=mode,
        term=_term_on(organization, on),
        decision=decision,
    )
    _refuse_wrong_end(post)
    if replaces:
        for before in _in_the_way(post).filter(valid_from__lt=on):
            before.valid_to = on
            before.save(update_fields=["valid_to"])
            _record("end_post", before, by, now)
    _refuse_second(post)
    post.full_clean()
    post.save()
    _record("appoint_post", post, by, now)
    return post


@transaction.atomic
def end_post(*, post: Post, on: date, by: User | None, now: datetime, reason: str = "") -> None:
    """The post is held no more from that day; what it opened is closed on the next request.
    `reason`: why, or by which decision."""
    _lock(post.organization)
    post.refresh_from_db(fields=["valid_from", "valid_to"])
    if post.valid_to and post.valid_to <= on:
        raise ValidationError(
            {"on": _("The post ends on %(day)s already.") % {"day": f"{post.valid_to:%d/%m/%Y}"}}
        )
    if on <= post.valid_from:
        words = _("The post begins on %(day)s; it can end after that day, or be erased.")
        raise ValidationError({"on": words % {"day": f"{post.valid_from:%d/%m/%Y}"}})
    post.valid_to = on
    post.end_reason = reason
    post.full_clean()
    post.save(update_fields=["valid_to", "end_reason"])
    _record("end_post", post, by, now, reason)


@transaction.atomic
def renew_posts(
    *,
    organization: Organization,
    outcomes: Mapping[Post, str],
    on: date,
    decision: str,
    by: User,
    now: datetime,
) -> int:
    """After a congress: who was elected again, and whose post ends on that day; returns how many
    posts changed. All of them, or none."""
    changed = 0
    for post, outcome in outcomes.items():
        if outcome == Outcome.AGAIN:
            appoint_post(
                member=post.member,
                organization=organization,
                kind=PostKind(post.kind),
                on=on,
                by=by,
                now=now,
                decision=decision,
                replaces=True,
            )
        elif outcome == Outcome.END:
            end_post(post=post, on=on, by=by, now=now, reason=decision)
        changed += outcome != Outcome.STAY
    return changed


@transaction.atomic
def correct_post(
    *,
    post: Post,
    on: date,
    until: date | None,
    mode: Post.AppointmentMode,
    decision: str,
    reason: str,
    by: User,
    now: datetime,
) -> Post:
    """Other days, manner or decision for a post that was entered wrongly. Another person or
    another post is not a correction: it is erased and entered anew."""
    _lock(post.organization)
    post.valid_from, post.valid_to = on, until
    post.appointment_mode, post.decision = mode, decision
    post.term = _term_on(post.organization, on)
    _refuse_wrong_end(post)
    _refuse_second(post)
    post.full_clean()
    post.save()
    _record("correct_post", post, by, now, reason)
    return post


@transaction.atomic
def erase_post(*, post: Post, reason: str, by: User, now: datetime) -> None:
    """Takes away a post that was never held; the log keeps that it was entered, and why not."""
    _record("erase_post", post, by, now, reason)
    post.delete()


def _lock(organization: Organization) -> None:
    """Two changes of posts at one organisation wait for each other: the second sees the first."""
    Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)


def _term_on(organization: Organization, on: date) -> Term | None:
    term: Term | None = Term.objects.in_force(on).filter(organization=organization).first()
    return term


def _refuse_wrong_end(post: Post) -> None:
    if post.valid_to and post.valid_to <= post.valid_from:
        raise ValidationError({"until": _("The end must be later than the beginning.")})


def _in_the_way(post: Post) -> PostQuerySet:
    """What the two exclusion constraints of `Post` would trip over."""
    overlapping = Q(valid_to__isnull=True) | Q(valid_to__gt=post.valid_from)
    if post.valid_to:
        overlapping &= Q(valid_from__lt=post.valid_to)
    held: PostQuerySet = Post.objects.filter(
        overlapping, organization=post.organization, kind=post.kind
    ).exclude(pk=post.pk)
    return held if post.kind in SINGLE else held.filter(member=post.member)


def _refuse_second(post: Post) -> None:
    holder = _in_the_way(post).select_related("member").order_by("valid_from").first()
    if holder:
        raise ValidationError(
            {
                "member": _("%(name)s holds this post since %(day)s; end that first.")
                % {"name": holder.member, "day": f"{holder.valid_from:%d/%m/%Y}"}
            }
        )


def _refuse_unfit(
    member: Member,
    organization: Organization,
    kind: PostKind,
    on: date,
    until: date | None,
    today: date,
) -> None:
    """Who gets rights by a post must be on the roll it is filled from, and an official member:
    probationary members do not stand for election. A post that is over gives no rights."""
    day = max(on, today)
    if until and until <= day:
        return
    if not _belongs(member, organization, day):
        words = _("%(name)s is not on the roll of “%(organization)s” on %(day)s.")
        raise ValidationError(
            {
                "member": words
                % {"name": member, "organization": organization, "day": f"{day:%d/%m/%Y}"}
            }
        )
    standings = Standing.objects.in_force(day).filter(member=member)
    if kind not in OFFICE_WORK and not standings.filter(status=StandingStatus.OFFICIAL).exists():
        words = _("%(name)s is no official member on %(day)s and cannot hold this post.")
        raise ValidationError({"member": words % {"name": member, "day": f"{day:%d/%m/%Y}"}})


def _belongs(member: Member, organization: Organization, day: date) -> bool:
    """A branch and a cell fill their posts from their own roll, a committee from all below it."""
    own = Affiliation.objects.in_force(day).filter(member=member)
    if organization.kind.tier == Tier.CELL:
        return own.filter(kind=Affiliation.Kind.CELL, organization=organization).exists()
    return own.filter(
        kind=Affiliation.Kind.HOME, organization__path__startswith=organization.path
    ).exists()


def _record(verb: str, post: Post, by: User | None, now: datetime, reason: str = "") -> None:
    record(
        verb=verb,
        subject=f"{post.member}: {post.get_kind_display()}",
        organization=post.organization,
        by=by,
        now=now,
        member=post.member,
        reason=reason,
    )
