"""What members answer, bring along and are asked for before a meeting."""

from tests.access.world_prepare import OWNERS

from .row import BOTH, POST, Row


def asked(made):
    return {
        "item": str(made["called_item"].public_id),
        "member": str(made["chair"].public_id),
    }


def opinion(_made):
    return {"kind": "question", "text": "Bao giờ sửa đèn?", "version": 1}


ROWS: dict[str, Row] = {
    "meetings:leave_answer": Row(
        "PLAN_MEETINGS",
        POST,
        on=("called_meeting",),
        data=lambda made: {"member": str(made["owner"].public_id), "granted": "yes"},
    ),
    "meetings:notice_recall": Row("PLAN_MEETINGS", POST, on=("called_meeting",)),
    "meetings:notice_share": Row("PLAN_MEETINGS", on=("planned_meeting", "called_meeting")),
    "meetings:notice_readers": Row("SEE_MEETINGS", on=("planned_meeting", "called_meeting")),
    "meetings:attachment_read": Row("REPLY", POST, on=("attachment",)),
    # Who speaks
    "meetings:speaker_list": Row("PLAN_MEETINGS", BOTH, on=("called_meeting",), data=asked),
    "meetings:speaker_release": Row("PLAN_MEETINGS", POST, on=("asked_speaker",)),
    "meetings:speaker_answer": Row(
        "REPLY",
        POST,
        on=("own_role",),
        places=tuple(OWNERS.values()),
        owners=OWNERS,
        data=lambda _: {"answer": "accept"},
    ),
    # Opinions
    "meetings:opinion_add": Row("REPLY", POST, on=("called_item",), data=opinion),
    "meetings:opinion_change": Row(
        "REPLY",
        POST,
        on=("own_opinion",),
        places=tuple(OWNERS.values()),
        owners=OWNERS,
        data=opinion,
    ),
    "meetings:opinion_remove": Row(
        "REPLY", POST, on=("own_opinion",), places=tuple(OWNERS.values()), owners=OWNERS
    ),
    "meetings:opinion_use": Row("WRITE_MINUTES", POST, on=("held_opinion",)),
}
