"""Visits of the committee above."""

from .row import BOTH, EVERYWHERE, POST, SIGNED_IN, Row

ROWS: dict[str, Row] = {
    "meetings:visit_list": Row("ASSIGN_VISITS", on=("organization",), places=EVERYWHERE),
    "meetings:visit_create": Row(
        "ASSIGN_VISITS",
        BOTH,
        on=("called_meeting",),
        data=lambda made: {"observer": made["observer"].public_id},
    ),
    "meetings:visit_detail": Row(SIGNED_IN, on=("visit", "coming_visit")),
    # The observer is nobody of the cast; everybody else who sees it is refused.
    "meetings:visit_log": Row(
        SIGNED_IN,
        POST,
        on=("visit",),
        data=lambda _: {"version": 1, "attended": "yes"},
        also=(403,),
    ),
    "meetings:visit_answer": Row(
        "PLAN_MEETINGS", POST, on=("visit",), data=lambda _: {"version": 1, "answer": "Tiếp thu"}
    ),
    "meetings:visit_cancel": Row("ASSIGN_VISITS", POST, on=("coming_visit",)),
}
