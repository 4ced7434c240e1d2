"""The roll as one page shows it: filtered, in the order of given names, leafed through by place.

A page begins after the last name of the one before, not at a number: page 500 costs what page 1
does, and nobody is missed when the roll changes meanwhile.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from branches.models import Organization

from .access import Access
from .models import Affiliation, Member, Post, User
from .models.belonging import AffiliationQuerySet
from .models.member import MemberQuerySet

PAGE_SIZE = 25
COUNTED_UP_TO = 10_000
# Counted and sorted in one pass: those found are met only once.
LEAF = """
    WITH chosen (id, sort_key) AS MATERIALIZED ({chosen})
    SELECT counted.total, page.id
    FROM (SELECT count(*) AS total FROM chosen) AS counted
    LEFT JOIN LATERAL (
        SELECT id, sort_key FROM chosen {beyond}
        ORDER BY sort_key {way}, id {way} LIMIT {size}
    ) AS page ON true
    ORDER BY page.sort_key {way}, page.id {way}
"""
Place = tuple[str, int]
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
    """One page. `count` is of all pages; beyond `COUNTED_UP_TO` nobody counts on."""

    members: list[Member]
    count: int
    has_previous: bool = False
    has_next: bool = False

    def __iter__(self) -> Iterator[Member]:
        return iter(self.members)

    @property
    def is_more(self) -> bool:
        return self.count > COUNTED_UP_TO

    @property
    def first(self) -> Member:
        return self.members[0]

    @property
    def last(self) -> Member:
        return self.members[-1]


def page_of(
    found: MemberQuerySet, access: Access, *, after: str = "", before: str = ""
) -> RollPage:
    """The page after or before a member; without one, or with one who is not seen, the first."""
    if place := _place(before, access):
        count, ids = _leaf(found, place, back=True)
        # One more than shown tells whether there is another page.
        if len(ids) > PAGE_SIZE:
            shown = _shown(ids[PAGE_SIZE - 1 :: -1], access)
            return RollPage(shown, count, has_previous=True, has_next=True)
        after = ""  # too few are left: that is the first page, whole
    place = _place(after, access)
    count, ids = _leaf(found, place)
    return RollPage(
        _shown(ids[:PAGE_SIZE], access),
        count,
        has_previous=place is not None,
        has_next=len(ids) > PAGE_SIZE,
    )


def _leaf(
    found: MemberQuerySet, place: Place | None, *, back: bool = False
) -> tuple[int, list[int]]:
    """How many there are, and the ids of a page and one more, on from the place or back from it."""
    chosen = found.order_by().values("pk", "sort_key")[: COUNTED_UP_TO + 1]
    sql, values = chosen.query.sql_with_params()
    beyond, way = ("WHERE (sort_key, id) {} (%s, %s)" if place else ""), "DESC" if back else "ASC"
    leaf = LEAF.format(
        chosen=sql, beyond=beyond.format("<" if back else ">"), way=way, size=PAGE_SIZE + 1
    )
    with connection.cursor() as cursor:
        cursor.execute(leaf, [*values, *(place or ())])
        rows = cursor.fetchall()
    count = rows[0][0]
    if count > COUNTED_UP_TO:
        return count, _walk(found, place, back=back)
    return count, [pk for _count, pk in rows if pk]


def _walk(found: MemberQuerySet, place: Place | None, *, back: bool) -> list[int]:
    """The same of very many: along the index of all names, which has what is searched for."""
    beyond = _beyond(place, "lt" if back else "gt") if place else Q()
    listed = found.filter(beyond).by_given_name()
    ids = (listed.reverse() if back else listed).values_list("pk", flat=True)
    return list(ids[: PAGE_SIZE + 1])


def _shown(ids: list[int], access: Access) -> list[Member]:
    return list(with_details(Member.objects.filter(pk__in=ids), access.today)) if ids else []


def _place(public_id: str, access: Access) -> Place | None:
    """Where in the order the member stands."""
    try:
        named = uuid.UUID(public_id)
    except ValueError:
        return None
    seen = Member.objects.visible_to(access).filter(public_id=named)
    return seen.values_list("sort_key", "pk").first()


def _beyond(place: Place, way: str) -> Q:
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
