"""Files of imports are personal data: they go when the report has had its time."""

from datetime import datetime, timedelta

from django.core.files.storage import default_storage

from members.models import ImportBatch, ImportRow

KEPT_FOR = timedelta(days=30)
AT_ONCE = 100


def forget_imports(*, now: datetime) -> int:
    """Erases files and rows of imports that are over or older than 30 days; who brought in how
    many rows, and when, stays. Returns how many."""
    State = ImportBatch.State
    dropped = ImportBatch.objects.filter(state=State.CANCELLED)
    old = ImportBatch.objects.filter(created_at__lt=now - KEPT_FOR).exclude(state=State.SAVING)
    count = 0
    for batch in (dropped | old).exclude(file="")[:AT_ONCE]:
        _forget(batch)
        count += 1
    return count


def _forget(batch: ImportBatch) -> None:
    ImportRow.objects.filter(batch=batch).delete()
    for file in (batch.file, batch.bad_file):
        if file:
            file.delete(save=False)
    for one in batch.mended:
        default_storage.delete(one["file"])
    over = (ImportBatch.State.DONE, ImportBatch.State.CANCELLED)
    state = batch.state if batch.state in over else ImportBatch.State.CANCELLED
    ImportBatch.objects.filter(pk=batch.pk).update(file="", bad_file="", mended=[], state=state)
