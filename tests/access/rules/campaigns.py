"""Campaigns: the committee that sends one, the one in between, and the branch that has it."""

from datetime import timedelta

from django.utils import timezone

from .row import BOTH, EVERYWHERE, POST, SIGNED_IN, Row

BETWEEN = ("body", "cousin_body", "far_body")
SENDING = ("body", "district")
BRANCHES = ("branch", "sibling", "cousin", "far")


def words(made):
    return {
        "version": 1,
        "kind": "document",
        "title": "Học tập nghị quyết",
        "expected": "Số người dự",
        "due_on": f"{timezone.localdate() + timedelta(days=30):%d/%m/%Y}",
    }


def report(_made):
    return {"version": 1, "report": "25 người dự", "explanation": "Đã bàn ở tổ"}


ROWS: dict[str, Row] = {
    "meetings:campaign_list": Row("SEE_FIGURES", on=("organization",), places=EVERYWHERE),
    "meetings:campaign_create": Row(
        "EDIT_RULES", BOTH, on=("organization",), places=SENDING, data=words
    ),
    "meetings:campaign_detail": Row(
        "SEE_FIGURES", on=("draft_campaign", "sent_campaign"), places=SENDING
    ),
    "meetings:campaign_edit": Row(
        "EDIT_RULES", BOTH, on=("draft_campaign", "sent_campaign"), places=SENDING, data=words
    ),
    "meetings:campaign_send": Row(
        "EDIT_RULES", BOTH, on=("draft_campaign",), places=SENDING, data=lambda _: {"look": "1"}
    ),
    "meetings:campaign_remind": Row("REMIND", POST, on=("sent_campaign",), places=SENDING),
    "meetings:campaign_close": Row("EDIT_RULES", POST, on=("sent_campaign",), places=SENDING),
    "meetings:campaign_discard": Row("EDIT_RULES", POST, on=("draft_campaign",), places=SENDING),
    "meetings:campaign_paper": Row("SEE_FIGURES", on=("sent_campaign",), places=SENDING),
    "meetings:campaign_table": Row("SEE_FIGURES", POST, on=("sent_campaign",), places=SENDING),
    # A committee in between
    "meetings:part_detail": Row("SEE_FIGURES", on=("campaign_from_above",), places=BETWEEN),
    "meetings:part_remind": Row("REMIND", POST, on=("campaign_from_above",), places=BETWEEN),
    "meetings:part_paper": Row("SEE_FIGURES", on=("campaign_from_above",), places=BETWEEN),
    "meetings:part_table": Row("SEE_FIGURES", POST, on=("campaign_from_above",), places=BETWEEN),
    # The branch
    "meetings:campaign_inbox": Row("WRITE_MINUTES"),
    # Its object is the campaign, found by those whose branch has it.
    "meetings:campaign_mine": Row(SIGNED_IN, on=("campaign_here",), places=BRANCHES),
    "meetings:campaign_received": Row(
        SIGNED_IN, on=("received_campaign", "placed_campaign"), places=BRANCHES
    ),
    "meetings:campaign_place": Row(
        "PLAN_MEETINGS",
        POST,
        on=("received_campaign",),
        places=BRANCHES,
        data=lambda made: {"meeting": made["planned_meeting"].public_id},
    ),
    "meetings:campaign_take_off": Row(
        "PLAN_MEETINGS", POST, on=("placed_campaign",), places=BRANCHES
    ),
    "meetings:campaign_report": Row(
        "WRITE_MINUTES", POST, on=("received_campaign",), places=BRANCHES, data=report
    ),
}
