"""Who opened the page of a member: noted for the member to read, once a viewer and day."""

from datetime import datetime

from django.utils import timezone

from members.models import AuditEntry, Member, User

from .audit import record


def open_member(*, member: Member, by: User, now: datetime) -> None:
    """Notes that somebody else read what is held about the member. One's own page, and a second
    look on the same day, are not noted."""
    if by.member_id == member.pk or member.home is None:
        return
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    seen = AuditEntry.objects.filter(member=member, by=by, verb="open_member", at__gte=midnight)
    if not seen.exists():
        record(
            verb="open_member",
            subject=member.full_name,
            organization=member.home,
            by=by,
            now=now,
            member=member,
        )
