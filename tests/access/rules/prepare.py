"""What members answer, bring along and are asked for before a meeting."""

from .row import POST, Row

ROWS: dict[str, Row] = {
    "meetings:leave_answer": Row(
        "PLAN_MEETINGS",
        POST,
        on=("called_meeting",),
        data=lambda made: {"member": str(made["owner"].public_id), "granted": "yes"},
    ),
}
