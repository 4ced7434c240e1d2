"""Running the evening: check-in, the item before the room, the screen."""

from .posted import count
from .row import BOTH, POST, PUBLIC, SIGNED_IN, Row

FLOOR = ("open_floor",)
ITEM = ("open_item",)

ROWS: dict[str, Row] = {
    "meetings:rollcall_checkins": Row("TAKE_ROLL", on=("open_meeting",), query="?seen=0"),
    # Nobody of the cast sits in these meetings; those who run them cannot check in.
    "meetings:checkin": Row(
        SIGNED_IN, BOTH, on=FLOOR, data=lambda _: {"code": "000000"}, also=(403,)
    ),
    "meetings:cells_plan": Row("PLAN_MEETINGS", POST, on=("planned_meeting",)),
    "meetings:cells_fold": Row("TAKE_ROLL", POST, on=("open_meeting",)),
    "meetings:point_edit": Row("PLAN_MEETINGS", BOTH, on=("planned_meeting", "called_meeting")),
    "meetings:checkin_code": Row("TAKE_ROLL", on=FLOOR),
    "meetings:floor_edit": Row("WRITE_MINUTES", on=FLOOR),
    "meetings:floor_movement": Row(
        "TAKE_ROLL",
        POST,
        on=FLOOR,
        data=lambda made: {"member": made["chair"].pk, "movement": "left"},
    ),
    "meetings:floor_question": Row(
        "WRITE_MINUTES", POST, on=FLOOR, data=lambda _: {"question": "Thông qua"}
    ),
    "meetings:floor_checkin": Row("WRITE_MINUTES", POST, on=FLOOR),
    "meetings:floor_document": Row("WRITE_MINUTES", POST, on=("open_attachment",)),
    # The other is before the room already.
    "meetings:floor_item": Row("WRITE_MINUTES", POST, on=("next_item",)),
    "meetings:floor_note": Row(
        "WRITE_MINUTES",
        POST,
        on=ITEM,
        data=lambda made: {"version": 1, "conclusion": "Nhất trí", "speaker": made["chair"].pk},
    ),
    "meetings:floor_vote": Row("WRITE_MINUTES", POST, on=ITEM, data=count),
    "meetings:floor_unfinished": Row("WRITE_MINUTES", POST, on=ITEM),
    "meetings:projection": Row(SIGNED_IN, on=FLOOR),
    # Without a ticket nobody learns anything.
    "meetings:projection_state": Row(PUBLIC, also=(403,)),
}
