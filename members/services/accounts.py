"""What people change about their own account."""

from collections.abc import Iterable
from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from members.models import LEGAL_OCCASIONS, Occasion, Post, User

from .audit import record
from .sessions import forget_sessions

OPTIONAL_OCCASIONS = [occasion for occasion in Occasion if occasion not in LEGAL_OCCASIONS]


@transaction.atomic
def change_settings(
    *,
    by: User,
    language: str,
    theme: str,
    text_size: int,
    wanted_occasions: Iterable[str],
    email_rhythm: str,
    quiet_from: time | None,
    quiet_to: time | None,
) -> None:
    """How the app looks to this person, and which e-mails and notifications they want, when; the
    notices that the rules require are sent whatever is said here. Taste is not logged."""
    wanted = set(wanted_occasions)
    by.language = language
    by.theme = theme
    by.text_size = text_size
    by.muted_occasions = [o.value for o in OPTIONAL_OCCASIONS if o.value not in wanted]
    by.email_rhythm = email_rhythm
    by.quiet_from, by.quiet_to = quiet_from, quiet_to
    by.full_clean(exclude=["username", "password", "email", "member"])
    by.save(
        update_fields=[
            "language",
            "theme",
            "text_size",
            "muted_occasions",
            "email_rhythm",
            "quiet_from",
            "quiet_to",
        ]
    )


@transaction.atomic
def wear_hat(*, by: User, post: Post | None) -> None:
    """From the next request on, in every open tab, the person has the rights of that post alone;
    None: those of all their posts. Somebody else's post is refused."""
    if post is not None and post.member_id != by.member_id:
        raise ValidationError(_("Choose one of your own posts."))
    by.hat = post
    by.save(update_fields=["hat"])


@transaction.atomic
def change_password(*, by: User, password: str, now: datetime) -> None:
    """A new password. Every other session of the account ends: its sessions are signed with it."""
    by.set_password(password)
    by.save(update_fields=["password"])
    forget_sessions(by.sessions.all())
    # A technical administrator belongs to no organisation, whose log this could be.
    if by.member and by.member.home:
        record(
            verb="change_password",
            subject=by.get_full_name(),
            organization=by.member.home,
            by=by,
            now=now,
        )
