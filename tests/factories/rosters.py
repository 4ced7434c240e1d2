"""Lists of members that were uploaded and checked."""

from django.core.files.base import ContentFile
from django.utils import timezone

from members.models import ImportBatch, ImportRow

ROSTER = "Họ và tên;Ngày sinh;Chi bộ;Ghi chú\n{name};3/2/1980;Không có;{name}\n"


def import_batch(organization, *, name="Danh sách", created_by=None, **kwargs):
    """A checked roster of one bad row, with the file of it."""
    now = timezone.now()
    batch = ImportBatch(
        **{
            "kind": ImportBatch.Kind.MEMBERS,
            "state": ImportBatch.State.CHECKED,
            "organization": organization,
            "name": f"{name}.csv",
            "columns": {"full_name": 0, "birth_date": 1, "home": 2},
            "effective_on": timezone.localdate(now),
            "total": 1,
            "processed": 1,
            "bad": 1,
            "created_at": now,
            "created_by": created_by,
        }
        | kwargs
    )
    content = ROSTER.format(name=name).encode()
    batch.file.save("list", ContentFile(content), save=False)
    batch.bad_file.save("to-mend.xlsx", ContentFile(content), save=False)
    batch.save()
    ImportRow.objects.create(
        batch=batch,
        number=2,
        action=ImportRow.Action.BAD,
        values={"shown": {"full_name": name, "home": "Không có"}},
        problems=[["required", "home", {}]],
    )
    return batch


def good_import(organization, home, *, name):
    """A checked roster that may be saved: one new member."""
    batch = import_batch(organization, name=name, bad=0, new=1)
    batch.rows.update(
        action=ImportRow.Action.NEW,
        values={"new": {"full_name": name, "birth_date": "1980-02-03", "home": home.pk}},
        problems=[],
    )
    return batch
