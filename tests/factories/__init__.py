"""The least that is valid, one plain function a model; what has a verb is made by its service.

Rows are written in the state asked for, dated around today, without walking the verbs that lead
there: a test of a verb makes its own way.
"""

from .accounts import PASSWORD, announcement, audit_entry, message, user, user_session
from .basics import LONG_AGO, scope_of
from .from_above import campaign, directive
from .meetings import (
    CALLED,
    ENDED,
    GIVEN_UP,
    OPENED,
    agenda_item,
    attachment,
    attendance,
    meeting,
    reply,
)
from .organizations import kind, organization, reorganization, rule_pack, term
from .people import affiliate, commitment, correction, departure, member, post, remark, transfer
from .records import (
    branch_month,
    contribution,
    entry,
    issued_number,
    minutes,
    paper,
    resolution,
    task,
    vote,
)
from .rosters import ROSTER, good_import, import_batch

__all__ = [
    "CALLED",
    "ENDED",
    "GIVEN_UP",
    "LONG_AGO",
    "OPENED",
    "PASSWORD",
    "ROSTER",
    "affiliate",
    "agenda_item",
    "announcement",
    "attachment",
    "attendance",
    "audit_entry",
    "branch_month",
    "campaign",
    "commitment",
    "contribution",
    "correction",
    "departure",
    "directive",
    "entry",
    "good_import",
    "import_batch",
    "issued_number",
    "kind",
    "meeting",
    "member",
    "message",
    "minutes",
    "organization",
    "paper",
    "post",
    "remark",
    "reorganization",
    "reply",
    "resolution",
    "rule_pack",
    "scope_of",
    "task",
    "term",
    "transfer",
    "user",
    "user_session",
    "vote",
]
