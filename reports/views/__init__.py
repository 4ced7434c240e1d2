"""Pages that read: what to do next, a committee's month, an organisation and its rules."""

from .committee import committee_month, committee_remind
from .organization import organization_detail, rule_list
from .record import my_record
from .rule import rule_edit
from .structure import committee_structures
from .today import home
from .tree import organization_below, organization_tree

__all__ = [
    "committee_month",
    "committee_remind",
    "committee_structures",
    "home",
    "my_record",
    "organization_below",
    "organization_detail",
    "organization_tree",
    "rule_edit",
    "rule_list",
]
