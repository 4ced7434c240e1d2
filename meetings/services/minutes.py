"""Writing minutes so that nothing is lost; approving them is `approval`, votes are `vote`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from meetings.models import (
    AgendaItem,
    Contribution,
    Meeting,
    Minutes,
    MinutesEntry,
    Section,
)
from meetings.models.meeting import MINUTES_BEING_WRITTEN
from members.models import Member, User
from members.services.audit import record
from papers.text import normalize

from .revision import TextConflict, keep_revision
from .states import locked, require_state


@dataclass(frozen=True)
class ContributionLine:
    """One person's words: a member of the roll, or a guest by name."""

    speaker_id: int | None
    guest_name: str
    text: str
    is_internal: bool = False


@transaction.atomic
def save_entry(
    *,
    entry: MinutesEntry,
    version: int,
    text: str,
    conclusion: str,
    contributions: Sequence[ContributionLine],
    by: User,
    now: datetime,
    is_internal: bool | None = None,
) -> MinutesEntry:
    """Saves what was said under one item; saving the same again changes nothing. `is_internal`: the
    whole item stays inside the branch; None leaves that as it is.

    Raises TextConflict when someone else saved in between: the text that came too late is kept as
    a revision before the error is raised, in its own transaction.
    """
    meeting = locked(entry.minutes.meeting)
    require_state(meeting, MINUTES_BEING_WRITTEN)
    entry = MinutesEntry.objects.select_for_update().select_related("item").get(pk=entry.pk)
    body: dict[str, Any] = {
        "text": normalize(text),
        "conclusion": normalize(conclusion),
        "is_internal": entry.item.is_internal if is_internal is None else is_internal,
        "contributions": [asdict(line) for line in _cleaned(meeting, contributions)],
    }
    saved = entry_body(entry)
    if body == saved:
        return entry
    if entry.version != version:
        raise TextConflict(saved=saved, mine=body, version=entry.version)
    entry.text, entry.conclusion = body["text"], body["conclusion"]
    entry.version += 1
    entry.save(update_fields=["text", "conclusion", "version"])
    if entry.item.is_internal != body["is_internal"]:
        entry.item.is_internal = body["is_internal"]
        entry.item.save(update_fields=["is_internal"])
    entry.contributions.all().delete()
    Contribution.objects.bulk_create(
        Contribution(entry=entry, position=position, **line)
        for position, line in enumerate(body["contributions"], start=1)
    )
    keep_revision(meeting, f"item:{entry.item_id}", entry.version, body, by=by, now=now)
    return entry


def entry_body(entry: MinutesEntry) -> dict[str, Any]:
    """What is saved of an entry, in the shape of a revision's body."""
    return {
        "text": entry.text,
        "conclusion": entry.conclusion,
        "is_internal": entry.item.is_internal,
        "contributions": [
            {
                "speaker_id": row.speaker_id,
                "guest_name": row.guest_name,
                "text": row.text,
                "is_internal": row.is_internal,
            }
            for row in entry.contributions.all()
        ],
    }


def _cleaned(meeting: Meeting, lines: Sequence[ContributionLine]) -> list[ContributionLine]:
    """Lines that say who or what; a speaker must be on the roll of the meeting."""
    named = {line.speaker_id for line in lines if line.speaker_id is not None}
    found = meeting.attendances.filter(member__in=named).values_list("member_id", flat=True)
    on_roll = set(found) if named else named
    cleaned = []
    for line in lines:
        guest, text = normalize(line.guest_name).strip(), normalize(line.text).strip()
        if line.speaker_id is None and not guest:
            if text:
                raise ValidationError(_("Choose who spoke, or write the name of the guest."))
            continue
        if line.speaker_id is not None and line.speaker_id not in on_roll:
            raise ValidationError(_("One of the speakers is not on the roll of this meeting."))
        guest = "" if line.speaker_id is not None else guest
        cleaned.append(ContributionLine(line.speaker_id, guest, text, line.is_internal))
    return cleaned


@transaction.atomic
def save_heading(
    *,
    minutes: Minutes,
    version: int,
    began_at: datetime,
    chair: Member,
    recorder: Member,
    fee_note: str,
    reserved_opinions: str,
    by: User,
    now: datetime,
) -> Minutes:
    """Saves who led and wrote, when it began, and the notes that belong to no item."""
    meeting = locked(minutes.meeting)
    require_state(meeting, MINUTES_BEING_WRITTEN)
    minutes = Minutes.objects.select_for_update().get(pk=minutes.pk)
    body: dict[str, Any] = {
        "began_at": began_at.isoformat(),
        "chair_id": chair.pk,
        "recorder_id": recorder.pk,
        "fee_note": normalize(fee_note).strip(),
        "reserved_opinions": normalize(reserved_opinions),
    }
    saved = heading_body(meeting, minutes)
    if body == saved:
        return minutes
    if minutes.version != version:
        raise TextConflict(saved=saved, mine=body, version=minutes.version)
    meeting.began_at, meeting.chair, meeting.recorder = began_at, chair, recorder
    meeting.save(update_fields=["began_at", "chair", "recorder"])
    minutes.fee_note = body["fee_note"]
    minutes.reserved_opinions = body["reserved_opinions"]
    minutes.version += 1
    minutes.save(update_fields=["fee_note", "reserved_opinions", "version"])
    keep_revision(meeting, "heading", minutes.version, body, by=by, now=now)
    return minutes


def heading_body(meeting: Meeting, minutes: Minutes) -> dict[str, Any]:
    return {
        "began_at": meeting.began_at.isoformat() if meeting.began_at else "",
        "chair_id": meeting.chair_id,
        "recorder_id": meeting.recorder_id,
        "fee_note": minutes.fee_note,
        "reserved_opinions": minutes.reserved_opinions,
    }


@transaction.atomic
def add_item(*, meeting: Meeting, title: str, by: User, now: datetime) -> MinutesEntry:
    """An item that came up during the meeting, put before the closing part."""
    meeting = locked(meeting)
    require_state(meeting, MINUTES_BEING_WRITTEN)
    items = list(meeting.items.all())
    closing = [item.position for item in items if item.section == Section.CLOSING]
    position = min(closing, default=len(items) + 1)
    meeting.items.filter(position__gte=position).update(position=F("position") + 1)
    item = AgendaItem(meeting=meeting, position=position, title=normalize(title).strip())
    item.planned_minutes = 0
    item.full_clean(exclude=["meeting"])
    item.save()
    record(
        verb="add_item", subject=meeting.title, organization=meeting.organization, by=by, now=now
    )
    return MinutesEntry.objects.create(minutes=meeting.minutes, item=item)
