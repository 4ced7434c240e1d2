"""Calling a meeting, taking the call back, reminding those who have not read."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization
from meetings.models import Meeting
from meetings.models.meeting import MeetingState
from meetings.queries import leaders_of_each
from meetings.readers import invited_to, notices_sent
from members.models import Member, Occasion, User
from members.services.audit import record
from members.services.messages import REMINDER_LASTS, Saying, announce, announce_each, withdraw

from .month import refresh_branch_month
from .speaker import tell_those_asked, unask
from .states import locked, move, require_state
from .telling import tell_the_invited, withdraw_notice


@transaction.atomic
def call_meeting(
    *, meeting: Meeting, by: User, now: datetime, hold: timedelta = timedelta(0)
) -> int:
    """Issues the notice to everyone invited; returns how many people. Approved by the caller's
    permission alone; a second call is refused by the state. For as long as `hold` it waits, and
    `recall_notice` takes it back."""
    meeting = locked(meeting)
    move(meeting, "call")
    if missing := missing_for_notice(meeting, now):
        raise ValidationError(missing)
    meeting.called_at, meeting.called_by = now, by
    meeting.cancel_reason = ""
    meeting.notice_revision += 1
    meeting.version += 1
    meeting.save()
    # Who has not heard yet that it was put off hears the new time alone.
    withdraw(key_prefix=f"{Occasion.MEETING_POSTPONED}:meeting:{meeting.pk}:")
    leaves_at = now + hold
    recipients = tell_the_invited(meeting, Occasion.NOTICE_ISSUED, by=by, now=now, due_at=leaves_at)
    tell_those_asked(meeting, now=now, due_at=leaves_at)
    refresh_branch_month(branch=meeting.branch, month=meeting.month)
    record(
        verb="call_meeting",
        subject=meeting.title,
        organization=meeting.organization,
        by=by,
        now=now,
    )
    return recipients


def missing_for_notice(meeting: Meeting, now: datetime) -> list[str]:
    """What stands in the way of sending the notice, in words; empty when nothing does."""
    missing = []
    if meeting.starts_at <= now:
        missing.append(_("The meeting begins in the past. Change its time."))
    if not meeting.chair_id:
        missing.append(_("Nobody is chosen to chair the meeting."))
    if not meeting.recorder_id:
        missing.append(_("Nobody is chosen to record the minutes."))
    if not meeting.items.exists():
        missing.append(_("The agenda has no item."))
    if not invited_to(meeting).exists():
        missing.append(_("Nobody belongs to this organisation on that day."))
    return missing


@transaction.atomic
def recall_notice(*, meeting: Meeting, by: User, now: datetime) -> Meeting:
    """Takes a notice back that has not left yet: the meeting is being prepared again, as if it had
    not been called. ValidationError once anybody has it."""
    meeting = locked(meeting)
    move(meeting, "recall")
    withdraw_notice(meeting)
    if notices_sent(meeting).exists():
        raise ValidationError(
            _("The notice has left. Change the meeting, put it off or cancel it instead.")
        )
    unask(meeting)
    meeting.called_at = meeting.called_by = None
    meeting.version += 1
    meeting.save()
    refresh_branch_month(branch=meeting.branch, month=meeting.month)
    record(
        verb="recall_notice",
        subject=meeting.title,
        organization=meeting.organization,
        by=by,
        now=now,
    )
    return meeting


@transaction.atomic
def remind_unread(*, meeting: Meeting, by: User, now: datetime) -> int:
    """Reminds those who have an account and have not opened the notice, at most once a day: who has
    none is told by a slip or by telephone. Returns how many."""
    meeting = locked(meeting)
    require_state(meeting, frozenset({MeetingState.CALLED}))
    unread = Member.objects.filter(
        messages__in=notices_sent(meeting).unread(), user__is_active=True
    )
    if not unread.exists():
        return 0
    reminded = announce(
        key=f"{Occasion.NOTICE_UNREAD}:meeting:{meeting.pk}:{timezone.localdate(now)}",
        occasion=Occasion.NOTICE_UNREAD,
        organization=meeting.organization,
        path=meeting.get_absolute_url(),
        params=meeting.message_params(),
        recipients=unread,
        by=by,
        now=now,
        stale_at=meeting.starts_at,
    )
    if reminded:
        record(
            verb="remind_unread",
            subject=meeting.title,
            organization=meeting.organization,
            by=by,
            now=now,
        )
    return reminded


@transaction.atomic
def remind_branches(
    *,
    committee: Organization,
    month: date,
    organizations: Iterable[Organization],
    by: User,
    now: datetime,
) -> int:
    """A committee reminds the secretaries and deputies of these branches of a month's meeting, each
    branch at most once a day. Returns how many branches were reminded now."""
    today = timezone.localdate(now)
    branches = list(organizations)
    leaders = leaders_of_each(branches, today)
    said = announce_each(
        occasion=Occasion.COMMITTEE_REMINDER,
        sayings=(
            Saying(
                key=f"{Occasion.COMMITTEE_REMINDER}:{committee.pk}:{branch.pk}:{month}:{today}",
                organization=branch,
                path=reverse("home"),
                params={
                    "committee": committee.name,
                    "branch": branch.name,
                    "month": f"{month:%m/%Y}",
                },
                recipients=leaders.get(branch.pk, []),
            )
            for branch in branches
        ),
        by=by,
        now=now,
        stale_at=now + REMINDER_LASTS,
    )
    record(verb="remind_branches", subject=f"{month:%m/%Y}", organization=committee, by=by, now=now)
    return len(said)
