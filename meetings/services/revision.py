"""Keeping every text that was ever saved, and every one that came too late to be."""

from datetime import datetime
from typing import Any

from django.db import transaction

from meetings.models import Meeting, MinutesRevision
from members.models import User

from .states import StaleVersion


class TextConflict(StaleVersion):
    """Two people wrote the same part. `saved` and `mine` are bodies; nothing of either is lost
    once the caller has called `keep_aside`."""

    def __init__(self, *, saved: dict[str, Any], mine: dict[str, Any], version: int) -> None:
        super().__init__()
        self.saved, self.mine, self.version = saved, mine, version


def keep_revision(
    meeting: Meeting,
    part: str,
    version: int,
    body: dict[str, Any],
    *,
    by: User,
    now: datetime,
    outcome: MinutesRevision.Outcome = MinutesRevision.Outcome.SAVED,
) -> MinutesRevision:
    """One row of what a part ("heading", "item:7", "resolution:3") became by this save."""
    return MinutesRevision.objects.create(
        meeting=meeting,
        part=part,
        version=version,
        body=body,
        outcome=outcome,
        saved_at=now,
        saved_by=by,
    )


@transaction.atomic
def keep_aside(
    *, meeting: Meeting, part: str, conflict: TextConflict, by: User, now: datetime
) -> MinutesRevision:
    """Keeps the text that came too late, in a transaction of its own, after the verb that refused
    it has rolled back; the same text twice is kept once."""
    same = MinutesRevision.objects.filter(
        meeting=meeting,
        part=part,
        outcome=MinutesRevision.Outcome.CONFLICT,
        saved_by=by,
        body=conflict.mine,
    ).first()
    return same or keep_revision(
        meeting,
        part,
        conflict.version,
        conflict.mine,
        by=by,
        now=now,
        outcome=MinutesRevision.Outcome.CONFLICT,
    )
