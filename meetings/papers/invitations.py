"""The notice on paper for those without a device: the sheet for the board, slips to hand over."""

from django.conf import settings
from django.utils import timezone

from meetings.models import Form, Meeting, Section, SpeakerRole
from meetings.queries import members_invited
from papers import documents as paper

from .heading import heading, identity, kind_and_month, signature
from .words import FORM_WORDS


def board_paper(meeting: Meeting) -> paper.BoardPaper:
    """One sheet that anybody who passes may read: when, where, and what it is about in short."""
    return paper.BoardPaper(
        identity=_identity("board", meeting),
        heading=heading(
            meeting,
            type_code="TB",
            number=None,
            dated_on=timezone.localdate(meeting.called_at) if meeting.called_at else None,
            abstract=kind_and_month(meeting),
        ),
        kind=kind_and_month(meeting),
        starts_at=meeting.starts_at,
        place=meeting.place,
        form=FORM_WORDS[Form(meeting.form)],
        agenda=_in_short(meeting),
        address=f"{settings.SITE_URL}{meeting.get_absolute_url()}",
        signature=signature(meeting),
        dress=meeting.dress,
        fee_line=meeting.fee_line,
    )


def invitations_paper(meeting: Meeting) -> paper.InvitationsPaper:
    """A slip for each member invited; who has no account comes first, the others may be kept."""
    people = members_invited(
        meeting.organization, meeting.kind, timezone.localdate(meeting.starts_at)
    )
    asked = SpeakerRole.objects.filter(item__meeting=meeting).exclude(
        state=SpeakerRole.State.HANDED_OVER
    )
    items: dict[int, list[str]] = {}
    for role in asked.select_related("item"):
        items.setdefault(role.member_id, []).append(role.item.title)
    rows = list(people.by_given_name().select_related("user"))
    rows.sort(key=lambda member: hasattr(member, "user"))
    issuer = meeting.organization.version_on(timezone.localdate(meeting.starts_at))
    return paper.InvitationsPaper(
        identity=_identity("slips", meeting),
        issuer=issuer.name if issuer else meeting.organization.name,
        kind=kind_and_month(meeting),
        starts_at=meeting.starts_at,
        place=meeting.place or meeting.link,
        slips=tuple((member.full_name, _asked(items.get(member.pk, []))) for member in rows),
        signature=signature(meeting),
        dress=meeting.dress,
        fee_line=meeting.fee_line,
    )


def _in_short(meeting: Meeting) -> tuple[str, ...]:
    """What it is about, without opening and closing, and without what stays inside the branch."""
    items = meeting.items.filter(is_internal=False)
    content = items.filter(section=Section.CONTENT)
    titles = (content if content.exists() else items).values_list("title", flat=True)
    return tuple(titles)


def _asked(titles: list[str]) -> str:
    return f"Mời đồng chí phát biểu về: {'; '.join(titles)}." if titles else ""


def _identity(word: str, meeting: Meeting) -> paper.Identity:
    return identity(
        f"{word}:{meeting.public_id}:{meeting.notice_revision}",
        meeting.called_at or meeting.created_at,
    )
