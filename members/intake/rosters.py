"""What the three kinds of lists have in common, and which is which."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count

from members.models import ImportBatch, ImportRow

from . import members
from .drafts import Context, Draft, shown
from .people import facts_of
from .problems import Problem, problem
from .staging import NAMED, Staged, in_a_row
from .xlsx import LAST_ROW

Action = ImportRow.Action


class Outcome(NamedTuple):
    number: int
    action: int
    values: dict[str, Any]
    problems: list[Problem]
    subject_id: int | None


class Roster:
    """Reads rows one by one, then settles them some thousands at a time."""

    # Members of the register are looked for; one card in two rows is wrong; so many rows at most.
    names_people = finds_doubles = True
    limit = LAST_ROW

    def __init__(self, context: Context) -> None:
        self.context = context

    def read(self, draft: Draft) -> None:
        raise NotImplementedError

    def settle(self, rows: Sequence[Staged]) -> list[Outcome]:
        raise NotImplementedError

    def doubles(self, batch: ImportBatch) -> dict[int, list[Problem]]:
        """{row: problems} of rows that are wrong only beside each other, by what they mean."""
        return {}

    def bad(self, row: Staged, problems: Sequence[Problem]) -> Outcome:
        values = {"shown": shown(row.raw, self.context.columns)}
        return Outcome(row.number, Action.BAD, values, list(problems), None)


class MemberRoster(Roster):
    def read(self, draft: Draft) -> None:
        members.read_row(draft, self.context)

    def settle(self, rows: Sequence[Staged]) -> list[Outcome]:
        wanted = {pk for row in rows for found in row.members.values() for pk in found}
        facts = facts_of(wanted, self.context.on) if wanted else {}
        return [self._settle(row, facts) for row in rows]

    def _settle(self, row: Staged, facts: dict[int, Any]) -> Outcome:
        if row.problems:
            return self.bad(row, row.problems)
        known = {kind: [facts[pk] for pk in ids] for kind, ids in row.members.items()}
        action, pk, values, problems = members.compare(row.clean, known, self.context)
        if action == Action.BAD:
            return self.bad(row, problems)
        return Outcome(row.number, action, values, [], pk)

    def doubles(self, batch: ImportBatch) -> dict[int, list[Problem]]:
        return same_subject(batch, "double_person")


def same_subject(batch: ImportBatch, code: str) -> dict[int, list[Problem]]:
    """Rows that mean the same thing of the register."""
    rows = batch.rows.order_by().filter(subject_id__isnull=False).values("subject_id")
    several = rows.annotate(size=Count("pk"), numbers=ArrayAgg("number", order_by="number"))
    found: dict[int, list[Problem]] = {}
    for row in several.filter(size__gt=1):
        said = problem(code, rows=in_a_row(row["numbers"][:NAMED], row["size"]))
        found |= {number: [said] for number in row["numbers"]}
    return found
