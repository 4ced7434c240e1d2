"""The evening of the meeting, its minutes, and what was resolved."""

from .posted import count
from .row import BOTH, POST, SIGNED_IN, Row

MINUTES = ("held_minutes", "minuted_minutes", "approved_minutes")

ROWS: dict[str, Row] = {
    "meetings:roll_open": Row("TAKE_ROLL", POST, on=("called_meeting",)),
    "meetings:rollcall_edit": Row("TAKE_ROLL", BOTH, on=("open_meeting", "held_meeting")),
    "meetings:minutes_edit": Row("WRITE_MINUTES", on=("held_meeting",)),
    "meetings:heading_save": Row("WRITE_MINUTES", POST, on=("held_meeting",)),
    "meetings:item_add": Row(
        "WRITE_MINUTES", POST, on=("held_meeting",), data=lambda _: {"title": "Việc khác"}
    ),
    "meetings:entry_save": Row("WRITE_MINUTES", POST, on=("held_item", "approved_item")),
    "meetings:vote_add": Row("WRITE_MINUTES", POST, on=("held_item",), data=count),
    "meetings:vote_remove": Row(
        "WRITE_MINUTES", POST, on=("held_item",), data=lambda made: {"vote": made["held_vote"].pk}
    ),
    "meetings:meeting_close": Row(
        "WRITE_MINUTES", POST, on=("open_meeting",), data=lambda _: {"ended_at": "23:59"}
    ),
    "meetings:minutes_read": Row("READ_MINUTES", on=MINUTES),
    "meetings:minutes_read_back": Row(
        "APPROVE_MINUTES", POST, on=MINUTES, data=lambda _: {"adoption_note": "Nhất trí"}
    ),
    "meetings:minutes_reopen": Row("APPROVE_MINUTES", POST, on=("minuted_meeting",)),
    "meetings:minutes_approve": Row(
        "APPROVE_MINUTES",
        POST,
        on=("minuted_meeting",),
        data=lambda _: {"is_signed_on_paper": "on"},
    ),
    # What was resolved
    "meetings:resolution_edit": Row("WRITE_MINUTES", BOTH, on=("held_meeting",)),
    "meetings:resolution_detail": Row(
        "READ_MINUTES", on=("held_resolution", "approved_resolution")
    ),
    "meetings:resolution_discard": Row("WRITE_MINUTES", POST, on=("held_resolution",)),
    "meetings:task_list": Row(SIGNED_IN),
    # Its owner, whom nobody of the cast is, may report too.
    "meetings:task_detail": Row(
        SIGNED_IN,
        BOTH,
        on=("approved_task", "held_task"),
        post_needs="MANAGE_TASKS",
        data=lambda _: {"text": "Đã thăm hai gia đình", "state": "in_progress"},
    ),
}
