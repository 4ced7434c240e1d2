"""Reorganising: planning it, seeing beforehand what it does, and its taking effect on its day.

What it does to the tree is in `branches.reorganizing`, to people in
`members.services.reorganizing`, to meetings and tasks in `.succession`. A preview carries all of
it out and takes it back, so it shows what will be, or the same refusal.
"""

import logging
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization, Reorganization, ReorganizationPart, Term
from branches.reorganizing.checks import check_plan
from branches.reorganizing.plan import ReorganizationPlan, plan_of, store_plan
from branches.reorganizing.shape import Reshaped, TreeChange, lock_tree, reshape
from members.current import refresh_current
from members.models import User
from members.services.audit import record
from members.services.reorganizing import (
    PeopleChange,
    check_people,
    follow,
    follow_commitments,
)

from .succession import MeetingsChange, close_meetings, follow_meetings

State = Reorganization.State
logger = logging.getLogger(__name__)
FAILURE_LENGTH = 300


@dataclass
class Changes:
    """Everything a reorganisation changes, in words and counts."""

    organizations: list[TreeChange] = field(default_factory=list)
    along: int = 0
    people: PeopleChange = field(default_factory=PeopleChange)
    meetings: MeetingsChange = field(default_factory=MeetingsChange)
    terms: list[Term] = field(default_factory=list)


def plan_reorganization(
    *, plan: ReorganizationPlan, by: User | None, now: datetime
) -> Reorganization:
    """Checks and keeps the plan; one whose day has come takes effect at once. ValidationError
    names the field to mend, and then nothing is kept."""
    with transaction.atomic():
        preview_reorganization(plan=plan, now=now)
        _refuse_planned_twice(plan)
        row = store_plan(plan, by_id=by.pk if by else None, now=now)
        record(verb="plan_reorganization", subject=row, organization=row.scope, by=by, now=now)
        if row.effective_on <= timezone.localdate(now):
            apply_reorganization(reorganization=row, by=by, now=now)
    return row


def _refuse_planned_twice(plan: ReorganizationPlan) -> None:
    """Two plans that wait for the same organisation would trip over each other on the day."""
    waiting = ReorganizationPart.objects.filter(
        organization__in=[*plan.sources, *([plan.target] if plan.target else [])],
        reorganization__state=State.SCHEDULED,
    ).select_related("organization", "reorganization")
    part = waiting.order_by("pk").first()
    if part:
        words = _("“%(name)s” waits for another reorganisation on %(day)s. Cancel that one first.")
        day = f"{part.reorganization.effective_on:%d/%m/%Y}"
        raise ValidationError({"sources": words % {"name": part.organization, "day": day}})


def preview_reorganization(*, plan: ReorganizationPlan, now: datetime) -> Changes:
    """What the plan will change if nothing else happens until its day; nothing is kept."""
    with transaction.atomic():
        check_plan(plan)
        row = store_plan(plan, by_id=None, now=now)
        today = max(plan.effective_on, timezone.localdate(now))
        # Copies of its own: what it does to the organisations must not reach the caller's.
        changes = _carry_out(plan_of(row), row, None, now, today)
        transaction.set_rollback(True)
    return changes


def apply_reorganization(
    *, reorganization: Reorganization, by: User | None, now: datetime
) -> Changes:
    """Carries it out, all or nothing. ValidationError says what stands in the way."""
    with transaction.atomic():
        row = Reorganization.objects.select_for_update().get(pk=reorganization.pk)
        today = timezone.localdate(now)
        if row.state not in (State.SCHEDULED, State.FAILED):
            words = _("This reorganisation is “%(state)s”; it cannot take effect again.")
            raise ValidationError(words % {"state": row.get_state_display()})
        if row.effective_on > today:
            words = _("It takes effect on %(day)s, not before.")
            raise ValidationError(words % {"day": f"{row.effective_on:%d/%m/%Y}"})
        changes = _carry_out(plan_of(row), row, by, now, today)
        row.state, row.applied_at, row.failure = State.APPLIED, now, ""
        row.save(update_fields=["state", "applied_at", "failure"])
        record(verb="apply_reorganization", subject=row, organization=row.scope, by=by, now=now)
    reorganization.refresh_from_db()
    return changes


def _carry_out(
    plan: ReorganizationPlan,
    row: Reorganization,
    by: User | None,
    now: datetime,
    today: date,
) -> Changes:
    lock_tree()
    check_plan(plan)
    check_people(plan)
    ending = plan.sources if plan.ends_sources else ()
    meetings = close_meetings(plan, ending, by, now)
    reshaped = reshape(plan, row)
    people = follow(plan, reshaped)
    refresh_current(today, only=people.moved_ids)
    follow_commitments(people.moved_ids, reshaped.moved, plan.effective_on.year)
    follow_meetings(plan, reshaped, meetings)
    return Changes(
        organizations=reshaped.changes,
        along=_along(reshaped),
        people=people,
        meetings=meetings,
        terms=reshaped.terms,
    )


def _along(reshaped: Reshaped) -> int:
    """Standing organisations whose place differs, beyond those named one by one."""
    standing = Organization.objects.filter(pk__in=reshaped.moved, dissolved_on__isnull=True)
    return max(0, standing.count() - len(reshaped.changes))


def apply_due_reorganizations(*, now: datetime) -> dict[str, int]:
    """Those whose day has come, the oldest first, each exactly once however often this runs. One
    that cannot take effect says why and does not hold up the others."""
    due = Reorganization.objects.filter(
        state=State.SCHEDULED, effective_on__lte=timezone.localdate(now)
    ).order_by("effective_on", "pk")
    counts = {"applied": 0, "failed": 0}
    for pk in list(due.values_list("pk", flat=True)):
        outcome = _take_effect(pk, now)
        if outcome:
            counts[outcome] += 1
    return counts


@transaction.atomic
def _take_effect(pk: int, now: datetime) -> str:
    """ "applied", "failed", or nothing when another worker has it."""
    waiting = Reorganization.objects.select_for_update(skip_locked=True, of=("self",))
    row = waiting.select_related("created_by").filter(pk=pk, state=State.SCHEDULED).first()
    if row is None:
        return ""
    try:
        apply_reorganization(reorganization=row, by=row.created_by, now=now)
    except ValidationError as error:
        reason = " ".join(error.messages)
    except DatabaseError:
        logger.exception("Reorganization %s was refused by the database", pk)
        reason = _("It contradicts what is recorded; nothing was changed. Plan it again.")
    except Exception:
        # One that trips over a fault of ours must not keep the others from their day.
        logger.exception("Reorganization %s failed", pk)
        reason = _("A fault of the program stopped it; nothing was changed.")
    else:
        return "applied"
    row.state, row.failure = State.FAILED, reason[:FAILURE_LENGTH]
    row.save(update_fields=["state", "failure"])
    return "failed"


@transaction.atomic
def cancel_reorganization(
    *, reorganization: Reorganization, by: User | None, now: datetime
) -> Reorganization:
    """It will not take effect. What has taken effect is undone by another reorganisation only."""
    row = Reorganization.objects.select_for_update().get(pk=reorganization.pk)
    if row.state not in (State.SCHEDULED, State.FAILED):
        words = _("This reorganisation is “%(state)s”; it cannot be cancelled.")
        raise ValidationError(words % {"state": row.get_state_display()})
    row.state = State.CANCELLED
    row.save(update_fields=["state"])
    record(verb="cancel_reorganization", subject=row, organization=row.scope, by=by, now=now)
    return row
