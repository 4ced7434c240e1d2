"""The figures of a branch's month, derived from its records by one SQL statement.

Every verb that changes a cause calls `refresh_branch_month` inside its own transaction;
`rebuild_branch_months` derives all of them again, `compare_branch_months` proves they agree.
Which meetings count is said in `meetings.models.month`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from branches.models import Organization

KEYS = ("branch_id", "month")
FIGURES = (
    "superior_id",
    "grassroots_id",
    "planned",
    "called",
    "held",
    "filed",
    "periodic_held",
    "thematic_held",
    "base",
    "present",
    "excused",
    "unexcused",
    "resolutions",
    "tasks_assigned",
)
COLUMNS = ", ".join(KEYS + FIGURES)

# The states are the SQL twin of `meetings.models.meeting` (TOOK_PLACE, COUNTS_AS_…): a meeting is
# planned until it is cancelled, called while its call stands, held once its roll was opened, filed
# when its minutes are approved. A row exists for each month in which the branch has a meeting.
DERIVED = """
WITH own AS MATERIALIZED (
    SELECT id, branch_id, month, superior_id, grassroots_id, starts_at, attendance_base,
        present_in_base, excused_count, unexcused_count,
        kind IN ('periodic', 'combined') AS is_periodic,
        kind IN ('thematic', 'combined') AS is_thematic,
        state <> 'cancelled' AS is_planned,
        state NOT IN ('planned', 'postponed', 'cancelled') AS is_called,
        state IN ('open', 'held', 'minuted', 'approved') AS is_held,
        state = 'approved' AS is_filed
    FROM meetings_meeting
    WHERE organization_id = branch_id AND {scope}
), counted AS (
    SELECT branch_id, month,
        (array_agg(superior_id ORDER BY starts_at DESC, id DESC))[1] AS superior_id,
        (array_agg(grassroots_id ORDER BY starts_at DESC, id DESC))[1] AS grassroots_id,
        count(*) FILTER (WHERE regular AND is_planned) AS planned,
        count(*) FILTER (WHERE regular AND is_called) AS called,
        count(*) FILTER (WHERE regular AND is_held) AS held,
        count(*) FILTER (WHERE regular AND is_filed) AS filed,
        count(*) FILTER (WHERE is_periodic AND is_held) AS periodic_held,
        count(*) FILTER (WHERE is_thematic AND is_held) AS thematic_held,
        coalesce(sum(attendance_base) FILTER (WHERE regular AND is_held), 0) AS base,
        coalesce(sum(present_in_base) FILTER (WHERE regular AND is_held), 0) AS present,
        coalesce(sum(excused_count) FILTER (WHERE regular AND is_held), 0) AS excused,
        coalesce(sum(unexcused_count) FILTER (WHERE regular AND is_held), 0) AS unexcused
    FROM own, LATERAL (SELECT is_periodic OR is_thematic AS regular) AS kinds
    GROUP BY branch_id, month
), decided AS (
    SELECT own.branch_id, own.month, count(DISTINCT resolution.id) AS resolutions,
        count(task.id) AS assigned
    FROM own
    JOIN meetings_resolution AS resolution ON resolution.meeting_id = own.id
    LEFT JOIN meetings_task AS task ON task.resolution_id = resolution.id AND task.is_assigned
    WHERE resolution.published_at IS NOT NULL
    GROUP BY own.branch_id, own.month
)
SELECT branch_id, month, superior_id, grassroots_id, planned, called, held, filed, periodic_held,
    thematic_held, base, present, excused, unexcused,
    coalesce(decided.resolutions, 0) AS resolutions, coalesce(decided.assigned, 0) AS tasks_assigned
FROM counted LEFT JOIN decided USING (branch_id, month)
"""
IN_SCOPE = "branch_id IN (SELECT id FROM branches_organization WHERE path LIKE %s)"


@dataclass(frozen=True)
class Difference:
    """A row that is not what its records say. `kept` None: missing; `derived` None: superfluous."""

    branch_id: int
    month: date
    kept: dict[str, Any] | None
    derived: dict[str, Any] | None


@transaction.atomic
def refresh_branch_month(*, branch: Organization, month: date) -> None:
    """Recompute the row of one branch and month from its records; no meeting left, no row.

    A verb that moves a meeting from one month to another refreshes both.
    """
    one: list[int | date] = [branch.pk, month]
    with connection.cursor() as cursor:
        # Two verbs saving at once must not each count without the other: the second one waits
        # here, and its next statement sees what the first has committed.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [branch.pk, month.toordinal()])
        cursor.execute(_upsert(DERIVED.format(scope="branch_id = %s AND month = %s")), one)
        if not cursor.rowcount:
            cursor.execute(
                "DELETE FROM meetings_branchmonth WHERE branch_id = %s AND month = %s", one
            )


@transaction.atomic
def refresh_branch_months(*, months: Collection[tuple[int, date]]) -> None:
    """The same for many (branch id, month) at once, after their meetings changed place."""
    pairs = sorted(set(months))
    branches, firsts = [pk for pk, _first in pairs], [first for _pk, first in pairs]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(branch, day) FROM unnest(%s::int[], %s::int[]) "
            "AS pair(branch, day)",
            [branches, [first.toordinal() for first in firsts]],
        )
        scope = "(branch_id, month) IN (SELECT * FROM unnest(%s::int[], %s::date[]))"
        cursor.execute(_upsert(DERIVED.format(scope=scope)), [branches, firsts])


def _upsert(derived: str) -> str:
    changes = ", ".join(f"{name} = EXCLUDED.{name}" for name in FIGURES)
    return (
        f"INSERT INTO meetings_branchmonth ({COLUMNS}) {derived} "
        f"ON CONFLICT (branch_id, month) DO UPDATE SET {changes}"
    )


@transaction.atomic
def rebuild_branch_months(*, scope: Organization | None = None) -> int:
    """Derive every row again, of all branches or of those at or below `scope`; how many there are.

    The lock lets readers read, and makes verbs that are about to refresh wait for the end.
    """
    condition, parameters = _scope(scope)
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE meetings_branchmonth IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(f"DELETE FROM meetings_branchmonth WHERE {condition}", parameters)  # noqa: S608  # own constants
        derived = DERIVED.format(scope=condition)
        cursor.execute(f"INSERT INTO meetings_branchmonth ({COLUMNS}) {derived}", parameters)
        return cursor.rowcount


def compare_branch_months(*, scope: Organization | None = None) -> list[Difference]:
    """The rows that differ from what the records say now; an empty list is the proof."""
    condition, parameters = _scope(scope)
    derived = DERIVED.format(scope=condition)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT coalesce(kept.branch_id, derived.branch_id), coalesce(kept.month, derived.month),
                row_to_json(kept), row_to_json(derived)
            FROM (SELECT {COLUMNS} FROM meetings_branchmonth WHERE {condition}) AS kept
            FULL JOIN ({derived}) AS derived USING (branch_id, month)
            WHERE to_jsonb(kept) IS DISTINCT FROM to_jsonb(derived)
            ORDER BY 1, 2
            """,  # noqa: S608  # own constants
            parameters + parameters,
        )
        return [Difference(*row) for row in cursor.fetchall()]


def _scope(scope: Organization | None) -> tuple[str, list[str]]:
    return (IN_SCOPE, [f"{scope.path}%"]) if scope else ("true", [])
