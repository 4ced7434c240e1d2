"""Writing a resolution with its tasks, publishing it, and following the tasks up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import Meeting, Progress, Resolution, Task, TaskState, Vote
from meetings.models.meeting import MINUTES_BEING_WRITTEN
from meetings.models.resolution import DONE
from members.models import Member, Occasion, User
from members.services.audit import record
from members.services.messages import announce
from papers.text import normalize

from .month import refresh_branch_month
from .number import issue_number
from .revision import TextConflict, keep_revision
from .states import locked, require_state

# Columns that publishing and reporting fill; a draft may leave them empty.
NOT_TYPED = {
    model: [field.name for field in model._meta.fields if field.null]
    for model in (Resolution, Task)
}


@dataclass(frozen=True)
class ResolutionText:
    kind: str
    abstract: str
    legal_basis: str = ""
    assessment: str = ""
    direction: str = ""
    implementation: str = ""


@dataclass(frozen=True)
class TaskLine:
    """Who does what by when, and what proves it; `task` None for a new one."""

    task: Task | None
    description: str
    owner: Member
    due_on: date
    proof: str = ""


@transaction.atomic
def save_resolution(
    *,
    meeting: Meeting,
    resolution: Resolution | None,
    version: int,
    text: ResolutionText,
    tasks: Sequence[TaskLine],
    vote: Vote | None,
    by: User,
    now: datetime,
) -> Resolution:
    """Saves the draft resolution of a meeting; the tasks become exactly these lines.

    TextConflict when someone else saved in between; ValidationError names the task to mend.
    """
    meeting = locked(meeting)
    require_state(meeting, MINUTES_BEING_WRITTEN)
    if vote and vote.entry.minutes.meeting_id != meeting.pk:
        raise ValidationError({"vote": _("Choose a vote of this meeting.")})
    if resolution is None:
        resolution = Resolution(meeting=meeting, version=0)
    else:
        resolution = Resolution.objects.select_for_update().get(pk=resolution.pk)
    body = {**_clean(text), "tasks": [_task_body(line) for line in tasks]}
    if resolution.version != version:
        raise TextConflict(saved=resolution_body(resolution), mine=body, version=resolution.version)
    for name, value in _clean(text).items():
        setattr(resolution, name, value)
    resolution.vote = vote
    resolution.version += 1
    resolution.full_clean(exclude=NOT_TYPED[Resolution])
    resolution.save()
    _write_tasks(meeting, resolution, tasks)
    part = f"resolution:{resolution.pk}"
    keep_revision(meeting, part, resolution.version, body, by=by, now=now)
    record(
        verb="save_resolution",
        subject=resolution.abstract,
        organization=meeting.organization,
        by=by,
        now=now,
    )
    return resolution


def resolution_body(resolution: Resolution) -> dict[str, Any]:
    """What is saved of a resolution, in the shape of a revision's body."""
    names = ("kind", "abstract", "legal_basis", "assessment", "direction", "implementation")
    tasks = resolution.tasks.select_related("owner")
    return {name: getattr(resolution, name) for name in names} | {
        "tasks": [_task_body(task) for task in tasks]
    }


def _task_body(task: Task | TaskLine) -> dict[str, str]:
    return {
        "description": task.description,
        "owner": task.owner.full_name,
        "due_on": task.due_on.isoformat(),
        "proof": task.proof,
    }


def _clean(text: ResolutionText) -> dict[str, Any]:
    return {name: normalize(value).strip() for name, value in vars(text).items()}


def _write_tasks(meeting: Meeting, resolution: Resolution, lines: Sequence[TaskLine]) -> None:
    held_on = timezone.localdate(meeting.starts_at)
    own = {task.pk: task for task in resolution.tasks.all()}
    kept: set[int] = set()
    for position, line in enumerate(lines, start=1):
        if line.due_on < held_on:
            raise ValidationError(
                _("Task %(number)s: the deadline lies before the meeting. Choose a later day.")
                % {"number": position}
            )
        task = own.get(line.task.pk) if line.task else Task(resolution=resolution)
        if task is None:
            raise ValidationError(_("One of the tasks belongs to another resolution."))
        task.organization = meeting.organization
        for key, value in meeting.organization.scope_keys.items():
            setattr(task, key, value)
        task.position = position
        task.description = normalize(line.description).strip()
        task.owner = line.owner
        task.due_on = line.due_on
        task.proof = normalize(line.proof).strip()
        task.full_clean(exclude=NOT_TYPED[Task])
        task.save()
        kept.add(task.pk)
    resolution.tasks.exclude(pk__in=kept).delete()


def publish_resolutions(*, meeting: Meeting, by: User, now: datetime) -> list[Resolution]:
    """Numbers and publishes the resolutions of a meeting and hands out their tasks; part of
    approving, in the same transaction. A resolution without an adopted vote stops it
    (Charter, Article 9.5)."""
    today = timezone.localdate(now)
    published = []
    drafts = meeting.resolutions.filter(published_at=None).select_related("vote")
    for resolution in drafts.select_for_update(of=["self"]):
        if resolution.vote is None or not resolution.vote.is_adopted:
            raise ValidationError(
                _(
                    "“%(abstract)s” has no adopted vote: choose the vote that adopted it, or "
                    "remove the draft, then approve again."
                )
                % {"abstract": resolution.abstract}
            )
        resolution.number = issue_number(
            organization=meeting.organization, document_type=resolution.kind, on=today
        )
        resolution.published_at = now
        resolution.signed_by = meeting.chair
        resolution.save(update_fields=["number", "published_at", "signed_by"])
        _assign_tasks(resolution, today, by=by, now=now)
        published.append(resolution)
    return published


def _assign_tasks(resolution: Resolution, today: date, *, by: User, now: datetime) -> None:
    for task in resolution.tasks.select_related("owner", "organization"):
        task.is_assigned, task.assigned_on = True, today
        task.save(update_fields=["is_assigned", "assigned_on"])
        announce(
            key=f"{Occasion.TASK_ASSIGNED}:task:{task.pk}",
            occasion=Occasion.TASK_ASSIGNED,
            organization=task.organization,
            path=task.get_absolute_url(),
            params=task.message_params(),
            recipients=Member.objects.filter(pk=task.owner_id),
            by=by,
            now=now,
        )


@transaction.atomic
def discard_resolution(*, resolution: Resolution, by: User, now: datetime) -> None:
    """Deletes a draft with its tasks; a published resolution stays."""
    meeting = locked(resolution.meeting)
    require_state(meeting, MINUTES_BEING_WRITTEN)
    abstract = resolution.abstract
    resolution.tasks.all().delete()
    resolution.delete()
    record(
        verb="discard_resolution",
        subject=abstract,
        organization=meeting.organization,
        by=by,
        now=now,
    )


@transaction.atomic
def report_progress(
    *, task: Task, text: str, state: str, by: User, now: datetime, reason: str = ""
) -> Progress:
    """One report on a task by its owner or the branch: in progress, done, or (by the branch)
    cancelled with a reason. Whether done in time is computed, not chosen; deadlines never move."""
    task = (
        Task.objects.select_for_update(of=["self"]).select_related("organization").get(pk=task.pk)
    )
    if not task.is_assigned or not task.is_still_open:
        raise ValidationError(_("This task is closed; nothing can be added to it."))
    today = timezone.localdate(now)
    if state in DONE:
        state = TaskState.DONE_ON_TIME if today <= task.due_on else TaskState.DONE_LATE
        task.done_on = today
    elif state == TaskState.CANCELLED:
        if not reason.strip():
            raise ValidationError({"reason": _("Write why the task is cancelled.")})
        task.reason = normalize(reason).strip()
    elif state != TaskState.IN_PROGRESS:
        raise ValidationError({"state": _("Choose one of the states offered.")})
    text = normalize(text).strip()
    if not text:
        raise ValidationError({"text": _("Write what was done.")})
    task.state = state
    task.save(update_fields=["state", "done_on", "reason"])
    progress = Progress.objects.create(
        task=task, text=text, state=state, reported_at=now, reported_by=by
    )
    month = task.resolution.meeting.month if task.resolution else today.replace(day=1)
    refresh_branch_month(branch=task.branch, month=month)
    record(
        verb="report_progress",
        subject=task.description,
        organization=task.organization,
        by=by,
        now=now,
    )
    return progress
