"""The log of changes: every verb of the house calls `record` inside its own transaction."""

from datetime import datetime

from branches.models import Organization
from members.models import AuditEntry, Member, User

SUBJECT_LENGTH = 200


def record(
    *,
    verb: str,
    subject: object,
    organization: Organization,
    by: User | None,
    now: datetime,
    member: Member | None = None,
    reason: str = "",
) -> AuditEntry:
    """Add one line. `subject` names the thing (a title, a person), never what was said about it.
    `member`: whom it concerns; the person reads these lines in their own record.

    The scope keys are those of the organisation on the day: a later reorganisation must not hand
    the log of the past to strangers.
    """
    return AuditEntry.objects.create(
        verb=verb,
        subject=str(subject)[:SUBJECT_LENGTH],
        organization=organization,
        superior_id=organization.superior_id,
        grassroots_id=organization.grassroots_id,
        branch_id=organization.branch_id,
        by=by,
        at=now,
        member=member,
        reason=reason[:SUBJECT_LENGTH],
    )
