"""Reading back, approving, adding to minutes; versions and phrases."""

from .row import BOTH, POST, Row

ROWS: dict[str, Row] = {
    "meetings:version_list": Row("SEE_MEETINGS", on=("held_meeting", "approved_meeting")),
    "meetings:phrase_list": Row(
        "WRITE_MINUTES", BOTH, on=("organization",), data=lambda _: {"text": "Nhất trí cao."}
    ),
    "meetings:phrase_remove": Row("WRITE_MINUTES", POST, on=("phrase",)),
    "meetings:minutes_sign": Row(
        "READ_MINUTES", POST, on=("minuted_minutes",), data=lambda _: {"signer": "chair"}
    ),
    "meetings:correction_note": Row(
        "WRITE_MINUTES",
        POST,
        on=("held_minutes",),
        data=lambda _: {"asked_by": "Đồng chí Lan", "text": "Sửa tên"},
    ),
    "meetings:minutes_confirm": Row("WRITE_MINUTES", POST, on=("held_meeting",)),
    "meetings:addendum_add": Row(
        "APPROVE_MINUTES",
        BOTH,
        on=("approved_minutes",),
        data=lambda _: {"reason": "Thiếu tên", "text": "Bổ sung đồng chí Lan."},
    ),
}
