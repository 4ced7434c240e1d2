"""What members answer to a notice, and what the leaders say to a leave."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.models import Answer, Meeting, Reply
from meetings.models.meeting import MeetingState
from meetings.readers import invited_to
from members.models import Member, Occasion, User
from members.services.audit import record
from members.services.messages import announce, withdraw
from papers.text import normalize

from .states import locked, require_state


@transaction.atomic
def reply_to_notice(
    *, meeting: Meeting, member: Member, answer: str, reason: str, now: datetime
) -> Reply:
    """The member's answer, the last one counting. ValidationError when leave has no reason, the
    meeting has begun, or the member is not invited."""
    # Shared with the roll call, which freezes the answers: neither overlooks the other.
    meeting = locked(meeting)
    if meeting.state != MeetingState.CALLED:
        raise ValidationError(_("The meeting has begun or is not called; answers are closed."))
    if not invited_to(meeting).filter(pk=member.pk).exists():
        raise ValidationError(_("You are not on the list of this meeting."))
    if answer not in Answer.values or (answer == Answer.ONLINE and not meeting.may_join_online):
        raise ValidationError(_("Choose one of the answers offered."))
    reason = normalize(reason).strip()
    if answer == Answer.LEAVE and not reason:
        raise ValidationError({"reason": _("Write why you cannot come.")})
    saved = meeting.replies.filter(member=member).first()
    if saved and (saved.answer, saved.reason) == (answer, reason):
        return saved
    if saved:
        withdraw(key_prefix=_about(saved))
    # What was said to the leave was said to another reason.
    unsaid = {"is_granted": None, "granted_at": None, "granted_by": None}
    reply, _created = Reply.objects.update_or_create(
        meeting=meeting,
        member=member,
        defaults={"answer": answer, "reason": reason, "answered_at": now, **unsaid},
    )
    return reply


@transaction.atomic
def answer_leave(
    *, meeting: Meeting, member: Member, is_granted: bool, by: User, now: datetime
) -> Reply:
    """Grants or refuses the leave a member asks for, and tells the member; the last word counts.
    A refused leave is not filled in when the roll call opens."""
    meeting = locked(meeting)
    require_state(meeting, frozenset({MeetingState.CALLED}))
    reply = meeting.replies.filter(member=member, answer=Answer.LEAVE).first()
    if reply is None:
        raise ValidationError(_("This member does not ask for leave any more."))
    if reply.is_granted is is_granted:
        return reply
    reply.is_granted, reply.granted_at, reply.granted_by = is_granted, now, by
    reply.save(update_fields=["is_granted", "granted_at", "granted_by"])
    withdraw(key_prefix=_about(reply))
    announce(
        key=f"{_about(reply)}{now.timestamp()}",
        occasion=Occasion.LEAVE_ANSWERED,
        organization=meeting.organization,
        path=meeting.get_absolute_url(),
        params={**meeting.message_params(), "is_granted": is_granted},
        recipients=Member.objects.filter(pk=member.pk),
        by=by,
        now=now,
        stale_at=meeting.starts_at,
    )
    record(
        verb="answer_leave",
        subject=f"{member.full_name} – {meeting.title}",
        organization=meeting.organization,
        by=by,
        now=now,
    )
    return reply


def _about(reply: Reply) -> str:
    return f"{Occasion.LEAVE_ANSWERED}:reply:{reply.pk}:"
