"""The tree of organisations as it stood on a day: what lies below, what lies above, search.

The versions of that day are the tree; paths and names of today play no part.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, DateField, F, Func, IntegerField, Min, Q, Value

from branches.models import Organization, OrganizationVersion, Tier
from branches.models.dated import DatedQuerySet
from members.access import Access
from members.permissions import Permission
from papers.text import fold, sort_key

HITS_SHOWN = 200

# `version` is in force on %(on)s; what every statement here asks.
STANDS = """
    version.valid_from <= %(on)s AND (version.valid_to IS NULL OR version.valid_to > %(on)s)
"""
BELOW = f"""
    WITH RECURSIVE below(id, child, kind_id) AS (
        SELECT version.organization_id, version.organization_id, version.kind_id
        FROM branches_organizationversion AS version
        WHERE version.organization_id = ANY(%(tops)s::int[]) AND {STANDS}
        UNION ALL
        SELECT version.organization_id, below.child, version.kind_id
        FROM below
        JOIN branches_organizationversion AS version ON version.parent_id = below.id
        WHERE {STANDS}
    )
"""  # noqa: S608 - two constants
COUNT_BELOW = f"""
    {BELOW}
    SELECT child, kind_id, array_agg(id) FROM below GROUP BY child, kind_id
"""  # noqa: S608 - as above
FIND = f"""
    {BELOW}
    SELECT below.id
    FROM below
    JOIN branches_organizationversion AS version ON version.organization_id = below.id AND {STANDS}
    JOIN branches_organization AS organization ON organization.id = below.id
    JOIN branches_organizationkind AS kind ON kind.id = version.kind_id
    WHERE organization.search_key LIKE ALL(%(words)s) AND version.name = organization.name
        OR lower(version.code) LIKE %(code)s
        OR organization.id = ANY(%(renamed)s::int[])
    ORDER BY kind.tier, organization.sort_key, organization.id
    LIMIT %(limit)s
"""  # noqa: S608 - as above
ABOVE = f"""
    WITH RECURSIVE above(start, id, name, parent_id, step) AS (
        SELECT version.organization_id, version.organization_id, version.name,
            version.parent_id, 0
        FROM branches_organizationversion AS version
        WHERE version.organization_id = ANY(%(starts)s::int[]) AND {STANDS}
        UNION ALL
        SELECT above.start, version.organization_id, version.name, version.parent_id,
            above.step + 1
        FROM above
        JOIN branches_organizationversion AS version ON version.organization_id = above.parent_id
        WHERE {STANDS}
    )
    SELECT above.start, above.id, organization.public_id, above.name
    FROM above JOIN branches_organization AS organization ON organization.id = above.id
    ORDER BY above.start, above.step DESC
"""  # noqa: S608 - as above


class Nearest(Func):
    """The id of the nearest organisation of a tier on a day, upwards from the one given."""

    template = """(
        WITH RECURSIVE asked(id, on_day) AS (SELECT %(expressions)s),
        above(id, parent_id, kind_id, step) AS (
            SELECT version.organization_id, version.parent_id, version.kind_id, 0
            FROM asked JOIN branches_organizationversion AS version
                ON version.organization_id = asked.id
                AND daterange(version.valid_from, version.valid_to) @> asked.on_day
            UNION ALL
            SELECT version.organization_id, version.parent_id, version.kind_id, above.step + 1
            FROM asked CROSS JOIN above JOIN branches_organizationversion AS version
                ON version.organization_id = above.parent_id
                AND daterange(version.valid_from, version.valid_to) @> asked.on_day
        )
        SELECT above.id FROM above JOIN branches_organizationkind AS kind ON kind.id = above.kind_id
        WHERE %(is_meant)s ORDER BY above.step LIMIT 1)"""
    output_field = IntegerField()

    def __init__(self, day: date, *, is_meant: str) -> None:
        super().__init__(
            F("organization_id"), Value(day, output_field=DateField()), is_meant=is_meant
        )


class Nodes(DatedQuerySet):
    """Versions of one day with the scope keys of that day, by which rows show who may see them."""

    def visible_to(self, access: Access) -> "Nodes":
        return self.filter(access.within(Permission.SEE_FIGURES))


def nodes_on(day: date) -> Nodes:
    """Twin of `branches.services._place_in_tree` for any day."""
    return (
        Nodes(OrganizationVersion)
        .in_force(day)
        .annotate(
            superior_id=Nearest(day, is_meant=f"kind.tier = {Tier.SUPERIOR:d}"),
            grassroots_id=Nearest(
                day, is_meant=f"kind.tier = {Tier.GRASSROOTS:d} OR kind.is_grassroots"
            ),
            branch_id=Nearest(day, is_meant=f"kind.tier = {Tier.BRANCH:d}"),
        )
        .select_related("kind", "organization__kind")
    )


@dataclass(frozen=True)
class Step:
    """One organisation on the way up, named as on the day."""

    id: int
    public_id: str
    name: str


@dataclass
class Below:
    """What lies at or below some organisations: `child_of` {id: which of them}, and of which kinds
    that is, `kinds` {which of them: {kind: how many}}."""

    child_of: dict[int, int] = field(default_factory=dict)
    kinds: dict[int, Counter[int]] = field(default_factory=dict)


def below_on(tops: list[int], day: date) -> Below:
    below = Below(kinds={top: Counter() for top in tops})
    for child, kind, ids in _rows(COUNT_BELOW, {"tops": tops, "on": day}):
        below.child_of.update(dict.fromkeys(ids, child))
        below.kinds[child][kind] += len(ids)
    return below


def above_on(starts: Iterable[int], day: date) -> dict[int, list[Step]]:
    """{id: the way from the top of the tree down to and including it}."""
    ways: dict[int, list[Step]] = defaultdict(list)
    for start, pk, public_id, name in _rows(ABOVE, {"starts": list(starts), "on": day}):
        ways[start].append(Step(pk, str(public_id), name))
    return ways


def roots_on(access: Access, day: date) -> list[OrganizationVersion]:
    """The tops of what the person oversees, as the tree stood on that day: a superior sees what lay
    below it then (domain.md 9, rule 16). Empty when none of them existed."""
    scopes = {scope.pk for scope in access.scopes.get(Permission.SEE_FIGURES, [])}
    ways = above_on(scopes, day)
    tops = [pk for pk, way in ways.items() if not any(step.id in scopes for step in way[:-1])]
    return in_order(versions_on(day).filter(organization__in=tops))


def first_day(access: Access) -> date | None:
    """From when on there is anything to see."""
    scopes = access.scopes.get(Permission.SEE_FIGURES, [])
    found = OrganizationVersion.objects.filter(organization__in=scopes)
    first: date | None = found.aggregate(first=Min("valid_from"))["first"]
    return first


def versions_on(day: date) -> DatedQuerySet:
    versions: DatedQuerySet = OrganizationVersion.objects.in_force(day)
    return versions.select_related("kind", "organization__kind")


def in_order(versions: Iterable[OrganizationVersion]) -> list[OrganizationVersion]:
    """The higher first, then by the name of that day in Vietnamese order."""
    return sorted(versions, key=lambda row: (row.kind.tier, _sort_key(row), row.organization_id))


def _sort_key(version: OrganizationVersion) -> str:
    organization = version.organization
    is_same = version.name == organization.name
    return organization.sort_key if is_same else sort_key(version.name)


def find(
    roots: list[OrganizationVersion], words: str, day: date, *, today: date
) -> tuple[list[int], bool]:
    """Ids of organisations whose name on that day has every word, with or without accents, or whose
    code has what was typed; and whether there are more than are shown."""
    found = (_found_today if day == today else _found_then)(roots, words, day)
    return found[:HITS_SHOWN], len(found) > HITS_SHOWN


def _found_today(roots: list[OrganizationVersion], words: str, today: date) -> list[int]:
    named = Q()
    for word in fold(words).split():
        named &= Q(search_key__contains=word)
    code = _as_code(words)
    # Who types letters alone means no code; the index of names answers that by itself.
    if any(character.isdecimal() for character in code):
        named |= Q(code__icontains=code)
    here = Organization.objects.under([root.organization.path for root in roots])
    found = here.standing(today).filter(named).order_by("kind__tier", "sort_key", "pk")
    return list(found.values_list("pk", flat=True)[: HITS_SHOWN + 1])


def _found_then(roots: list[OrganizationVersion], words: str, day: date) -> list[int]:
    folded = fold(words).split()
    asked: dict[str, Any] = {
        "tops": [root.organization_id for root in roots],
        "on": day,
        "words": [_anywhere(word) for word in folded],
        "code": _anywhere(_as_code(words)),
        "renamed": _renamed(folded, day),
        "limit": HITS_SHOWN + 1,
    }
    return [pk for (pk,) in _rows(FIND, asked)]


def _as_code(words: str) -> str:
    return "".join(words.lower().split())


def _renamed(words: list[str], day: date) -> list[int]:
    """Those found by the name of that day, which is not today's and has no key of its own."""
    former = OrganizationVersion.objects.in_force(day).exclude(name=F("organization__name"))
    return [
        pk
        for pk, name in former.values_list("organization_id", "name")
        if all(word in fold(name) for word in words)
    ]


def _anywhere(word: str) -> str:
    escaped = word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def _rows(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def kinds_today(paths: Iterable[str], today: date) -> Counter[int]:
    """{kind: how many organisations} at or below, by the paths of today: what the sum of the parts
    is held against."""
    found = Organization.objects.under(paths).standing(today).order_by()
    return Counter(dict(found.values_list("kind").annotate(Count("pk"))))
