"""Chair and recorder each approve the minutes that were read out: by their own account, or by PIN
on a device where somebody else is logged in, or by hand on the printed paper."""

from datetime import datetime
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.models import Meeting, MeetingState, Minutes
from members.models import User
from members.services.audit import record
from members.services.pin import check_pin

from .states import locked, require_state


class Signer(StrEnum):
    CHAIR = "chair"
    RECORDER = "recorder"


@transaction.atomic
def sign_minutes(
    *, meeting: Meeting, signer: Signer, by: User, now: datetime, pin: str = ""
) -> Minutes:
    """The chair's or the recorder's approval. Without a PIN it is that of `by`, who must be the
    person; with one, of the person whose PIN it is. A second call changes nothing; going back to
    writing takes both back. ValidationError names what is wrong."""
    meeting = locked(meeting)
    require_state(meeting, frozenset({MeetingState.MINUTED}))
    minutes = Minutes.objects.select_for_update().get(meeting=meeting)
    person = meeting.chair if signer == Signer.CHAIR else meeting.recorder
    if person is None:
        raise ValidationError(_("Nobody is entered for this; open the minutes and choose them."))
    if by.member_id != person.pk:
        if not pin:
            raise ValidationError(
                {
                    "pin": _("%(name)s must type the PIN, or approve in an account of their own.")
                    % {"name": person}
                }
            )
        check_pin(member=person, pin=pin)
    column = f"{signer}_approved_at"
    if getattr(minutes, column) is None:
        setattr(minutes, column, now)
        minutes.save(update_fields=[column])
        record(
            verb="sign_minutes",
            subject=f"{meeting.title}: {person}",
            organization=meeting.organization,
            by=by,
            now=now,
            member=person,
        )
    return minutes


def missing_signers(meeting: Meeting, minutes: Minutes, by: User) -> list[Signer]:
    """Who has yet to approve before `by` can lock; locking is one's own approval."""
    people = {Signer.CHAIR: meeting.chair_id, Signer.RECORDER: meeting.recorder_id}
    return [
        signer
        for signer, member_id in people.items()
        if member_id
        and member_id != by.member_id
        and getattr(minutes, f"{signer}_approved_at") is None
    ]
