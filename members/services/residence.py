"""The yearly comment of the residence branch on a working member (QĐ 213-QĐ/TW), and the end of a
link.

Links begin in `members.services.belonging`; they count in no total.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Affiliation, Member, ResidenceComment, User

from .audit import record


@transaction.atomic
def comment_residence(
    *, link: Affiliation, year: int, text: str, by: User, now: datetime
) -> ResidenceComment:
    """The comment of one year; written again it takes the place of the first. The link must have
    held on some day of that year."""
    today = timezone.localdate(now)
    has_ended = link.valid_to is not None and link.valid_to <= date(year, 1, 1)
    if year > today.year or link.valid_from.year > year or has_ended:
        raise ValidationError({"year": _("The member was not linked to the branch in that year.")})
    # One comment at a time: the second waits and then sees the first.
    Member.objects.select_for_update(of=("self",)).get(pk=link.member_id)
    comment, _is_new = ResidenceComment.objects.update_or_create(
        link=link, year=year, defaults={"text": text, "written_at": now, "written_by": by}
    )
    record(
        verb="comment_residence",
        subject=f"{link.member} ({year})",
        organization=link.organization,
        by=by,
        now=now,
        member=link.member,
    )
    return comment


@transaction.atomic
def end_residence(
    *, link: Affiliation, on: date, reason: str, by: User, now: datetime
) -> Affiliation:
    """From that day the member is linked to the branch no more; the comments written stay."""
    Member.objects.select_for_update(of=("self",)).get(pk=link.member_id)
    link.refresh_from_db(fields=["valid_from", "valid_to"])
    if on <= link.valid_from:
        words = _("The link begins on %(day)s; it can end after that day.")
        raise ValidationError({"on": words % {"day": f"{link.valid_from:%d/%m/%Y}"}})
    if link.valid_to and link.valid_to <= on:
        words = _("The link ends on %(day)s already.")
        raise ValidationError({"on": words % {"day": f"{link.valid_to:%d/%m/%Y}"}})
    link.valid_to = on
    link.full_clean()
    link.save(update_fields=["valid_to"])
    record(
        verb="end_residence",
        subject=link.member,
        organization=link.organization,
        by=by,
        now=now,
        member=link.member,
        reason=reason,
    )
    return link
