"""The roll as one page shows it: filtered, in the order of given names, leafed through by place.

A page begins after the last name of the one before, not at a number: page 500 costs what page 1
does, and nobody is missed when the roll changes meanwhile.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Concat

from branches.models import Organization

from .access import Access
from .models import Affiliation, Member, Post, User
from .models.belonging import AffiliationQuerySet
from .models.member import MemberQuerySet

PAGE_SIZE = 25
# How far a list is counted. Who searches adds a letter instead of leafing through a thousand.
COUNTED_UP_TO, FOUND_UP_TO = 10_000, 1_000
STANDINGS = {
    "official": {"is_official": True},
    "probationary": {"is_official": False},
    "exempt": {"is_exempt": True},
    "suspended": {"is_suspended": True},
}
# Ages in years, both ends included.
AGES = {"-30": (0, 30), "31-40": (31, 40), "41-50": (41, 50), "51-60": (51, 60), "61-": (61, 150)}


def roll(access: Access, chosen: Organization | None, wanted: Mapping[str, Any]) -> MemberQuerySet:
    """Those whose roll the person may see, as filtered; `wanted` as `MemberFilter` cleans it."""
    found = Member.objects.visible_to(access).matching(wanted.get("q", ""))
    found = found.filter(**STANDINGS.get(wanted.get("standing", ""), {}))
    if wanted.get("sex"):
        found = found.filter(sex=wanted["sex"])
    if wanted.get("age"):
        found = found.filter(_aged(*AGES[wanted["age"]], access.today))
    if wanted.get("admitted"):
        found = found.filter(admitted_on__year=wanted["admitted"])
    if wanted.get("account"):
        has_account = Exists(User.objects.filter(member=OuterRef("pk")))
        found = found.filter(has_account if wanted["account"] == "yes" else ~has_account)
    return found.under(chosen) if chosen else found


def _aged(youngest: int, oldest: int, today: date) -> Q:
    return Q(
        birth_date__gt=_years_before(today, oldest + 1),
        birth_date__lte=_years_before(today, youngest),
    )


def _years_before(day: date, years: int) -> date:
    """Who is born on 29 February has the birthday on the 28th in other years."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def with_details(found: MemberQuerySet, today: date) -> MemberQuerySet:
    """In the order of given names, with what a line of the roll shows."""
    posts = Post.objects.in_force(today).select_related("organization").order_by("pk")
    away = Affiliation.objects.in_force(today).filter(kind=Affiliation.Kind.TEMPORARY)
    return (
        found.by_given_name()
        .select_related("home", "cell")
        .prefetch_related(
            Prefetch("posts", queryset=posts, to_attr="posts_today"),
            Prefetch(
                "affiliations", queryset=away.select_related("organization"), to_attr="away_today"
            ),
        )
    )


@dataclass(frozen=True)
class RollPage:
    """One page. `count` is of all pages; when `is_more`, nobody counted beyond it."""

    members: list[Member] = field(default_factory=list)
    count: int = 0
    is_more: bool = False
    has_previous: bool = False
    has_next: bool = False

    def __iter__(self) -> Iterator[Member]:
        return iter(self.members)

    @property
    def first(self) -> Member:
        return self.members[0]

    @property
    def last(self) -> Member:
        return self.members[-1]


def page_of(
    found: MemberQuerySet,
    access: Access,
    *,
    after: str = "",
    before: str = "",
    counted_up_to: int = COUNTED_UP_TO,
) -> RollPage:
    """The page after or before a member; without one, or with one who is not seen, the first."""
    count = found[: counted_up_to + 1].count()
    if not count:
        return RollPage()
    made = partial(RollPage, count=min(count, counted_up_to), is_more=count > counted_up_to)
    listed = with_details(found, access.today)
    if count <= counted_up_to:
        # Few enough to be sorted. Without this, PostgreSQL walks the index of all names for the
        # first 25, hoping to meet them soon, and rare ones are at the end of half a million.
        listed = listed.order_by(Concat("sort_key", Value("")), "pk")
    if place := _place(before, access):
        # One more than shown tells whether there is another page.
        rows = list(listed.filter(_beyond(place, "lt")).reverse()[: PAGE_SIZE + 1])
        if len(rows) > PAGE_SIZE:
            return made(rows[PAGE_SIZE - 1 :: -1], has_previous=True, has_next=True)
        after = ""  # too few are left: that is the first page, whole
    place = _place(after, access)
    rows = list((listed.filter(_beyond(place, "gt")) if place else listed)[: PAGE_SIZE + 1])
    has_next = len(rows) > PAGE_SIZE
    return made(rows[:PAGE_SIZE], has_previous=place is not None, has_next=has_next)


def _place(public_id: str, access: Access) -> tuple[str, int] | None:
    """Where in the order the member stands."""
    try:
        named = uuid.UUID(public_id)
    except ValueError:
        return None
    seen = Member.objects.visible_to(access).filter(public_id=named)
    return seen.values_list("sort_key", "pk").first()


def _beyond(place: tuple[str, int], way: str) -> Q:
    """After (gt) or before (lt); the first condition is the one that the index begins at."""
    key, pk = place
    beyond = Q(**{f"sort_key__{way}": key}) | Q(**{f"pk__{way}": pk})
    return Q(**{f"sort_key__{way}e": key}) & beyond


def guests(access: Access) -> QuerySet[Affiliation]:
    """Members of other branches who take part here for a time, by given name."""
    stays: AffiliationQuerySet = (
        Affiliation.objects.visible_to(access)
        .in_force(access.today)
        .filter(kind=Affiliation.Kind.TEMPORARY)
        .select_related("member__home", "organization")
        .order_by("member__sort_key", "pk")
    )
    return stays
