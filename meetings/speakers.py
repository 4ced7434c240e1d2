"""Whose turn it is to speak: the members invited, those silent longest first."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from members.models import Member

from .models import AgendaItem, Contribution, Meeting, SpeakerRole
from .models.meeting import TOOK_PLACE
from .readers import invited_to


@dataclass(frozen=True)
class Turn:
    """When a member last spoke or presented at a meeting of this body; None: not since the records
    begin."""

    member: Member
    last_on: date | None


def speaker_rota(meeting: Meeting) -> list[Turn]:
    """Those invited, whoever has been silent longest first; one query, whatever their number.

    Counts what the minutes say of earlier meetings of the same body: an opinion noted, an item
    presented, a request to speak accepted.
    """
    earlier = {"organization": meeting.organization_id, "starts_at__lt": meeting.starts_at}
    held = Meeting.objects.filter(state__in=TOOK_PLACE, **earlier)
    spoke = Contribution.objects.filter(speaker=OuterRef("pk"), entry__minutes__meeting__in=held)
    presented = AgendaItem.objects.filter(presenter=OuterRef("pk"), meeting__in=held)
    accepted = SpeakerRole.objects.filter(
        member=OuterRef("pk"), state=SpeakerRole.State.ACCEPTED, item__meeting__in=held
    )
    # GREATEST of PostgreSQL passes over NULL.
    last = Greatest(
        _last(spoke, "speaker", "entry__minutes__meeting__starts_at"),
        _last(presented, "presenter", "meeting__starts_at"),
        _last(accepted, "member", "item__meeting__starts_at"),
    )
    members = invited_to(meeting).annotate(last_at=last).by_given_name()
    return sorted((_turn(member) for member in members), key=_silence)


def _last(rows: QuerySet[Any], by: str, moment: str) -> Subquery:
    """Of one member's rows, the latest moment; a row of none, when there are none."""
    return Subquery(rows.order_by().values(by).annotate(last=Max(moment)).values("last"))


def _turn(member: Member) -> Turn:
    last_at: datetime | None = member.last_at  # type: ignore[attr-defined]  # annotated above
    return Turn(member, timezone.localdate(last_at) if last_at else None)


def _silence(turn: Turn) -> tuple[bool, date]:
    """Sorts those never heard first, then by the day, keeping the order of names."""
    return (turn.last_on is not None, turn.last_on or date.min)
