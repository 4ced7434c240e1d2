"""What was left open comes back by itself: items that were not finished, tasks that are due.

Each is put on an agenda once: whoever takes it off again has the last word. `meetings.beat` asks
for all organisations each night, for what no verb has brought.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from branches.models import Organization
from meetings.models import (
    AgendaItem,
    Brought,
    Category,
    Meeting,
    MeetingKind,
    MeetingState,
    Section,
    Task,
)
from meetings.models.agenda import MOST_ITEMS, AgendaItemQuerySet
from meetings.models.meeting import BEFORE_ROLL_CALL, COUNTS_AS_PERIODIC, TOOK_PLACE
from members.services.audit import record

from .states import locked

# The meetings at which last month's business is taken up again.
COMES_BACK_AT = [*COUNTS_AS_PERIODIC, MeetingKind.CELL]
# Enough to say how far a task is.
TASK_MINUTES = 3
TITLE_LENGTH = 300
# No meeting of the monthly kinds lies further ahead.
REACH = timedelta(days=62)


@transaction.atomic
def bring_over(*, organization: Organization, now: datetime) -> int:
    """Puts what is open on the agenda of the organisation's next meeting, while that is still being
    prepared. Returns how many items are new; a second run brings none."""
    meeting = _next_meeting(organization, now)
    if meeting is None:
        return 0
    meeting = locked(meeting)
    if meeting.state not in BEFORE_ROLL_CALL - {MeetingState.CALLED}:
        return 0
    items = list(meeting.items.all())
    found = [*_unfinished(meeting), *_open_tasks(meeting, items)][: MOST_ITEMS - len(items)]
    if not found:
        return 0
    _insert(items, found)
    Brought.objects.bulk_create(
        Brought(meeting=meeting, item=item.carried_from, task=item.task) for item in found
    )
    # Whoever is writing the agenda at this moment is shown both.
    meeting.version += 1
    meeting.brought_times += 1
    meeting.save(update_fields=["version", "brought_times"])
    titles = "; ".join(item.title for item in found)
    record(verb="bring_over", subject=titles[:200], organization=organization, by=None, now=now)
    return len(found)


def bring_over_everywhere(*, now: datetime) -> int:
    """For every organisation with something open that no coming agenda has had yet."""
    today = timezone.localdate(now)
    coming = Brought.objects.filter(meeting__starts_at__gt=now)
    tasks = Task.objects.still_open().filter(due_on__lte=today + REACH)
    tasks = tasks.exclude(Exists(coming.filter(task=OuterRef("pk"))))
    ids = {
        *tasks.order_by().values_list("organization", flat=True).distinct(),
        *_left_open().order_by().values_list("meeting__organization", flat=True).distinct(),
    }
    standing = Organization.objects.standing(today).filter(pk__in=ids).order_by("pk")
    return sum(bring_over(organization=organization, now=now) for organization in standing)


def _next_meeting(organization: Organization, now: datetime) -> Meeting | None:
    """None while the one before it is called or in session: it may still settle everything."""
    monthly = organization.meetings.filter(kind__in=COMES_BACK_AT)
    if monthly.filter(state=MeetingState.OPEN).exists():
        return None
    ahead = monthly.filter(starts_at__gt=now, starts_at__lte=now + REACH)
    meeting = (
        ahead.exclude(state=MeetingState.CANCELLED)
        .select_related("organization")
        .order_by("starts_at", "pk")
        .first()
    )
    return meeting if meeting and meeting.state != MeetingState.CALLED else None


def _left_open() -> AgendaItemQuerySet:
    """Items not finished that no agenda has had since; one of a meeting that was cancelled counts
    for none. The committee keeps its own to itself."""
    taken_up = Brought.objects.filter(item=OuterRef("pk")).exclude(
        meeting__state=MeetingState.CANCELLED
    )
    items = AgendaItem.objects.filter(is_unfinished=True, meeting__state__in=TOOK_PLACE)
    items = items.exclude(meeting__state=MeetingState.OPEN)
    return items.exclude(meeting__kind=MeetingKind.COMMITTEE).exclude(Exists(taken_up))


def _unfinished(meeting: Meeting) -> list[AgendaItem]:
    """The unfinished items of earlier meetings as items of this one; not saved."""
    left = _left_open().filter(
        meeting__organization=meeting.organization, meeting__starts_at__lt=meeting.starts_at
    )
    rows = left.select_related("meeting").order_by("meeting__starts_at", "position", "pk")
    return [
        AgendaItem(
            meeting=meeting,
            section=Section.CONTENT,
            title=row.title,
            presenter_id=row.presenter_id,
            category=row.category,
            planned_minutes=row.planned_minutes,
            question=row.question,
            is_internal=row.is_internal,
            # An agenda is part of the papers, and papers are in Vietnamese.
            hint=f"Chưa xong ở buổi họp ngày {timezone.localdate(row.meeting.starts_at):%d/%m/%Y}.",
            carried_from=row,
        )
        for row in rows
    ]


def _open_tasks(meeting: Meeting, items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """The tasks to be done by the day of the meeting, the oldest first, as items of it; not saved.
    Those that are on its agenda already, or were taken off it, are left out."""
    on: date = timezone.localdate(meeting.starts_at)
    tasks = Task.objects.still_open().filter(organization=meeting.organization, due_on__lte=on)
    known = {item.task_id for item in items} | set(
        meeting.brought.exclude(task=None).values_list("task", flat=True)
    )
    return [
        AgendaItem(
            meeting=meeting,
            section=Section.CONTENT,
            title=_shortened(f"Kết quả thực hiện nhiệm vụ: {task.description}"),
            presenter_id=task.owner_id,
            category=Category.PARTY_BUILDING,
            planned_minutes=TASK_MINUTES,
            hint=f"Hạn hoàn thành: {task.due_on:%d/%m/%Y}.",
            task=task,
        )
        for task in tasks.order_by("due_on", "pk")
        if task.pk not in known
    ]


def _shortened(title: str) -> str:
    return title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1]}…"


def _insert(items: list[AgendaItem], found: list[AgendaItem]) -> None:
    """Old business comes first after the opening; the others move down."""
    opening = [item for item in items if item.section == Section.OPENING]
    first = opening[-1].position + 1 if opening else 1
    later = [item.pk for item in items if item.position >= first]
    AgendaItem.objects.filter(pk__in=later).update(position=F("position") + len(found))
    for position, item in enumerate(found, start=first):
        item.position = position
    AgendaItem.objects.bulk_create(found)
