"""A member asks that something held about them be corrected; the secretary answers."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import CorrectionRequest, Member, Occasion, User
from members.queries import keepers_of

from .audit import record
from .messages import announce

State = CorrectionRequest.State


@transaction.atomic
def ask_correction(*, member: Member, text: str, by: User, now: datetime) -> CorrectionRequest:
    """The keepers of the roll are told that something waits; what it is stands on its page."""
    if member.home is None:
        raise ValidationError(_("You are on no roll, so nobody could answer."))
    correction = CorrectionRequest(member=member, text=text, asked_at=now)
    correction.full_clean(exclude=["answered_at", "answered_by"])
    correction.save()
    announce(
        key=f"{Occasion.CORRECTION_ASKED}:{correction.pk}",
        occasion=Occasion.CORRECTION_ASKED,
        organization=member.home,
        path=reverse("members:correction_answer", args=[correction.public_id]),
        params={"name": member.full_name},
        recipients=Member.objects.filter(pk__in=keepers_of(member.home, timezone.localdate(now))),
        by=by,
        now=now,
    )
    _log("ask_correction", correction, by, now)
    return correction


@transaction.atomic
def answer_correction(
    *, correction: CorrectionRequest, state: str, answer: str, by: User, now: datetime
) -> None:
    """Corrected, or not and why. The change itself is made on the register."""
    correction = (
        CorrectionRequest.objects.select_for_update(of=("self",))
        .select_related("member__home")
        .get(pk=correction.pk)
    )
    if correction.state != State.OPEN:
        raise ValidationError(_("Somebody has answered this already; open it again to read it."))
    correction.state, correction.answer = state, answer
    correction.answered_at, correction.answered_by = now, by
    correction.full_clean()
    correction.save()
    _log("answer_correction", correction, by, now)
    home = correction.member.home
    if home:
        announce(
            key=f"{Occasion.CORRECTION_ANSWERED}:{correction.pk}",
            occasion=Occasion.CORRECTION_ANSWERED,
            organization=home,
            path=reverse("reports:my_record"),
            params={"is_done": state == State.DONE},
            recipients=Member.objects.filter(pk=correction.member_id),
            by=by,
            now=now,
        )


def _log(verb: str, correction: CorrectionRequest, by: User, now: datetime) -> None:
    member = correction.member
    if member.home:
        record(
            verb=verb,
            subject=member.full_name,
            organization=member.home,
            by=by,
            now=now,
            member=member,
        )
