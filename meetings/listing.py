"""Which meetings a list shows, and in which order: those to come, then the past."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from branches.models import Organization, Tier
from branches.models.organization import OrganizationQuerySet
from members.access import Access, Permission, at_or_below

from .models import Meeting, MeetingState
from .models.meeting import MeetingQuerySet

PAGE_SIZE = 20
# A committee above hundreds of branches narrows the list instead of scrolling.
MOST_UPCOMING = 30


class Places(OrganizationQuerySet):
    """`Organization` knows nothing of people, so the scope of a reader is added here."""

    def visible_to(self, access: Access) -> "Places":
        """Where one hears of meetings, sees figures or reads the log."""
        return self.filter(
            access.within(Permission.READ_NOTICES, own="id")
            | access.within(Permission.SEE_FIGURES, own="id")
            | access.within(Permission.READ_AUDIT, own="id")
        )

    def hold_meetings(self) -> "Places":
        return self.filter(kind__tier__gte=Tier.BRANCH)


def places() -> Places:
    return Places(Organization).select_related("kind")


def matching(
    meetings: MeetingQuerySet, wanted: Mapping[str, Any], place: Organization | None
) -> MeetingQuerySet:
    """`wanted`: the cleaned filter. `place`: with everything below it."""
    if place:
        meetings = meetings.filter(at_or_below(place))
    if wanted.get("kind"):
        meetings = meetings.filter(kind=wanted["kind"])
    if wanted.get("state"):
        meetings = meetings.filter(state=wanted["state"])
    if wanted.get("q"):
        meetings = meetings.filter(title__icontains=wanted["q"].strip())
    return meetings


def _to_come(now: datetime) -> Q:
    """One that is still open stays on top, however long it takes."""
    return Q(ends_at__gte=now) | Q(state=MeetingState.OPEN)


def upcoming(meetings: MeetingQuerySet, now: datetime) -> list[Meeting]:
    found = meetings.filter(_to_come(now)).for_page().order_by("starts_at", "pk")
    return list(found[:MOST_UPCOMING])


def past(meetings: MeetingQuerySet, now: datetime) -> MeetingQuerySet:
    return meetings.exclude(_to_come(now)).for_page().order_by("-starts_at", "-pk")
