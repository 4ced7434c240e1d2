"""What saving each kind of list has in common."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from members.models import AuditEntry, ImportBatch, ImportRow

from .bulk import Bulk
from .places import Place, Places

AUDIT = Bulk(
    AuditEntry,
    "at by_id organization_id superior_id grassroots_id branch_id verb subject member_id",
)
SUBJECT_LENGTH = 200
BITE = 2000


class RegisterChanged(Exception):
    """Saving would do something else than the preview said."""


class RowRefused(Exception):
    """A verb of the house refused one row."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(number, text)
        self.number, self.text = number, text


class Saver:
    """Enters new rows and changes known ones, inside the one transaction of `saving`."""

    def __init__(self, batch: ImportBatch, now: datetime, today: date) -> None:
        self.batch, self.now, self.today = batch, now, today
        self.on, self.by = batch.effective_on, batch.confirmed_by
        self.places = Places(batch.organization, batch.effective_on)

    def refuse_changed(self, bites: Iterable[Sequence[ImportRow]]) -> None:
        """RegisterChanged when somebody entered one of the new rows meanwhile."""

    def new_bites(self) -> Iterator[list[ImportRow]]:
        """The new rows in the order in which they can be entered."""
        return bites(self.batch, ImportRow.Action.NEW)

    def enter(self, rows: Sequence[ImportRow]) -> None:
        raise NotImplementedError

    def change(self, rows: Sequence[ImportRow]) -> None:
        raise NotImplementedError

    def finish(self) -> None:
        """What is done once, after all rows."""

    def place(self, pk: int) -> Place:
        """RegisterChanged when it does not stand any more."""
        place = self.places.by_id.get(pk)
        if place is None or not place.stands_on(self.on):
            raise RegisterChanged
        return place

    def line(self, verb: str, subject: str, place: Place, member_id: int) -> tuple[object, ...]:
        """One line of the log, as `record` writes it."""
        return (
            self.now,
            self.by.pk if self.by else None,
            place.pk,
            place.superior_id,
            place.grassroots_id,
            place.branch_id,
            verb,
            subject[:SUBJECT_LENGTH],
            member_id,
        )


def bites(batch: ImportBatch, action: int, **more: Any) -> Iterator[list[ImportRow]]:
    """The rows of one kind, some thousands at a time."""
    last = 0
    rows = batch.rows.filter(action=action, **more).order_by("number")
    while found := list(rows.filter(number__gt=last)[:BITE]):
        yield found
        last = found[-1].number
