"""People: accounts, the roll, transfers, commitments."""

from django.utils import timezone

from .posted import reason, today, transferred
from .row import BOTH, POST, PUBLIC, SIGNED_IN, Row

TRANSFERS = ("leaving_transfer", "arriving_transfer")
# The other side of these is a branch where nobody of the cast keeps the roll.
TRANSFERRING = ("branch", "sibling", "cousin")

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
    "members:pin": Row(SIGNED_IN, BOTH, data=lambda _: {"pin": "270931", "again": "270931"}),
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
    "members:member_export": Row("SEE_MEMBERS", POST),
    "members:guest_list": Row("SEE_MEMBERS"),
    "members:member_detail": Row("SEE_MEMBERS", on=("member",)),
    "members:member_register": Row(
        "EDIT_MEMBERS",
        BOTH,
        on=("organization",),
        data=lambda _: {"full_name": "Đặng Văn Mới", "on": "01/06/2026", "status": "official"},
    ),
    "members:member_edit": Row(
        "EDIT_MEMBERS", BOTH, on=("member",), data=lambda _: {"full_name": "Đổi Tên", "version": 0}
    ),
    "members:member_identity": Row(
        "EDIT_MEMBERS", BOTH, on=("member",), data=lambda _: {"reason": "Làm hồ sơ bảo hiểm"}
    ),
    "members:standing_list": Row("EDIT_MEMBERS", on=("member",)),
    "members:standing_enter": Row(
        "EDIT_MEMBERS",
        BOTH,
        on=("member",),
        data=lambda made: today(made) | {"change": "exempt", "decision": "12-QĐ/ĐU"},
    ),
    "members:standing_correct": Row(
        "EDIT_MEMBERS",
        BOTH,
        on=("member",),
        query="?fact=official.2020-01-01",
        data=lambda made: {"on": "02/01/2020", **reason(made)},
    ),
    "members:member_leave": Row(
        "EDIT_MEMBERS",
        BOTH,
        on=("member",),
        data=lambda made: today(made) | {"kind": "resigned", "decision": "12-QĐ/ĐU"},
    ),
    "members:departure_list": Row("SEE_MEMBERS"),
    "members:departure_undo": Row(
        "EDIT_MEMBERS", BOTH, on=("departure",), places=TRANSFERRING, data=reason
    ),
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
    "members:residence_end": Row(
        "EDIT_MEMBERS",
        BOTH,
        on=("resident",),
        places=TRANSFERRING,
        data=lambda made: today(made) | reason(made),
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
}
