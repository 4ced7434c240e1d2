"""The year: its months, the fixed day, the topics of its quarters."""

from django.utils import timezone

from .row import BOTH, EVERYWHERE, POST, SIGNED_IN, Row

LISTING = ("body", "district")


def missing(_made):
    return {"month": f"{timezone.localdate():%Y-%m}", "kind": "extraordinary"}


ROWS: dict[str, Row] = {
    "meetings:year_plan": Row("SEE_MEETINGS", on=("organization",)),
    "meetings:month_plan": Row("PLAN_MEETINGS", POST, on=("organization",), data=missing),
    "meetings:schedule_edit": Row("PLAN_MEETINGS", BOTH, on=("organization",)),
    "meetings:schedule_end": Row("PLAN_MEETINGS", POST, on=("organization",)),
    "meetings:committee_plan": Row("PLAN_MEETINGS", POST, on=("called_meeting",)),
    "meetings:committee_agree": Row("PLAN_MEETINGS", BOTH, on=("preparation",)),
    "meetings:topic_list": Row("READ_NOTICES", on=("organization",), places=EVERYWHERE),
    "meetings:topic_create": Row(
        "PLAN_MEETINGS",
        BOTH,
        on=("organization",),
        data=lambda _: {"title": "Nếp sống mới", "quarter": 4},
    ),
    "meetings:topic_offer": Row(
        "EDIT_RULES",
        BOTH,
        on=("organization",),
        places=LISTING,
        data=lambda _: {"title": "An toàn giao thông"},
    ),
    "meetings:topic_detail": Row(
        "READ_NOTICES", on=("planned_topic", "open_topic", "approved_topic")
    ),
    "meetings:topic_edit": Row("PLAN_MEETINGS", BOTH, on=("open_topic",)),
    "meetings:topic_drop": Row("PLAN_MEETINGS", POST, on=("open_topic",)),
    "meetings:offer_edit": Row("EDIT_RULES", BOTH, on=("offered_topic",), places=LISTING),
    "meetings:offer_withdraw": Row("EDIT_RULES", POST, on=("offered_topic",), places=LISTING),
    # Whose writer has no account here: only those who plan find it.
    "meetings:topic_paper": Row(SIGNED_IN, BOTH, on=("written_topic",)),
    "meetings:topic_open": Row(SIGNED_IN, POST, on=("written_topic",)),
    "meetings:topic_comment": Row(
        "REPLY", POST, on=("open_topic",), data=lambda _: {"text": "Nên thêm số liệu"}
    ),
    "meetings:topic_approve": Row(
        "APPROVE_MINUTES", POST, on=("open_topic",), data=lambda _: {"version": 1}
    ),
    "meetings:topic_reopen": Row("APPROVE_MINUTES", POST, on=("approved_topic",)),
    "meetings:topic_meeting": Row(
        "PLAN_MEETINGS",
        POST,
        on=("open_topic",),
        data=lambda made: {"meeting": made["thematic_meeting"].public_id},
    ),
}
