"""One row for each URL name: who may, on what. A view without a row here fails the build."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from .rights import PLACES
from .world import HOLDS_MEETINGS

PUBLIC = "public"
SIGNED_IN = "signed in"

# Kind of object → rights any of which make it visible; without one of them it answers as if it
# did not exist. Names are those of `world.at[place]`.
TOLD = {"READ_NOTICES", "SEE_MEETINGS"}
RECORDED = {"READ_MINUTES", "SEE_MEETINGS"}
DRAFTED = {"SEE_MEETINGS"}
VISIBLE_WITH = {
    "reorganization": {"REORGANIZE"},
    "organization": {"READ_NOTICES", "SEE_FIGURES", "READ_AUDIT"},
    "member": {"SEE_MEMBERS"},
    "resident": {"SEE_MEMBERS"},
    "correction": {"EDIT_MEMBERS"},
    "commitment": {"MANAGE_TASKS"},
    "leaving_transfer": {"EDIT_MEMBERS"},
    "arriving_transfer": {"EDIT_MEMBERS"},
    "planned_meeting": DRAFTED,
    "committee_meeting": DRAFTED,
    "called_meeting": TOLD,
    "open_meeting": TOLD,
    "held_meeting": TOLD,
    "minuted_meeting": TOLD,
    "approved_meeting": TOLD,
    "planned_attachment": DRAFTED,
    "attachment": TOLD,
    "removed_attachment": TOLD,
    "held_minutes": DRAFTED,
    "minuted_minutes": DRAFTED,
    "approved_minutes": RECORDED,
    "held_item": DRAFTED,
    "approved_item": RECORDED,
    "held_resolution": DRAFTED,
    "approved_resolution": RECORDED,
    "held_task": DRAFTED,
    "approved_task": DRAFTED,
    "notice_paper": TOLD,
    "draft_paper": DRAFTED,
    "minutes_paper": RECORDED,
}
# The id in the address of a thing that has none of its own.
ADDRESSED_BY = {
    "held_minutes": "held_meeting",
    "minuted_minutes": "minuted_meeting",
    "approved_minutes": "approved_meeting",
}


@dataclass(frozen=True)
class Row:
    """`rule`: PUBLIC, SIGNED_IN or the name of the permission asked for at the object.

    `on`: the objects the address may name, as keys of `world.at[place]`; empty for addresses
    without an object. `data(made)` makes what a browser would post; without it the form is read
    off the pages. `post_needs`: what writing asks for beyond `rule`. `query` follows the address
    where the page shows nothing without it.
    `owners`: {role: place} of the few who find the object at all, whatever their rights.
    `also`: other statuses that somebody who may come in can get, with the reason beside the row.
    """

    rule: str
    methods: tuple[str, ...] = ("GET",)
    on: tuple[str, ...] = ()
    places: tuple[str, ...] = tuple(HOLDS_MEETINGS)
    data: Callable[[dict], dict] | None = None
    post_needs: str = ""
    query: str = ""
    owners: dict[str, str] | None = None
    also: tuple[int, ...] = ()


# The smallest picture there is.
DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def reason(_made):
    return {"reason": "Bão số 5"}


def today(_made):
    return {"on": f"{timezone.localdate():%d/%m/%Y}"}


def transferred(made):
    return {
        **today(made),
        "kind": "official",
        "since": "01/06/2026",
        "organization": made["leaving_transfer"].to_organization.public_id,
    }


def upload(_made):
    return {"uploads": SimpleUploadedFile("bao-cao.png", DOT), "grade": "none"}


def count(_made):
    return {
        "question": "Thông qua",
        "method": "open",
        "majority": "adopt",
        "votes_for": 11,
        "votes_against": 0,
        "votes_abstain": 0,
    }


MEETINGS = (
    "planned_meeting",
    "committee_meeting",
    "called_meeting",
    "open_meeting",
    "held_meeting",
    "minuted_meeting",
    "approved_meeting",
)
MINUTES = ("held_minutes", "minuted_minutes", "approved_minutes")
TRANSFERS = ("leaving_transfer", "arriving_transfer")
# The other side of these is a branch where nobody of the cast keeps the roll.
TRANSFERRING = ("branch", "sibling", "cousin")
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
WARDS = ("district", "far_district")
EVERYWHERE = tuple(PLACES)

ROWS: dict[str, Row] = {
    "home": Row(SIGNED_IN),
    "healthz": Row(PUBLIC),
    "readyz": Row(PUBLIC),
    # People
    "members:login": Row(PUBLIC, BOTH),
    "members:logout": Row(SIGNED_IN, POST),
    "members:language": Row(PUBLIC, POST, data=lambda made: {"language": "en"}),
    "members:activate": Row(PUBLIC, BOTH),
    # Without a code it leads back to where the code is typed.
    "members:activate_account": Row(PUBLIC, BOTH),
    "members:member_access": Row(
        "MANAGE_ACCOUNTS", BOTH, on=("member",), data=lambda _: {"channel": "email"}
    ),
    # Somebody of the branch; for another place that is nobody. Each slip is drawn: few places.
    "members:slip_list": Row(
        "MANAGE_ACCOUNTS",
        BOTH,
        on=("organization",),
        places=("branch", "sibling", "far_district"),
        data=lambda made: {"members": [str(made["member"].public_id)]},
    ),
    # Who is logged in already and may not use Django's own site is told so.
    "members:admin_login": Row(PUBLIC, BOTH, also=(403,)),
    "members:settings": Row(SIGNED_IN, BOTH),
    "members:password_change": Row(SIGNED_IN, BOTH),
    # Without a right password before it, it leads back to the log-in.
    "members:login_code": Row(PUBLIC, BOTH),
    "members:second_factor": Row(SIGNED_IN, BOTH, data=lambda _: {"code": "000000"}),
    "members:session_list": Row(SIGNED_IN),
    "members:session_end_others": Row(SIGNED_IN, POST),
    "members:session_end": Row(
        SIGNED_IN, POST, on=("session",), owners={"secretary": "branch", "stranger": "sibling"}
    ),
    "members:hat_wear": Row(SIGNED_IN, POST, data=lambda _: {"post": ""}),
    "members:inbox": Row(SIGNED_IN),
    "members:inbox_read": Row(SIGNED_IN, POST),
    "members:message_open": Row(
        SIGNED_IN, on=("announcement",), owners={"secretary": "branch", "stranger": "sibling"}
    ),
    "members:member_list": Row("SEE_MEMBERS"),
    "members:member_detail": Row("SEE_MEMBERS", on=("member",)),
    "members:audit_list": Row("READ_AUDIT"),
    "members:residence_list": Row("SEE_MEMBERS"),
    "members:residence_link": Row(
        "EDIT_MEMBERS",
        BOTH,
        on=("member",),
        data=lambda made: (
            today(made) | {"organization": made["leaving_transfer"].to_organization.public_id}
        ),
    ),
    "members:residence_comment": Row(
        "EDIT_MEMBERS",
        BOTH,
        on=("resident",),
        places=TRANSFERRING,
        data=lambda _: {"year": timezone.localdate().year, "text": "Gương mẫu nơi cư trú"},
    ),
    "members:commitment_edit": Row(
        SIGNED_IN,
        BOTH,
        also=(403,),
        data=lambda _: {"version": 1, "topics": "Tư tưởng chính trị", "text": "Học và làm theo"},
    ),
    "members:commitment_list": Row("MANAGE_TASKS"),
    "members:commitment_detail": Row(SIGNED_IN, on=("commitment",), places=TRANSFERRING),
    "members:commitment_remark": Row(
        "MANAGE_TASKS",
        POST,
        on=("commitment",),
        places=TRANSFERRING,
        data=lambda _: {"month": f"{timezone.localdate():%Y-%m-01}", "text": "Làm tốt"},
    ),
    "members:remark_answer": Row(
        SIGNED_IN,
        POST,
        on=("own_commitment",),
        places=("branch", "sibling"),
        owners={"secretary": "branch", "stranger": "sibling"},
        data=lambda made: {
            "remark": made["own_commitment"].remarks.get().pk,
            "answer": "Tôi tiếp thu",
        },
    ),
    "members:correction_ask": Row(
        SIGNED_IN, BOTH, also=(403,), data=lambda _: {"text": "Ngày sinh đúng là 02/03/1970"}
    ),
    "members:correction_list": Row("EDIT_MEMBERS"),
    "members:correction_answer": Row(
        "EDIT_MEMBERS",
        BOTH,
        on=("correction",),
        places=TRANSFERRING,
        data=lambda _: {"state": "done", "answer": "Đã sửa"},
    ),
    # Transfers; the receiver's steps ask for the right at the other side
    "members:transfer_list": Row("EDIT_MEMBERS"),
    "members:transfer_start": Row("EDIT_MEMBERS", BOTH, on=("member",), data=transferred),
    "members:transfer_detail": Row(SIGNED_IN, on=TRANSFERS, places=TRANSFERRING),
    "members:transfer_letter": Row(SIGNED_IN, on=("arriving_transfer",), places=TRANSFERRING),
    "members:transfer_release": Row(
        "EDIT_MEMBERS",
        BOTH,
        on=("leaving_transfer",),
        places=TRANSFERRING,
        data=lambda _: {"letter_number": "12", "on": f"{timezone.localdate():%d/%m/%Y}"},
    ),
    "members:transfer_cancel": Row(
        "EDIT_MEMBERS", BOTH, on=("leaving_transfer",), places=TRANSFERRING, data=reason
    ),
    "members:transfer_accept": Row(
        SIGNED_IN, BOTH, on=("arriving_transfer",), places=TRANSFERRING, data=today
    ),
    "members:transfer_refuse": Row(
        SIGNED_IN, BOTH, on=("arriving_transfer",), places=TRANSFERRING, data=reason
    ),
    # What it adds up to
    "reports:my_record": Row(SIGNED_IN),
    "reports:committee_month": Row("SEE_FIGURES", on=("organization",), places=EVERYWHERE),
    "reports:committee_structures": Row("SEE_FIGURES", on=("organization",), places=EVERYWHERE),
    "reports:committee_remind": Row("REMIND", POST, on=("organization",), places=EVERYWHERE),
    "reports:organization_detail": Row("READ_NOTICES", on=("organization",), places=EVERYWHERE),
    "reports:rule_list": Row("READ_NOTICES", on=("organization",), places=EVERYWHERE),
    "reports:rule_edit": Row(
        "EDIT_RULES",
        BOTH,
        on=("organization",),
        places=EVERYWHERE,
        query="?key=task.due_soon_days",
    ),
    # The tree
    "meetings:reorganization_list": Row("REORGANIZE"),
    "meetings:reorganization_create": Row(
        "REORGANIZE", BOTH, on=("organization",), places=EVERYWHERE, query="?kind=rename"
    ),
    "meetings:reorganization_detail": Row("REORGANIZE", on=("reorganization",), places=WARDS),
    "meetings:reorganization_cancel": Row("REORGANIZE", POST, on=("reorganization",), places=WARDS),
    "meetings:reorganization_apply": Row("REORGANIZE", POST, on=("reorganization",), places=WARDS),
    # Planning a meeting
    "meetings:meeting_list": Row("READ_NOTICES"),
    "meetings:meeting_create": Row("PLAN_MEETINGS", BOTH, on=("organization",)),
    "meetings:meeting_detail": Row("READ_NOTICES", on=MEETINGS),
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
    "meetings:attachment_download": Row("READ_NOTICES", on=("attachment", "planned_attachment")),
    "meetings:attachment_remove": Row("PLAN_MEETINGS", POST, on=("attachment",)),
    "meetings:attachment_restore": Row("PLAN_MEETINGS", POST, on=("removed_attachment",)),
    "meetings:paper_request": Row(
        "READ_NOTICES", POST, on=("called_meeting",), data=lambda _: {"kind": "notice"}
    ),
    "meetings:paper": Row("READ_NOTICES", on=("notice_paper", "draft_paper", "minutes_paper")),
    # The evening of the meeting
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
    "meetings:minutes_approve": Row("APPROVE_MINUTES", POST, on=("minuted_meeting",)),
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
