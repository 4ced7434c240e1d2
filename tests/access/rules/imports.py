"""Imports: only clerks of committees bring files in, and see what others brought in there."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from .row import BOTH, EVERYWHERE, POST, Row

WARDS = ("district", "far_district")


def roster(_made):
    content = "Họ và tên;Ngày sinh;Chi bộ\nTrần Văn Mới;3/2/1980;Không có\n"
    return {
        "kind": "members",
        "effective_on": f"{timezone.localdate():%d/%m/%Y}",
        "file": SimpleUploadedFile("ds.csv", content.encode()),
    }


def mended(_made):
    content = (
        "Họ và tên;Ngày sinh;Chi bộ;Ghi chú;What to mend;Row in the first file\n"
        "Trần Văn Mới;3/2/1980;Vẫn không có;;;2\n"
    )
    return {"file": SimpleUploadedFile("ds.csv", content.encode())}


def of_batch(on="import_batch", **kwargs):
    return Row("IMPORT", on=(on,), places=WARDS, **kwargs)


ROWS: dict[str, Row] = {
    "members:import_list": Row("IMPORT"),
    "members:import_template": Row("IMPORT"),
    "members:import_create": Row(
        "IMPORT", BOTH, on=("organization",), places=EVERYWHERE, data=roster
    ),
    "members:import_detail": of_batch(),
    "members:import_bad_rows": of_batch(),
    "members:import_columns": of_batch(methods=BOTH),
    "members:import_mend": of_batch(methods=BOTH, data=mended),
    "members:import_confirm": of_batch("good_import", methods=POST),
    "members:import_cancel": of_batch(methods=POST),
}
