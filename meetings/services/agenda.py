"""Writing the agenda of a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from meetings.models import AgendaItem, Meeting, MeetingState, Section
from meetings.models.meeting import BEFORE_ROLL_CALL
from members.models import Member, User
from members.services.audit import record
from papers.text import normalize

from .states import locked, require_state, require_version
from .telling import tell_of_change


@dataclass(frozen=True)
class AgendaLine:
    """One item as the form has it; `item` None for a new one. The order is that of the list."""

    item: AgendaItem | None
    section: int
    title: str
    presenter: Member | None
    category: str
    planned_minutes: int
    question: str = ""


@transaction.atomic
def save_agenda(
    *, meeting: Meeting, version: int, lines: Sequence[AgendaLine], by: User, now: datetime
) -> Meeting:
    """The agenda becomes exactly these lines, in this order. Items left out are deleted.

    Raises ValidationError for an empty agenda, StaleVersion when someone else saved in between.
    """
    meeting = locked(meeting)
    require_state(meeting, BEFORE_ROLL_CALL)
    require_version(meeting.version, version)
    if not lines:
        raise ValidationError(_("An agenda needs at least one item."))
    own = {item.pk: item for item in meeting.items.all()}
    told_before = _told(meeting)
    kept: set[int] = set()
    for position, line in enumerate(lines, start=1):
        item = own.get(line.item.pk) if line.item else AgendaItem(meeting=meeting)
        if item is None:
            raise ValidationError(_("One of the items belongs to another meeting."))
        item.position = position
        item.section = line.section
        item.title = normalize(line.title).strip()
        item.presenter = line.presenter
        item.category = line.category
        item.planned_minutes = line.planned_minutes
        item.question = normalize(line.question).strip()
        item.full_clean(exclude=["meeting", "presenter"])
        item.save()
        kept.add(item.pk)
    left_out = meeting.items.exclude(pk__in=kept)
    keep_what_members_sent(left_out)
    left_out.delete()
    meeting.version += 1
    if meeting.state == MeetingState.CALLED and _told(meeting) != told_before:
        tell_of_change(meeting, ["agenda"], by, now)
    meeting.save(update_fields=["version", "notice_revision"])
    record(
        verb="save_agenda",
        subject=meeting.title,
        organization=meeting.organization,
        by=by,
        now=now,
    )
    return meeting


def insert_item(meeting: Meeting, **values: Any) -> AgendaItem:
    """A new item before the closing part; without one, at the end. The caller holds the lock."""
    closing = meeting.items.filter(section=Section.CLOSING).order_by("position").first()
    position = closing.position if closing else meeting.items.count() + 1
    meeting.items.filter(position__gte=position).update(position=F("position") + 1)
    return AgendaItem.objects.create(
        meeting=meeting, position=position, section=Section.CONTENT, **values
    )


def save_changed_agenda(meeting: Meeting, by: User, now: datetime) -> None:
    """After an item was put in or taken out: whoever had the notice hears of it. The caller holds
    the lock."""
    meeting.version += 1
    if meeting.state == MeetingState.CALLED:
        tell_of_change(meeting, ["agenda"], by, now)
    meeting.save(update_fields=["version", "notice_revision"])


def _told(meeting: Meeting) -> list[tuple[Any, ...]]:
    """What the notice says of the agenda, in its order."""
    rows = meeting.items.order_by("position", "pk")
    return list(rows.values_list("pk", "title", "presenter", "planned_minutes", "question"))


def keep_what_members_sent(left_out: QuerySet[AgendaItem]) -> None:
    """An item goes, what members wrote under it does not go with it unseen."""
    answered = left_out.filter(opinions__isnull=False).first()
    if answered:
        raise ValidationError(
            _("Members have sent opinions on “%(title)s”. Keep the item; its words may change.")
            % {"title": answered.title}
        )
