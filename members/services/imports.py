"""The steps of an import that a person takes; what the worker does between them is
`members.intake`, woken by name because it stands above."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from celery import signature
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from branches.models import Organization
from branches.services import refuse_dissolved
from members.models import ColumnMatch, ImportBatch, User

from .audit import record

State = ImportBatch.State


class Found(NamedTuple):
    """Where the headings of a file are, and which column holds what: {field: column from 0}."""

    sheet: str
    header_row: int
    header_height: int
    columns: Mapping[str, int]


@transaction.atomic
def start_import(
    *,
    organization: Organization,
    kind: str,
    name: str,
    file: "File[bytes]",
    effective_on: date,
    found: Found,
    by: User,
    now: datetime,
) -> ImportBatch:
    """Keeps a file for everything below the organisation; nothing of it is read yet."""
    refuse_dissolved(organization, effective_on)
    batch = ImportBatch(
        kind=kind,
        organization=organization,
        name=name,
        effective_on=effective_on,
        created_at=now,
        created_by=by,
        **_kept(found),
    )
    # A name of ours on disk: what people called it never touches the file system.
    batch.file.save("list", file, save=False)
    batch.save()
    _record("start_import", batch, by, now)
    return batch


@transaction.atomic
def check_import(
    *, batch: ImportBatch, found: Found, headings: Mapping[str, str], by: User, now: datetime
) -> None:
    """The columns are as the person says; the worker checks the file. `headings`: what this office
    means by each, remembered for its next file."""
    batch = _lock(batch)
    if not batch.may_be_checked:
        raise ValidationError(_("This import is under way or over; look at it again."))
    for name, value in _kept(found).items():
        setattr(batch, name, value)
    batch.state, batch.trouble, batch.processed, batch.total = State.CHECKING, [], 0, 0
    batch.bad = batch.new = batch.changed = batch.same = 0
    batch.save()
    ColumnMatch.objects.bulk_create(
        [
            ColumnMatch(
                organization_id=batch.organization_id, kind=batch.kind, heading=heading, field=field
            )
            for heading, field in headings.items()
        ],
        update_conflicts=True,
        unique_fields=["organization", "kind", "heading"],
        update_fields=["field"],
    )
    _record("check_import", batch, by, now)
    _wake("check_rows", batch)


@transaction.atomic
def mend_import(
    *,
    batch: ImportBatch,
    file: "File[bytes]",
    covers: Sequence[tuple[int, int]],
    by: User,
    now: datetime,
) -> None:
    """Mended rows come in the place of the bad ones (`covers`: from row, to row), and the worker
    checks everything again."""
    batch = _lock(batch)
    if batch.state != State.CHECKED or not batch.bad:
        raise ValidationError(_("This import is under way or over; look at it again."))
    name = default_storage.save(f"imports/{now:%Y/%m}/mended", file)
    batch.mended = [*batch.mended, {"file": name, "covers": covers}]
    batch.state, batch.processed, batch.total = State.CHECKING, 0, 0
    batch.save()
    _record("mend_import", batch, by, now)
    _wake("check_rows", batch)


@transaction.atomic
def confirm_import(*, batch: ImportBatch, by: User, now: datetime) -> None:
    """What the preview shows is saved by the worker, all of it or nothing; once only."""
    batch = _lock(batch)
    if batch.state in (State.SAVING, State.DONE):
        raise ValidationError(_("This import is being saved already, or has been."))
    if batch.bad:
        raise ValidationError(_("Mend the bad rows first: all rows are saved together, or none."))
    if not batch.may_be_saved:
        raise ValidationError(_("There is nothing to save."))
    batch.state, batch.confirmed_by, batch.confirmed_at = State.SAVING, by, now
    batch.save()
    _record("confirm_import", batch, by, now)
    _wake("save_rows", batch)


@transaction.atomic
def cancel_import(*, batch: ImportBatch, by: User, now: datetime) -> None:
    """Stops the worker between two bites; what it had of the file is thrown away."""
    batch = _lock(batch)
    if batch.state in (State.DONE, State.CANCELLED):
        raise ValidationError(_("This import is over already."))
    batch.state, batch.finished_at = State.CANCELLED, now
    batch.save()
    _record("cancel_import", batch, by, now)


def _lock(batch: ImportBatch) -> ImportBatch:
    rows = ImportBatch.objects.select_for_update(of=("self",)).select_related("organization")
    return rows.get(pk=batch.pk)


def _kept(found: Found) -> dict[str, object]:
    return {
        "sheet": found.sheet,
        "header_row": found.header_row,
        "header_height": found.header_height,
        "columns": dict(found.columns),
    }


def _wake(task: str, batch: ImportBatch) -> None:
    transaction.on_commit(lambda: signature(f"members.beat.{task}", [batch.pk]).delay())


def _record(verb: str, batch: ImportBatch, by: User, now: datetime) -> None:
    subject = f"{batch.get_kind_display()}: {batch.name}"
    if verb == "confirm_import":
        subject = f"{subject} (+{batch.new}, ±{batch.changed})"
    record(verb=verb, subject=subject, organization=batch.organization, by=by, now=now)
