"""Saving a checked import in the worker: everything in one transaction, or nothing."""

import logging
from datetime import date, datetime

from django.db import IntegrityError, OperationalError, transaction

from members.models import ImportBatch, ImportRow

from .problems import Problem, problem
from .running import Stopped, alone, one_saving_at_a_time, say_saved
from .savers import RegisterChanged, RowRefused, Saver, bites
from .saving_members import MemberSaver
from .saving_tree import OrganizationSaver, PostSaver

logger = logging.getLogger(__name__)
State = ImportBatch.State
Action = ImportRow.Action
SAVERS: dict[str, type[Saver]] = {
    ImportBatch.Kind.ORGANIZATIONS: OrganizationSaver,
    ImportBatch.Kind.MEMBERS: MemberSaver,
    ImportBatch.Kind.POSTS: PostSaver,
}


def save(pk: int, *, now: datetime, today: date) -> None:
    """Saves the import unless another worker is at it, or it was cancelled. After a killed worker
    nothing is there and it begins anew; a second call of one that is saved does nothing."""
    with alone(pk) as has_it:
        batches = ImportBatch.objects.select_related("organization__kind", "confirmed_by")
        batch = batches.filter(pk=pk, state=State.SAVING).first()
        if batch and has_it:
            _save(batch, now, today)


def _save(batch: ImportBatch, now: datetime, today: date) -> None:
    try:
        with transaction.atomic():
            one_saving_at_a_time()
            _save_all(batch, now, today)
            at_it = ImportBatch.objects.filter(pk=batch.pk, state=State.SAVING)
            if not at_it.update(state=State.DONE, processed=batch.total, finished_at=now):
                raise Stopped
    except Stopped:
        logger.info("Import %s was cancelled while it was being saved.", batch.pk)
    except (RegisterChanged, IntegrityError):
        _fail(batch, problem("changed_since"), now)
    except RowRefused as refused:
        _fail(batch, problem("row_refused", row=refused.number, text=refused.text), now)
    except OperationalError:
        # The server went away, and everything with it: the clock brings the import back.
        raise
    except Exception:
        _fail(batch, problem("unexpected"), now)
        raise


def _fail(batch: ImportBatch, trouble: Problem, now: datetime) -> None:
    at_it = ImportBatch.objects.filter(pk=batch.pk, state=State.SAVING)
    at_it.update(state=State.FAILED, trouble=trouble, finished_at=now)


def _save_all(batch: ImportBatch, now: datetime, today: date) -> None:
    saver = SAVERS[batch.kind](batch, now, today)
    saver.refuse_changed(bites(batch, Action.NEW))
    done = 0
    for rows in saver.new_bites():
        saver.enter(rows)
        done += len(rows)
        say_saved(batch, done)
    for rows in bites(batch, Action.CHANGED):
        saver.change(rows)
        done += len(rows)
        say_saved(batch, done)
    saver.finish()
