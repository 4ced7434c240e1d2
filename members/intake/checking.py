"""Checking a file in the worker: read, compared, staged; nothing of the register is touched."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import DatabaseError, connection
from django.db.models import Count

from members.models import ImportBatch, ImportRow

from . import staging
from .badfile import write_bad_rows
from .copying import copy_rows
from .drafts import Context, Draft, shown
from .headings import synonyms_of
from .mending import rows_with_mended
from .organizations import OrganizationRoster
from .posts import PostRoster
from .problems import Problem, Trouble, problem
from .reading import Sheet, Source
from .rosters import MemberRoster, Outcome, Roster
from .running import Stopped, alone, say_checked
from .xlsx import Row

logger = logging.getLogger(__name__)
State = ImportBatch.State
Action = ImportRow.Action
BITE = 1000
ROSTERS: dict[str, type[Roster]] = {
    ImportBatch.Kind.ORGANIZATIONS: OrganizationRoster,
    ImportBatch.Kind.MEMBERS: MemberRoster,
    ImportBatch.Kind.POSTS: PostRoster,
}
COLUMNS = ["batch_id", "number", "action", "values", "problems", "subject_id"]


def check(pk: int, *, now: datetime, today: date) -> None:
    """Checks the import unless another worker is at it, or it was cancelled. Begins anew after a
    worker that was killed; a second call of one that is checked does nothing."""
    with alone(pk) as has_it:
        batch = ImportBatch.objects.select_related("organization__kind").filter(
            pk=pk, state=State.CHECKING
        )
        if has_it and (found := batch.first()):
            _Check(found, today).run(now)


class _Check:
    def __init__(self, batch: ImportBatch, today: date) -> None:
        self.batch, self.today = batch, today
        self.done = 0

    def run(self, now: datetime) -> None:
        batch = self.batch
        batch.rows.all().delete()
        try:
            self._work()
        except Stopped:
            batch.rows.all().delete()
        except ValidationError:
            self._fail("unreadable", now)
        except Trouble as refused:
            self._fail(refused.code, now, **refused.params)
        except DatabaseError:
            # The server went away: the clock brings the import back.
            raise
        except Exception:
            self._fail("unexpected", now)
            raise

    def _fail(self, code: str, now: datetime, **params: Any) -> None:
        self.batch.rows.all().delete()
        at_it = ImportBatch.objects.filter(pk=self.batch.pk, state=State.CHECKING)
        at_it.update(state=State.FAILED, trouble=problem(code, **params), finished_at=now)

    def _work(self) -> None:
        batch = self.batch
        roster = ROSTERS[batch.kind](Context.of(batch, self.today))
        with batch.file.open("rb") as file, staging.tables():
            source = Source(file)
            sheet = source.sheet(batch.sheet)
            self._read(source, sheet, roster)
            if roster.names_people:
                staging.find_members(batch.effective_on, batch.organization.path)
            if roster.finds_doubles:
                staging.find_doubles()
            for rows in staging.chunks():
                self._keep(roster.settle(rows))
                self._count(len(rows))
            _mark(batch, roster.doubles(batch))
            counts = _counts(batch)
            bad_file = self._bad_file(source) if counts["bad"] else None
        total = sum(counts.values())
        at_it = ImportBatch.objects.filter(pk=batch.pk, state=State.CHECKING)
        changes = {"state": State.CHECKED, "total": total, "processed": total, **counts}
        if bad_file:
            with bad_file:
                batch.bad_file.save("to-mend.xlsx", bad_file, save=False)
            changes["bad_file"] = batch.bad_file.name
        if not at_it.update(**changes):
            raise Stopped

    def _bad_file(self, source: Source) -> "File[bytes]":
        batch = self.batch
        known = synonyms_of(batch.kind)
        _sheet, head = source.find_head(known, sheet=batch.sheet, row=batch.header_row)
        return write_bad_rows(batch, head)

    def _read(self, source: Source, sheet: Sheet, roster: Roster) -> None:
        """Half of the way; the other half is comparing."""
        count, merges = source.survey(sheet)
        ImportBatch.objects.filter(pk=self.batch.pk).update(total=2 * max(count, 1), processed=0)
        drafts: list[Draft] = []
        kept = 0
        for draft in self._drafts(source.rows(sheet, merges), roster.context):
            roster.read(draft)
            drafts.append(draft)
            if len(drafts) == BITE:
                staging.put(drafts)
                kept += len(drafts)
                drafts.clear()
                self._count(BITE)
                if kept >= roster.limit:
                    raise Trouble("too_many", limit=roster.limit)
        staging.put(drafts)
        if not kept + len(drafts):
            raise Trouble("empty")

    def _drafts(self, rows: Iterable[Row], context: Context) -> Iterator[Draft]:
        first = self.batch.header_row + self.batch.header_height
        for number, cells in rows_with_mended(self.batch, rows, first):
            if number < first or (number == first and _counts_columns(cells)):
                continue
            draft = Draft(number, cells, context.columns)
            if not draft.is_empty:
                yield draft

    def _keep(self, outcomes: Sequence[Outcome]) -> None:
        rows = [
            (self.batch.pk, one.number, int(one.action), one.values, one.problems, one.subject_id)
            for one in outcomes
        ]
        with connection.cursor() as cursor:
            copy_rows(cursor, ImportRow._meta.db_table, COLUMNS, rows)

    def _count(self, rows: int) -> None:
        self.done += rows
        say_checked(self.batch, self.done)


def _counts_columns(cells: Sequence[object]) -> bool:
    """The line (1) (2) (3) … that forms have below their headings."""
    texts = [str(cell).strip("() ") for cell in cells if cell not in (None, "")]
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 4]
    return len(texts) > 2 and len(numbers) == len(texts) and numbers == sorted(set(numbers))


def _mark(batch: ImportBatch, doubles: dict[int, list[Problem]]) -> None:
    """Rows that only turn out to be wrong beside each other."""
    columns = {name: int(column) for name, column in batch.columns.items()}
    stood = staging.as_they_stood(list(doubles))
    for row in batch.rows.filter(number__in=doubles).iterator():
        row.values = {"shown": shown(stood[row.number], columns)}
        row.problems = [*row.problems, *doubles[row.number]]
        row.action = Action.BAD
        row.subject_id = None
        row.save(update_fields=["values", "problems", "action", "subject_id"])


def _counts(batch: ImportBatch) -> dict[str, int]:
    rows = batch.rows.order_by().values_list("action").annotate(Count("pk"))
    found = dict(rows)
    return {name.lower(): found.get(action, 0) for name, action in Action.__members__.items()}
