"""What every paper of a meeting shares: heading, people with their posts, signature."""

from datetime import date, datetime

from django.utils import timezone

from branches.rules import rules_for
from meetings.models import Meeting, MeetingKind, Minutes
from members.models import Member, Post
from papers import documents as paper

from .words import KIND_WORDS, MINUTES_CODE, NO_POST, POST_WORDS


def identity(identifier: str, made_at: datetime) -> paper.Identity:
    return paper.Identity(identifier=identifier, made_at=made_at)


def heading(
    meeting: Meeting,
    *,
    type_code: str,
    number: int | None,
    dated_on: date | None,
    abstract: str,
    symbol: str | None = None,
) -> paper.Heading:
    """Names as they were valid on the day of the meeting, whatever they are called today. `symbol`
    empty: a paper that bears no number."""
    on = timezone.localdate(meeting.starts_at)
    issuer = meeting.organization
    version = issuer.version_on(on)
    above = version.parent if version else issuer.parent
    return paper.Heading(
        superior=above.name_on(on) if above else "",
        issuer=version.name if version else issuer.name,
        type_code=type_code,
        symbol=_symbol(meeting) if symbol is None else symbol,
        number=number,
        place=issuer.place,
        dated_on=dated_on,
        abstract=abstract,
    )


def _symbol(meeting: Meeting) -> str:
    issuer = meeting.organization
    version = issuer.version_on(timezone.localdate(meeting.starts_at))
    return issuer.document_symbol or (version or issuer).kind.document_symbol


def reference(meeting: Meeting, minutes: Minutes) -> paper.Reference:
    """The minutes, as another paper names them; no number before approval."""
    return paper.Reference(
        number=minutes.number.number if minutes.number else None,
        type_code=MINUTES_CODE,
        symbol=_symbol(meeting),
        abstract=kind_and_month(meeting),
    )


def kind_and_month(meeting: Meeting) -> str:
    words = KIND_WORDS[MeetingKind(meeting.kind)]
    return f"{words} tháng {meeting.month.month} năm {meeting.month.year}"


def person(member: Member | None, meeting: Meeting) -> paper.Person:
    if member is None:
        return paper.Person(name="")
    return paper.Person(name=member.full_name, office=position(member, meeting).capitalize())


def position(member: Member, meeting: Meeting) -> str:
    """The highest post at the organisation on the day of the meeting, in capitals."""
    return positions(meeting).get(member.pk, NO_POST)


def positions(meeting: Meeting) -> dict[int, str]:
    """Member → their highest post at the organisation on the day of the meeting, in capitals."""
    posts = Post.objects.in_force(timezone.localdate(meeting.starts_at)).filter(
        organization__in=[meeting.organization_id, meeting.branch_id]
    )
    held: dict[int, set[str]] = {}
    for member_id, kind in posts.values_list("member_id", "kind"):
        held.setdefault(member_id, set()).add(kind)
    return {
        pk: next((words for kind, words in POST_WORDS.items() if kind in kinds), NO_POST)
        for pk, kinds in held.items()
    }


def signature(meeting: Meeting) -> paper.Signature:
    on = timezone.localdate(meeting.starts_at)
    chair = meeting.chair
    return paper.Signature(
        authority=rules_for(meeting.organization, on)["paper.authority"],
        position=position(chair, meeting) if chair else "",
        name=chair.full_name if chair else "",
    )
