"""What it adds up to, and the tree."""

from .row import BOTH, EVERYWHERE, POST, SIGNED_IN, Row

WARDS = ("district", "far_district")

ROWS: dict[str, Row] = {
    "reports:my_record": Row(SIGNED_IN),
    "reports:committee_month": Row("SEE_FIGURES", on=("organization",), places=EVERYWHERE),
    "reports:committee_structures": Row("SEE_FIGURES", on=("organization",), places=EVERYWHERE),
    "reports:committee_remind": Row("REMIND", POST, on=("organization",), places=EVERYWHERE),
    "reports:organization_tree": Row("SEE_FIGURES"),
    "reports:organization_below": Row("SEE_FIGURES", on=("organization",), places=EVERYWHERE),
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
}
