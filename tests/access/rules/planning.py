"""Planning a meeting, its notice and its papers."""

from django.utils import timezone

from .posted import reason, upload
from .row import BOTH, POST, PUBLIC, SIGNED_IN, Row

MEETINGS = (
    "planned_meeting",
    "committee_meeting",
    "called_meeting",
    "open_meeting",
    "held_meeting",
    "minuted_meeting",
    "approved_meeting",
)

ROWS: dict[str, Row] = {
    "meetings:meeting_list": Row("READ_NOTICES"),
    "meetings:meeting_create": Row("PLAN_MEETINGS", BOTH, on=("organization",)),
    "meetings:meeting_detail": Row(SIGNED_IN, on=MEETINGS),
    "meetings:meeting_edit": Row("PLAN_MEETINGS", BOTH, on=("planned_meeting", "called_meeting")),
    "meetings:agenda_edit": Row("PLAN_MEETINGS", BOTH, on=("planned_meeting", "called_meeting")),
    "meetings:meeting_postpone": Row("PLAN_MEETINGS", BOTH, on=("called_meeting",), data=reason),
    "meetings:meeting_cancel": Row("PLAN_MEETINGS", BOTH, on=("called_meeting",), data=reason),
    "meetings:notice_preview": Row("PLAN_MEETINGS", on=("planned_meeting", "called_meeting")),
    "meetings:notice_send": Row("PLAN_MEETINGS", POST, on=("planned_meeting",)),
    "meetings:remind_unread": Row("PLAN_MEETINGS", POST, on=("called_meeting",)),
    "meetings:reply": Row(
        "REPLY", POST, on=("called_meeting",), data=lambda _: {"answer": "attend"}
    ),
    "meetings:attachment_add": Row("PLAN_MEETINGS", BOTH, on=("called_meeting",), data=upload),
    "meetings:attachment_download": Row(SIGNED_IN, on=("attachment", "planned_attachment")),
    "meetings:attachment_remove": Row("PLAN_MEETINGS", POST, on=("attachment",)),
    "meetings:attachment_restore": Row("PLAN_MEETINGS", POST, on=("removed_attachment",)),
    "meetings:paper_request": Row(
        "READ_NOTICES", POST, on=("called_meeting",), data=lambda _: {"kind": "notice"}
    ),
    "meetings:yearbook_list": Row(
        "SEE_MEETINGS",
        BOTH,
        on=("organization",),
        data=lambda _: {"year": timezone.localdate().year},
    ),
    "meetings:yearbook": Row("SEE_MEETINGS", on=("yearbook",)),
    "meetings:paper_check": Row(PUBLIC, BOTH),
    "meetings:paper": Row("READ_NOTICES", on=("notice_paper", "draft_paper", "minutes_paper")),
}
