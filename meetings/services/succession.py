"""How meetings and tasks follow a reorganisation: what is open goes along or ends, what is history
keeps the keys of its date."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization, Tier
from branches.reorganizing.plan import ReorganizationPlan
from branches.reorganizing.shape import Reshaped
from meetings.models import CampaignTarget, Meeting, MeetingState, Task, TaskState
from meetings.models.meeting import BEFORE_ROLL_CALL, TOOK_PLACE
from meetings.models.resolution import STILL_OPEN
from members.models import User

from .meeting import cancel_meeting
from .month import refresh_branch_months
from .states import lock_meetings, lock_place

KEYS_OF_PLACE = """superior_id = place.superior_id, grassroots_id = place.grassroots_id,
    branch_id = place.branch_id"""
KEYS_DIFFER = """(row.superior_id, row.grassroots_id, row.branch_id)
    IS DISTINCT FROM (place.superior_id, place.grassroots_id, place.branch_id)"""
REKEY_MEETINGS = f"""
    UPDATE meetings_meeting AS row SET {KEYS_OF_PLACE}
    FROM branches_organization AS place
    WHERE row.organization_id = place.id AND place.id = ANY(%s::int[]) AND {KEYS_DIFFER}
        AND (row.state = ANY(%s) OR row.starts_at >= %s)
    RETURNING row.id, row.branch_id, row.month
"""  # noqa: S608  # own constants
REKEY_TASKS = f"""
    UPDATE meetings_task AS row SET {KEYS_OF_PLACE}
    FROM branches_organization AS place
    WHERE row.organization_id = place.id AND place.id = ANY(%s::int[]) AND {KEYS_DIFFER}
        AND row.state = ANY(%s)
"""  # noqa: S608  # own constants
REKEY_TARGETS = f"""
    UPDATE meetings_campaigntarget AS row SET {KEYS_OF_PLACE}
    FROM branches_organization AS place
    WHERE row.organization_id = place.id AND place.id = ANY(%s::int[]) AND {KEYS_DIFFER}
        AND row.reported_at IS NULL AND place.branch_id IS NOT NULL
"""  # noqa: S608  # own constants


@dataclass
class MeetingsChange:
    """Titles of the meetings called off and unfinished; how many meetings and tasks go along."""

    cancelled: list[Meeting] = field(default_factory=list)
    unfinished: list[Meeting] = field(default_factory=list)
    moved: int = 0
    tasks_moved: int = 0
    tasks_cancelled: int = 0


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def close_meetings(
    plan: ReorganizationPlan, ending: Iterable[Organization], by: User | None, now: datetime
) -> MeetingsChange:
    """What is planned at an organisation that ends is called off while its people still belong to
    it, so that they hear of it. ValidationError when it has met since it ended."""
    places = list(ending)
    lock_place(*places)
    ended = Meeting.objects.filter(organization__in=places).select_related("organization")
    since = ended.filter(state__in=TOOK_PLACE, starts_at__gte=start_of(plan.effective_on)).first()
    if since:
        words = _("“%(title)s” took place at “%(name)s” on %(day)s. Choose a later day.")
        raise ValidationError(
            {
                "effective_on": words
                % {
                    "title": since,
                    "name": since.organization,
                    "day": f"{timezone.localdate(since.starts_at):%d/%m/%Y}",
                }
            }
        )
    change = MeetingsChange()
    unfinished = ended.filter(state__in=TOOK_PLACE - {MeetingState.APPROVED})
    change.unfinished = list(unfinished.order_by("starts_at", "pk"))
    reason = _("Reorganisation by decision %(decision)s.") % {"decision": plan.decision}
    ahead = list(ended.filter(state__in=BEFORE_ROLL_CALL).order_by("starts_at", "pk"))
    lock_meetings(*(meeting.pk for meeting in ahead))
    for meeting in ahead:
        change.cancelled.append(
            cancel_meeting(meeting=meeting, reason=reason, by=by, now=now)  # type: ignore[arg-type]  # nobody, when the account that planned it is gone
        )
    return change


def follow_meetings(plan: ReorganizationPlan, reshaped: Reshaped, change: MeetingsChange) -> None:
    """Open meetings and tasks carry the keys of today; those of past days stay as they were."""
    for source, successor in reshaped.ended.items():
        _follow_tasks(plan, source, successor, reshaped, change)
        _follow_campaigns(source, successor)
    places = sorted(reshaped.moved)
    with connection.cursor() as cursor:
        since = start_of(plan.effective_on)
        cursor.execute(REKEY_MEETINGS, [places, list(map(str, BEFORE_ROLL_CALL)), since])
        rows = cursor.fetchall()
        cursor.execute(REKEY_TASKS, [places, list(map(str, STILL_OPEN))])
        change.tasks_moved += cursor.rowcount
        cursor.execute(REKEY_TARGETS, [places])
    change.moved += len(rows)
    if rows:
        refresh_branch_months(months={(branch, month) for _pk, branch, month in rows})


def _follow_tasks(
    plan: ReorganizationPlan,
    source: Organization,
    successor: Organization | None,
    reshaped: Reshaped,
    change: MeetingsChange,
) -> None:
    """Of a split, a task goes with who does it, of a cell to its branch; without a successor nobody
    can do it."""
    if successor is None and source.kind.tier == Tier.CELL:
        successor = source.parent
    tasks = Task.objects.filter(organization=source, state__in=STILL_OPEN)
    for part, organization in zip(plan.parts, reshaped.parts, strict=True):
        if organization not in (successor, source):
            mine = tasks.filter(owner__public_id__in=part.members)
            change.tasks_moved += mine.update(organization=organization, **organization.scope_keys)
    if successor and not successor.branch_id:
        return
    if successor:
        change.tasks_moved += tasks.update(organization=successor, **successor.scope_keys)
    else:
        reason = _("The organisation was dissolved by decision %(decision)s.")
        change.tasks_cancelled += tasks.update(
            state=TaskState.CANCELLED, reason=reason % {"decision": plan.decision}
        )


def _follow_campaigns(source: Organization, successor: Organization | None) -> None:
    """What a branch has yet to answer its successor answers, once for all it took over; without
    one nobody does."""
    if successor is None or not successor.is_branch:
        return
    open_targets = CampaignTarget.objects.unanswered().filter(organization=source)
    open_targets.filter(campaign__in=successor.campaign_targets.values("campaign")).delete()
    open_targets.update(organization=successor, **successor.scope_keys)
