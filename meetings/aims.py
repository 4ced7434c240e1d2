"""Which branches a campaign goes to: by tree, kind of unit, size, or named one by one."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from branches.models import Organization, Tier
from branches.models.organization import OrganizationQuerySet
from members.models import Member
from papers.text import fold

# More are found by their name.
CHILDREN_OFFERED, FOUND_OFFERED = 60, 30


@dataclass(frozen=True)
class Aim:
    """Which branches: at or below any of the places (none: all below the sender), of any of the
    kinds of unit, with so many members today."""

    places: Sequence[Organization] = ()
    kinds: Sequence[str] = ()
    at_least: int | None = None
    at_most: int | None = None


def branches_of(sender: Organization, aim: Aim, today: date) -> OrganizationQuerySet:
    """The branches standing below the sender that the aim hits."""
    found = Organization.objects.under([sender.path]).branches().standing(today)
    if aim.places:
        found = found.under([place.path for place in aim.places])
    if aim.kinds:
        found = found.filter(branch_kind__in=aim.kinds)
    sizes = Member.objects.filter(home__isnull=False).order_by().values("home")
    sizes = sizes.annotate(size=Count("pk"))
    if aim.at_least:
        found = found.filter(pk__in=sizes.filter(size__gte=aim.at_least).values("home"))
    if aim.at_most is not None:
        found = found.exclude(pk__in=sizes.filter(size__gt=aim.at_most).values("home"))
    return found.order_by("path")


def places_offered(
    sender: Organization, *, chosen: Sequence[str], words: str, today: date
) -> list[Organization]:
    """What an aim may name: those directly below unless they are too many to look through, those
    chosen already, and those whose name or code has the words."""
    below = Organization.objects.under([sender.path]).standing(today)
    below = below.filter(kind__tier__lte=Tier.BRANCH).exclude(pk=sender.pk)
    wanted = Q(public_id__in=[key for key in chosen if _is_id(key)])
    if below.filter(parent=sender)[: CHILDREN_OFFERED + 1].count() <= CHILDREN_OFFERED:
        wanted |= Q(parent=sender)
    asked = fold(words).split()
    if asked:
        named = Q()
        for word in asked:
            named &= Q(search_key__contains=word)
        found = below.filter(named).order_by("kind__tier", "sort_key", "pk")
        wanted |= Q(pk__in=list(found.values_list("pk", flat=True)[:FOUND_OFFERED]))
    return list(below.filter(wanted).order_by("path"))


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def fingerprint(ids: Sequence[int]) -> str:
    """Of the branches that a page has shown: what is sent must be these and no others."""
    return hashlib.sha256(repr(sorted(ids)).encode()).hexdigest()
