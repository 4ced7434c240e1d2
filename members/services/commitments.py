"""Yearly commitments: the member writes, the branch remarks month by month, the member answers."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.services import refuse_dissolved
from members.models import Commitment, CommitmentRemark, Member, Occasion, User

from .audit import record
from .messages import announce


class CommitmentChanged(Exception):
    """Saved elsewhere since it was opened; `saved` is what stands now."""

    def __init__(self, saved: Commitment) -> None:
        super().__init__()
        self.saved = saved


@transaction.atomic
def save_commitment(
    *,
    member: Member,
    year: int,
    topics: Sequence[str],
    text: str,
    version: int,
    by: User,
    now: datetime,
) -> Commitment:
    """The commitment of the year as the member writes it; `version` is the one it was opened
    with, 0 for a new one."""
    place = member.cell or member.home
    if place is None:
        raise ValidationError(_("You are on no roll, so nobody could follow it up."))
    refuse_dissolved(place, timezone.localdate(now))
    # Two first savings wait for each other here, so that the second sees the first.
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    commitment = Commitment.objects.filter(member=member, year=year).first()
    if commitment and commitment.version != version:
        raise CommitmentChanged(commitment)
    commitment = commitment or Commitment(member=member, year=year, version=0)
    commitment.organization = place
    for key, value in place.scope_keys.items():
        setattr(commitment, key, value)
    commitment.topics, commitment.text = list(topics), text
    commitment.version += 1
    commitment.saved_at = now
    commitment.save()
    _log("save_commitment", commitment, by, now)
    return commitment


@transaction.atomic
def write_remark(
    *, commitment: Commitment, month: date, text: str, by: User, now: datetime
) -> CommitmentRemark:
    """The branch's remark of one month; written again it takes the place of the first, until the
    member has answered."""
    today = timezone.localdate(now)
    if month.year != commitment.year or month > today:
        raise ValidationError({"month": _("Choose a month of the year that has begun already.")})
    # One remark at a time: the second waits and then sees the first.
    Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    month = month.replace(day=1)
    remark = commitment.remarks.filter(month=month).first()
    if remark and remark.answered_at:
        raise ValidationError(
            {"month": _("The member has answered the remark of this month; it stays as it is.")}
        )
    remark = remark or CommitmentRemark(commitment=commitment, month=month)
    remark.text, remark.written_at, remark.written_by = text, now, by
    remark.save()
    _log("write_remark", commitment, by, now)
    announce(
        key=f"{Occasion.COMMITMENT_REMARK}:{remark.pk}",
        occasion=Occasion.COMMITMENT_REMARK,
        organization=commitment.organization,
        path=commitment.get_absolute_url(),
        params={"month": f"{month:%m/%Y}"},
        recipients=Member.objects.filter(pk=commitment.member_id),
        by=by,
        now=now,
    )
    return remark


@transaction.atomic
def answer_remark(*, remark: CommitmentRemark, answer: str, by: User, now: datetime) -> None:
    """What the member says to a remark; may be written anew."""
    remark.answer, remark.answered_at = answer, now
    remark.save(update_fields=["answer", "answered_at"])
    _log("answer_remark", remark.commitment, by, now)


def _log(verb: str, commitment: Commitment, by: User, now: datetime) -> None:
    record(
        verb=verb,
        subject=f"{commitment.member} ({commitment.year})",
        organization=commitment.organization,
        by=by,
        now=now,
        member=commitment.member,
    )
