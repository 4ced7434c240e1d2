"""Planning a meeting, changing its plan, putting it off, calling it off."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization, Tier
from branches.services import refuse_dissolved
from meetings.models import AgendaItem, Form, Meeting, MeetingKind, MeetingState
from meetings.models.meeting import BEFORE_ROLL_CALL, COUNTS_AS_PERIODIC
from members.models import Member, Occasion, User
from members.services.audit import record
from papers.text import normalize

from .carrying import bring_over
from .month import refresh_branch_month
from .states import lock_place, locked, move, require_state, require_version
from .telling import tell_of_change, tell_the_invited, withdraw_notice
from .template import agenda_of, template_for

TYPED = {"kind", "title", "form", "place", "link", "notice_text", "dress", "fee_line"}


@dataclass(frozen=True)
class MeetingPlan:
    """What a secretary decides about a meeting before it is held."""

    kind: str
    month: date
    starts_at: datetime
    ends_at: datetime
    title: str = ""
    form: str = Form.IN_PERSON
    place: str = ""
    link: str = ""
    chair: Member | None = None
    recorder: Member | None = None
    notice_text: str = ""
    dress: str = ""
    fee_line: str = ""


@transaction.atomic
def plan_meeting(
    *,
    organization: Organization,
    plan: MeetingPlan,
    by: User,
    now: datetime,
    is_time_given: bool = False,
) -> Meeting:
    """A meeting with the standard agenda of its kind. ValidationError names the field to mend. The
    same plan sent twice, even at once, makes one meeting: the second is refused. With
    `is_time_given` the time follows another meeting, and a clash is only pointed out."""
    lock_place(organization)
    _check(organization, plan, other_than=None)
    if not is_time_given:
        _check_time(organization, plan, other_than=None, now=now)
    template = template_for(organization, plan.kind, plan.month)
    meeting = Meeting(
        organization=organization,
        **organization.scope_keys,
        kind=plan.kind,
        created_at=now,
        created_by=by,
    )
    _write(meeting, plan, default_title=template.name if template else "")
    _clean(meeting)
    meeting.save()
    AgendaItem.objects.bulk_create(agenda_of(meeting, template))
    if bring_over(organization=organization, now=now):
        meeting.refresh_from_db(fields=["version", "brought_times"])
    refresh_branch_month(branch=meeting.branch, month=meeting.month)
    record(verb="plan_meeting", subject=meeting.title, organization=organization, by=by, now=now)
    return meeting


@transaction.atomic
def edit_meeting(
    *, meeting: Meeting, version: int, plan: MeetingPlan, by: User, now: datetime
) -> Meeting:
    """Changes the plan; who already had the notice hears of it once. StaleVersion when someone
    else saved in between."""
    meeting = locked(meeting)
    require_state(meeting, BEFORE_ROLL_CALL)
    require_version(meeting.version, version)
    _check(meeting.organization, plan, other_than=meeting)
    if _to_the_minute(plan) != _to_the_minute(meeting):
        _check_time(meeting.organization, plan, other_than=meeting, now=now)
    if meeting.state == MeetingState.CALLED:
        _check_called(meeting, plan)
    old_month, told_before, was_at = meeting.month, _told(meeting), meeting.starts_at
    meeting.kind = plan.kind
    _write(meeting, plan, default_title=meeting.title)
    meeting.version += 1
    changes = [name for name, told in _told(meeting).items() if told != told_before[name]]
    if meeting.state == MeetingState.CALLED and changes:
        if meeting.starts_at <= now:
            raise ValidationError({"starts_at": _("Choose a time that has not passed yet.")})
        tell_of_change(meeting, changes, by, now, was_at=was_at.isoformat())
    _clean(meeting)
    meeting.save()
    for month in {old_month, meeting.month}:
        refresh_branch_month(branch=meeting.branch, month=month)
    record(
        verb="edit_meeting",
        subject=meeting.title,
        organization=meeting.organization,
        by=by,
        now=now,
    )
    return meeting


@transaction.atomic
def postpone_meeting(*, meeting: Meeting, reason: str, by: User, now: datetime) -> Meeting:
    """Puts the meeting off; it keeps its agenda and is called again with a new time."""
    return _call_off(meeting, "postpone", Occasion.MEETING_POSTPONED, reason, by, now)


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: User, now: datetime) -> Meeting:
    """Calls the meeting off for good."""
    return _call_off(meeting, "cancel", Occasion.MEETING_CANCELLED, reason, by, now)


def _call_off(
    meeting: Meeting, verb: str, occasion: Occasion, reason: str, by: User, now: datetime
) -> Meeting:
    reason = normalize(reason).strip()
    if not reason:
        raise ValidationError({"reason": _("Write the reason; everyone invited will read it.")})
    meeting = locked(meeting)
    was_called = meeting.state == MeetingState.CALLED
    move(meeting, verb)
    meeting.cancel_reason = reason
    meeting.version += 1
    if was_called:
        meeting.notice_revision += 1
        withdraw_notice(meeting)
        tell_the_invited(meeting, occasion, by=by, now=now, reason=reason)
    meeting.save()
    refresh_branch_month(branch=meeting.branch, month=meeting.month)
    record(
        verb=f"{verb}_meeting",
        subject=meeting.title,
        organization=meeting.organization,
        by=by,
        now=now,
    )
    return meeting


def kinds_for(organization: Organization) -> list[MeetingKind]:
    """The kinds of meeting an organisation holds."""
    if organization.kind.tier == Tier.CELL:
        return [MeetingKind.CELL]
    return [kind for kind in MeetingKind if kind != MeetingKind.CELL]


def _check(organization: Organization, plan: MeetingPlan, *, other_than: Meeting | None) -> None:
    errors: dict[str, str] = {}
    if organization.kind.tier < Tier.BRANCH:
        raise ValidationError(_("Only branches and Party cells hold these meetings."))
    refuse_dissolved(organization, timezone.localdate(plan.starts_at))
    if plan.kind not in kinds_for(organization):
        errors["kind"] = _("Choose a kind of meeting that this organisation holds.")
    if plan.ends_at <= plan.starts_at:
        errors["ends_at"] = _("The end must be later than the beginning.")
    if plan.form != Form.ONLINE and not plan.place.strip():
        errors["place"] = _("Write where the meeting is held.")
    if plan.form != Form.IN_PERSON and not plan.link.strip():
        errors["link"] = _("Give the link with which members join.")
    if plan.kind in COUNTS_AS_PERIODIC and _has_another(organization, plan, other_than):
        errors["month"] = _(
            "The periodic meeting of this month is already planned. Open that one, or choose "
            "another kind."
        )
    if errors:
        raise ValidationError(errors)


def _to_the_minute(plan: MeetingPlan | Meeting) -> list[datetime]:
    """Forms know no seconds."""
    return [at.replace(second=0, microsecond=0) for at in (plan.starts_at, plan.ends_at)]


def _check_time(
    organization: Organization, plan: MeetingPlan, *, other_than: Meeting | None, now: datetime
) -> None:
    """Nobody can be called to an evening that is over, nor to two meetings at once. Clashes with
    meetings of others are pointed out, not refused (`meetings.clashes`)."""
    if plan.ends_at <= now:
        raise ValidationError({"starts_at": _("Choose a time that has not passed yet.")})
    others = organization.meetings.exclude(
        state__in=[MeetingState.CANCELLED, MeetingState.POSTPONED]
    ).filter(starts_at__lt=plan.ends_at, ends_at__gt=plan.starts_at, ended_at=None)
    if other_than:
        others = others.exclude(pk=other_than.pk)
    other = others.order_by("starts_at", "pk").first()
    if other:
        words = _("“%(title)s” is held from %(begins)s to %(ends)s. Choose another time.") % {
            "title": other.title,
            "begins": f"{timezone.localtime(other.starts_at):%H:%M}",
            "ends": f"{timezone.localtime(other.ends_at):%H:%M}",
        }
        raise ValidationError({"starts_at": words})


def _check_called(meeting: Meeting, plan: MeetingPlan) -> None:
    """What the notice already told people stays true."""
    errors = {}
    if plan.kind != meeting.kind:
        errors["kind"] = _("The notice is out: its kind stays. Cancel it and plan another one.")
    if plan.chair is None:
        errors["chair"] = _("The notice is out: choose who chairs the meeting.")
    if plan.recorder is None:
        errors["recorder"] = _("The notice is out: choose who records the minutes.")
    if errors:
        raise ValidationError(errors)


def _has_another(organization: Organization, plan: MeetingPlan, other_than: Meeting | None) -> bool:
    others = Meeting.objects.filter(
        organization=organization, month=plan.month.replace(day=1), kind__in=COUNTS_AS_PERIODIC
    ).exclude(state=MeetingState.CANCELLED)
    if other_than:
        others = others.exclude(pk=other_than.pk)
    return others.exists()


def _told(meeting: Meeting) -> dict[str, Any]:
    """What the notice says of the plan, by the words with which a change of it is told."""
    return {
        "time": (meeting.starts_at, meeting.ends_at),
        "place": (meeting.form, meeting.place, meeting.link),
        "words": (meeting.dress, meeting.fee_line, meeting.notice_text),
    }


def _clean(meeting: Meeting) -> None:
    """Only what people type can be wrong here; the rest is ours and held by the database."""
    meeting.clean_fields(exclude={field.name for field in meeting._meta.fields} - TYPED)


def _write(meeting: Meeting, plan: MeetingPlan, *, default_title: str) -> None:
    meeting.month = plan.month.replace(day=1)
    meeting.starts_at = plan.starts_at
    meeting.ends_at = plan.ends_at
    meeting.form = plan.form
    meeting.place = normalize(plan.place).strip()
    meeting.link = plan.link.strip()
    meeting.chair = plan.chair
    meeting.recorder = plan.recorder
    meeting.notice_text = normalize(plan.notice_text).strip()
    meeting.dress = normalize(plan.dress).strip()
    meeting.fee_line = normalize(plan.fee_line).strip()
    # A title is part of the papers, and papers are in Vietnamese whatever the reader's language.
    meeting.title = normalize(plan.title).strip() or (
        default_title if meeting.pk else f"{default_title} tháng {plan.month:%m/%Y}"
    )
