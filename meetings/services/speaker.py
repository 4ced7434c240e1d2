"""Asking members to speak to an item; they accept, or hand over and say why."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.models import AgendaItem, Meeting, SpeakerRole
from meetings.models.meeting import BEFORE_ROLL_CALL, MeetingState
from meetings.readers import invited_to
from members.models import Member, Occasion, User
from members.services.audit import record
from members.services.messages import announce, withdraw
from papers.text import normalize

from .states import locked, require_state

State = SpeakerRole.State


@transaction.atomic
def ask_to_speak(*, item: AgendaItem, member: Member, by: User, now: datetime) -> SpeakerRole:
    """Asks a member to speak to an item, at once when the notice is out, else together with it.
    One who handed over may be asked again."""
    meeting = locked(item.meeting)
    require_state(meeting, BEFORE_ROLL_CALL)
    if not invited_to(meeting).filter(pk=member.pk).exists():
        raise ValidationError(_("Choose somebody who is invited to this meeting."))
    role, is_new = SpeakerRole.objects.get_or_create(item=item, member=member)
    if not is_new and role.state != State.HANDED_OVER:
        return role
    role.state, role.handed_to, role.note, role.answered_at = State.ASKED, None, "", None
    role.asked_at = None
    role.save()
    if meeting.state == MeetingState.CALLED:
        _tell(role, meeting, by, now)
    record(
        verb="ask_to_speak",
        subject=f"{member.full_name} – {meeting.title}",
        organization=meeting.organization,
        by=by,
        now=now,
    )
    return role


@transaction.atomic
def release_speaker(*, role: SpeakerRole, by: User, now: datetime) -> None:
    """Takes the request back; what was not yet delivered of it is not sent."""
    meeting = locked(role.item.meeting)
    require_state(meeting, BEFORE_ROLL_CALL)
    withdraw(key_prefix=_about(role))
    name = role.member.full_name
    role.delete()
    record(
        verb="release_speaker",
        subject=f"{name} – {meeting.title}",
        organization=meeting.organization,
        by=by,
        now=now,
    )


@transaction.atomic
def answer_asked(
    *,
    role: SpeakerRole,
    is_accepted: bool,
    note: str,
    handed_to: Member | None,
    by: User,
    now: datetime,
) -> SpeakerRole:
    """Accepts, or hands over with a reason and perhaps somebody better suited; the last answer
    counts until the meeting opens."""
    meeting = locked(role.item.meeting)
    require_state(meeting, frozenset({MeetingState.CALLED}))
    role = SpeakerRole.objects.select_for_update(of=["self"]).select_related("item").get(pk=role.pk)
    note = normalize(note).strip()
    if is_accepted:
        role.state, role.handed_to, role.note = State.ACCEPTED, None, ""
    else:
        if not note:
            raise ValidationError({"note": _("Write why you hand over.")})
        if handed_to and handed_to.pk == role.member_id:
            raise ValidationError({"handed_to": _("Propose somebody else.")})
        role.state, role.handed_to, role.note = State.HANDED_OVER, handed_to, note
    role.answered_at = now
    role.clean_fields(exclude=["item", "member", "handed_to"])
    role.save()
    record(
        verb="answer_asked",
        subject=role.item.title,
        organization=meeting.organization,
        by=by,
        now=now,
    )
    return role


def tell_those_asked(meeting: Meeting, *, now: datetime, due_at: datetime) -> None:
    """With the notice goes the request to those who shall speak; each hears it once."""
    asked = SpeakerRole.objects.filter(item__meeting=meeting, state=State.ASKED)
    for role in asked.filter(asked_at=None).select_related("item", "member"):
        _tell(role, meeting, meeting.called_by, now, due_at)


def unask(meeting: Meeting) -> None:
    """The notice is taken back, and with it what went out to those who shall speak."""
    roles = SpeakerRole.objects.filter(item__meeting=meeting, asked_at=meeting.called_at)
    for role in roles:
        withdraw(key_prefix=_about(role))
    roles.update(asked_at=None)


def _tell(
    role: SpeakerRole,
    meeting: Meeting,
    by: User | None,
    now: datetime,
    due_at: datetime | None = None,
) -> None:
    role.asked_at = now
    role.save(update_fields=["asked_at"])
    announce(
        key=f"{_about(role)}{now.timestamp()}",
        occasion=Occasion.ASKED_TO_SPEAK,
        organization=meeting.organization,
        path=meeting.get_absolute_url(),
        params={**meeting.message_params(), "item": role.item.title},
        recipients=Member.objects.filter(pk=role.member_id),
        by=by,
        now=now,
        due_at=due_at,
        stale_at=meeting.starts_at,
    )


def _about(role: SpeakerRole) -> str:
    return f"{Occasion.ASKED_TO_SPEAK}:role:{role.pk}:"
