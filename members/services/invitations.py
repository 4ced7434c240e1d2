"""Giving people a way in: a first account, or a new password for one they have lost.

The officer never learns a password, and of a code only what stands on a slip they print. Who may
manage accounts of a branch must not come by it to the rights of a post outside that reach: such an
account is left to those above.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.rules import rules_for
from members.access import Access
from members.models import Invitation, Member, Post, User
from members.permissions import Permission
from papers.text import fold

from .audit import record
from .messages import wake_sender
from .second_factor import forget_second_factor
from .sessions import forget_sessions

DAYS = "account.invitation_days"


@transaction.atomic
def invite_member(*, member: Member, channel: str, by: User, now: datetime) -> Invitation:
    """A way to a first account. By e-mail it goes out after the commit: the row itself waits in
    the outbox, and the worker makes the code of it that moment. An older invitation ends."""
    member = _locked(member)
    if hasattr(member, "user"):
        raise ValidationError(_("This member has an account already. Reset the access instead."))
    return _issue(member, channel, by, now, verb="invite_member")


@transaction.atomic
def reset_access(*, member: Member, channel: str, by: User, now: datetime) -> Invitation:
    """A way to a new password. The old one, the second factor and every session end at once:
    whoever asks has forgotten the password, or lost the telephone that was logged in."""
    member = _locked(member)
    user = getattr(member, "user", None)
    if user is None:
        raise ValidationError(_("This member has no account yet. Invite them instead."))
    if not user.is_active or user.is_staff:
        raise ValidationError(_("This account is kept by the technical administrator. Ask them."))
    user.set_unusable_password()
    user.save(update_fields=["password"])
    forget_sessions(user.sessions.all())
    forget_second_factor(user)
    return _issue(member, channel, by, now, verb="reset_access")


@transaction.atomic
def print_slips(*, members: Iterable[Member], by: User, now: datetime) -> list[Invitation]:
    """Invitations on paper, one for each member that has no account; older ones end."""
    invitations = []
    # In one order everywhere, so that two officers who print at once do not wait for each other.
    for member in sorted(members, key=lambda one: one.pk):
        locked = _locked(member)
        if not hasattr(locked, "user"):
            slip = Invitation.Channel.SLIP
            invitations.append(_issue(locked, slip, by, now, verb="print_slips"))
    return invitations


@transaction.atomic
def activate_account(
    *, invitation: Invitation, username: str, password: str, now: datetime
) -> User:
    """The invited person names the account, or keeps the name it has, and sets the password."""
    # The member before the invitation, as everywhere here.
    member = _locked(invitation.member)
    found = Invitation.objects.select_for_update().open(now).filter(pk=invitation.pk).first()
    user = getattr(member, "user", None) or User(username=username, member=member)
    if found is None or not user.is_active:
        raise ValidationError(_("This code does not work any more. Ask for a new one."))
    if user.pk is None and User.objects.filter(username__iexact=username).exists():
        raise ValidationError({"username": _("Somebody has this name already. Choose another.")})
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise ValidationError(
            {"username": _("Somebody has this name already. Choose another.")}
        ) from None
    found.used_at = now
    found.save(update_fields=["used_at"])
    if member.home:
        record(
            verb="activate_account",
            subject=member.full_name,
            organization=member.home,
            by=user,
            now=now,
            member=member,
        )
    return user


def suggested_username(full_name: str) -> str:
    """Nguyễn Thị Quỳnh: quynh.nt, or quynh.nt2 where that is taken."""
    *before, given = fold(full_name).split() or ["member"]
    initials = "".join(word[0] for word in before)
    stem = f"{given}.{initials}".strip(".")
    taken = set(User.objects.filter(username__istartswith=stem).values_list("username", flat=True))
    numbered = (f"{stem}{number}" for number in range(2, len(taken) + 3))
    return next(name for name in [stem, *numbered] if name not in taken)


def _locked(member: Member) -> Member:
    return (
        Member.objects.select_for_update(of=("self",))
        .select_related("home", "user")
        .get(pk=member.pk)
    )


def _issue(member: Member, channel: str, by: User, now: datetime, *, verb: str) -> Invitation:
    _refuse_beyond_reach(member, by, now)
    if channel == Invitation.Channel.EMAIL and not member.email:
        raise ValidationError(
            {"channel": _("No e-mail address of this member is known. Print a slip.")}
        )
    if member.home is None:
        raise ValidationError(_("This member belongs to no branch."))
    member.invitations.filter(used_at__isnull=True, ended_at__isnull=True).update(ended_at=now)
    days = rules_for(member.home, timezone.localdate(now))[DAYS]
    invitation = Invitation(
        member=member,
        channel=channel,
        created_at=now,
        created_by=by,
        expires_at=now + timedelta(days=days),
    )
    invitation.seal()
    invitation.save()
    record(
        verb=verb,
        subject=member.full_name,
        organization=member.home,
        by=by,
        now=now,
        member=member,
    )
    if channel == Invitation.Channel.EMAIL:
        wake_sender()
    return invitation


def _refuse_beyond_reach(member: Member, by: User, now: datetime) -> None:
    """Also posts that begin later: the password would still be known then."""
    if by.member_id == member.pk:
        raise ValidationError(_("Change your own password in the settings."))
    today = timezone.localdate(now)
    access = Access.of(by, today)
    posts = Post.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today), member=member)
    for post in posts.select_related("organization__kind"):
        if not access.may(Permission.MANAGE_ACCOUNTS, post.organization):
            raise ValidationError(
                _(
                    "%(name)s has a post at %(place)s. Only who manages the accounts there "
                    "may do this."
                )
                % {"name": member.full_name, "place": post.organization}
            )
