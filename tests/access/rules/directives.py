"""Documents from above: the registers of branches and committees, who has read, the agenda."""

from tests.access.world_directives import BRANCHES, COMMITTEES

from .row import BOTH, EVERYWHERE, POST, SIGNED_IN, Row


def words(_made):
    return {
        "number": "99-KH/TU",
        "issued_on": "01/02/2026",
        "issuer": "Thành uỷ",
        "abstract": "về một việc",
        "grade": "none",
        "version": "1",
    }


def reason(_made):
    return {"reason": "Nhập nhầm"}


ROWS: dict[str, Row] = {
    "meetings:directive_list": Row("READ_NOTICES", on=("organization",), places=EVERYWHERE),
    "meetings:directive_create": Row("PLAN_MEETINGS", BOTH, on=("organization",), data=words),
    "meetings:directive_issue": Row(
        "EDIT_RULES", BOTH, on=("organization",), places=COMMITTEES, data=words
    ),
    "meetings:directive_detail": Row(SIGNED_IN, on=("directive",), places=BRANCHES),
    "meetings:directive_download": Row(SIGNED_IN, on=("directive",), places=BRANCHES),
    "meetings:directive_read": Row(SIGNED_IN, POST, on=("directive",), places=BRANCHES),
    # Members read the document; who else has, is for those who keep the meetings.
    "meetings:directive_readers": Row(SIGNED_IN, on=("directive",), places=BRANCHES, also=(403,)),
    "meetings:directive_remind": Row(
        "PLAN_MEETINGS", POST, on=("kept_directive",), places=BRANCHES
    ),
    "meetings:issued_remind": Row(
        "EDIT_RULES", POST, on=("kept_committee_directive",), places=COMMITTEES
    ),
    "meetings:directive_edit": Row(
        "PLAN_MEETINGS", BOTH, on=("directive",), places=BRANCHES, data=words
    ),
    "meetings:directive_remove": Row(
        "PLAN_MEETINGS", BOTH, on=("directive",), places=BRANCHES, data=reason
    ),
    "meetings:directive_restore": Row(
        "PLAN_MEETINGS", POST, on=("removed_directive",), places=BRANCHES
    ),
    "meetings:issued_edit": Row(
        "EDIT_RULES", BOTH, on=("committee_directive",), places=COMMITTEES, data=words
    ),
    "meetings:issued_remove": Row(
        "EDIT_RULES", BOTH, on=("committee_directive",), places=COMMITTEES, data=reason
    ),
    "meetings:issued_restore": Row(
        "EDIT_RULES", POST, on=("removed_committee_directive",), places=COMMITTEES
    ),
    "meetings:meeting_directives": Row(
        "PLAN_MEETINGS",
        BOTH,
        on=("planned_meeting",),
        places=BRANCHES,
        data=lambda made: {
            "item": made["planned_item"].public_id,
            "directive": made["directive"].public_id,
        },
    ),
}
