"""The points from which people take part in one meeting, each with its place, link and keeper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.models import Form, Meeting, MeetingPoint, MeetingState
from meetings.models.meeting import BEFORE_ROLL_CALL, MINUTES_BEING_WRITTEN
from members.models import Member, Occasion, User
from members.services.audit import record
from papers.text import normalize

from .notice import tell_the_invited, withdraw_notice
from .states import locked, require_state, require_version


@dataclass(frozen=True)
class PointLine:
    """`pk` of a point that is there already, None for a new one."""

    pk: int | None
    name: str
    place: str
    link: str
    keeper: Member | None


@transaction.atomic
def save_points(
    *, meeting: Meeting, version: int, lines: Sequence[PointLine], by: User, now: datetime
) -> Meeting:
    """The points become these; who was noted at a point that goes stays present, at none. Those who
    had the notice hear of it once. StaleVersion when someone else saved in between."""
    meeting = locked(meeting)
    require_state(meeting, BEFORE_ROLL_CALL | MINUTES_BEING_WRITTEN)
    require_version(meeting.version, version)
    if lines and meeting.form == Form.IN_PERSON:
        raise ValidationError(_("A meeting in person has one place. Change its form first."))
    names = [normalize(line.name).strip().casefold() for line in lines]
    if len(set(names)) < len(names):
        raise ValidationError(_("Two points have the same name."))
    before = _as_text(meeting)
    meeting.points.exclude(pk__in=[line.pk for line in lines if line.pk]).delete()
    mine = {point.pk: point for point in meeting.points.all()}
    for line in lines:
        point = mine.get(line.pk or 0) or MeetingPoint(meeting=meeting)
        point.name, point.place = normalize(line.name).strip(), normalize(line.place).strip()
        point.link, point.keeper = line.link, line.keeper
        point.clean_fields(exclude=["meeting", "keeper"])
        point.save()
    meeting.version += 1
    if meeting.state == MeetingState.CALLED and _as_text(meeting) != before:
        meeting.notice_revision += 1
        withdraw_notice(meeting)
        tell_the_invited(
            meeting,
            Occasion.NOTICE_CHANGED,
            by=by,
            now=now,
            was_at=meeting.starts_at.isoformat(),
        )
    meeting.save()
    record(
        verb="save_points", subject=meeting.title, organization=meeting.organization, by=by, now=now
    )
    return meeting


def _as_text(meeting: Meeting) -> list[tuple[str, str, str]]:
    return list(meeting.points.values_list("name", "place", "link"))
