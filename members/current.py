"""The columns of today on `Member`, made from the dated facts; nothing else writes them."""

from collections.abc import Iterable
from datetime import date

from django.db import connection

from .models import Member

# The exclusion constraints promise at most one row of each kind in force, so nothing is grouped,
# and only rows that differ are written: a night without changes writes nothing.
REFRESH = """
    UPDATE members_member AS member
    SET home_id = now_is.home_id, cell_id = now_is.cell_id, is_official = now_is.is_official,
        is_exempt = now_is.is_exempt, is_suspended = now_is.is_suspended
    FROM (
        SELECT person.id, home.organization_id AS home_id, cell.organization_id AS cell_id,
            official.id IS NOT NULL AS is_official, exempt.id IS NOT NULL AS is_exempt,
            suspended.id IS NOT NULL AS is_suspended
        FROM members_member AS person
        LEFT JOIN members_affiliation AS home ON home.member_id = person.id
            AND home.kind = 'home' AND home.valid_from <= %(today)s
            AND (home.valid_to IS NULL OR home.valid_to > %(today)s)
        LEFT JOIN members_affiliation AS cell ON cell.member_id = person.id
            AND cell.kind = 'cell' AND cell.valid_from <= %(today)s
            AND (cell.valid_to IS NULL OR cell.valid_to > %(today)s)
        LEFT JOIN members_standing AS official ON official.member_id = person.id
            AND official.status = 'official' AND official.valid_from <= %(today)s
            AND (official.valid_to IS NULL OR official.valid_to > %(today)s)
        LEFT JOIN members_standing AS exempt ON exempt.member_id = person.id
            AND exempt.status = 'exempt' AND exempt.valid_from <= %(today)s
            AND (exempt.valid_to IS NULL OR exempt.valid_to > %(today)s)
        LEFT JOIN members_standing AS suspended ON suspended.member_id = person.id
            AND suspended.status = 'suspended' AND suspended.valid_from <= %(today)s
            AND (suspended.valid_to IS NULL OR suspended.valid_to > %(today)s)
        WHERE %(only)s::int[] IS NULL OR person.id = ANY(%(only)s::int[])
    ) AS now_is
    WHERE now_is.id = member.id
      AND (member.home_id, member.cell_id, member.is_official, member.is_exempt,
           member.is_suspended)
          IS DISTINCT FROM
          (now_is.home_id, now_is.cell_id, now_is.is_official, now_is.is_exempt,
           now_is.is_suspended)
"""


def refresh_current(today: date, *, only: Member | Iterable[int] | None = None) -> int:
    """Makes the columns of today true; returns how many members changed. For all of them once a
    day, because facts dated ahead begin and end by themselves; a second run changes nothing.
    `only`: one member, or the ids of some."""
    ids = [only.pk] if isinstance(only, Member) else None if only is None else list(only)
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, {"today": today, "only": ids})
        return int(cursor.rowcount)
