"""A month's figures by two structures: that of the month itself, and that of today.

By the first, a ward that was merged away keeps the figures of its time; by the second they count
where its branches, or their successors, lie now. Each branch counts once in either.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from branches.models import Organization, OrganizationVersion

from .committee import Figures
from .months import month_after, standing_in, with_month

# Everything below an organisation on a day, with the child of it under which it lay.
BELOW = """
    WITH RECURSIVE below(id, child) AS (
        SELECT organization_id, organization_id FROM branches_organizationversion
        WHERE parent_id = %(committee)s AND valid_from <= %(on)s
            AND (valid_to IS NULL OR valid_to > %(on)s)
        UNION ALL
        SELECT version.organization_id, below.child
        FROM below
        JOIN branches_organizationversion AS version ON version.parent_id = below.id
        WHERE version.valid_from <= %(on)s
            AND (version.valid_to IS NULL OR version.valid_to > %(on)s)
    )
    SELECT id, child FROM below
"""


@dataclass(frozen=True)
class Row:
    """One organisation directly below the committee, named as on the day."""

    name: str
    figures: Figures


def below_on(committee: Organization, on: date) -> dict[int, int]:
    """{id of an organisation below on that day: id of the child of the committee it lay under}."""
    with connection.cursor() as cursor:
        cursor.execute(BELOW, {"committee": committee.pk, "on": on})
        return dict(cursor.fetchall())


def below_in(committee: Organization, month: date) -> dict[int, int]:
    """The same for a month: as on its last day, and what ended within it as on its first."""
    at_last = below_on(committee, month_after(month) - timedelta(days=1))
    at_first = below_on(committee, month)
    ended = Organization.objects.filter(
        pk__in=list(at_first), dissolved_on__gt=month, dissolved_on__lt=month_after(month)
    )
    return {pk: at_first[pk] for pk in ended.values_list("pk", flat=True)} | at_last


def rows_then(committee: Organization, month: date) -> list[Row]:
    """By the structure of the month."""
    below = below_in(committee, month)
    branches = Organization.objects.branches().filter(pk__in=list(below))
    figures: dict[int, Figures] = defaultdict(Figures)
    for pk, found in _figures(branches, month):
        figures[below[pk]] += found
    return _named(figures, month_after(month) - timedelta(days=1))


def rows_now(committee: Organization, month: date) -> list[Row]:
    """By the structure of today: what has ended counts with its successor."""
    branches = (
        Organization.objects.branches()
        .annotate(path_today=Coalesce(F("succeeded_by__path"), F("path")))
        .filter(path_today__startswith=committee.path)
    )
    places = dict(branches.values_list("pk", "path_today"))
    figures: dict[int, Figures] = defaultdict(Figures)
    for pk, found in _figures(branches, month):
        step = places[pk].removeprefix(committee.path).partition("/")[0]
        figures[int(step or committee.pk)] += found
    return _named(figures, None)


def _figures(branches: QuerySet[Organization], month: date) -> Iterable[tuple[int, Figures]]:
    rows = with_month(standing_in(branches, month), month).values_list(
        "pk", "state", "has_thematic", "month_base", "month_present"
    )
    for pk, state, has_thematic, base, present in rows:
        yield (
            pk,
            Figures(
                branches=1, thematic=int(has_thematic), base=base, present=present, **{state: 1}
            ),
        )


def _named(figures: dict[int, Figures], on: date | None) -> list[Row]:
    """In Vietnamese order; `on` None: by today's names."""
    found = Organization.objects.filter(pk__in=list(figures)).order_by("kind__tier", "sort_key")
    names = {organization.pk: organization.name for organization in found}
    if on:
        versions = OrganizationVersion.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on),
            organization__in=list(figures),
            valid_from__lte=on,
        )
        names |= dict(versions.order_by("-valid_from").values_list("organization_id", "name"))
    return [Row(name, figures[pk]) for pk, name in names.items()]
