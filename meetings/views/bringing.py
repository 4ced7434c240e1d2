"""What the page of a meeting shows of the preparation: opinions under the items, requests to speak,
documents with who has read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django import forms
from django.db.models import Count, Exists, OuterRef, Prefetch

from meetings.forms.preparation import AnswerAskedForm, OpinionChangeForm, OpinionForm
from meetings.models import AgendaItem, Attachment, AttachmentReading, Meeting, Opinion, SpeakerRole
from meetings.readers import invited_to
from members.access import Access
from members.models import Member


@dataclass
class Refused:
    """Forms that could not be taken, by the pk of what they are about; shown as they were typed."""

    opinions: Mapping[int, forms.Form] = field(default_factory=dict)
    changes: Mapping[int, forms.Form] = field(default_factory=dict)
    roles: Mapping[int, forms.Form] = field(default_factory=dict)


@dataclass(frozen=True)
class OpinionPart:
    """`form` changes it: for its author, until the meeting opens."""

    opinion: Opinion
    form: forms.Form | None


@dataclass(frozen=True)
class AgendaPart:
    """One item with its speakers, the opinions the reader may see, and the form to send one."""

    item: AgendaItem
    speakers: list[SpeakerRole]
    opinions: list[OpinionPart]
    form: forms.Form | None


@dataclass(frozen=True)
class RolePart:
    role: SpeakerRole
    form: forms.Form


def agenda_parts(
    meeting: Meeting, access: Access, *, may_reply: bool, refused: Refused
) -> list[AgendaPart]:
    """Four queries, however long the agenda."""
    roles = SpeakerRole.objects.exclude(state=SpeakerRole.State.HANDED_OVER)
    items = meeting.items.select_related("presenter").prefetch_related(
        Prefetch("speaker_roles", roles.select_related("member")),
        "directives",
        Prefetch("opinions", Opinion.objects.visible_to(access).select_related("author")),
    )
    member = access.member if may_reply else None
    return [
        AgendaPart(
            item=item,
            speakers=list(item.speaker_roles.all()),
            opinions=[_opinion(opinion, member, refused) for opinion in item.opinions.all()],
            form=_new_opinion(item, refused) if may_reply else None,
        )
        for item in items
    ]


def _new_opinion(item: AgendaItem, refused: Refused) -> forms.Form:
    return refused.opinions.get(item.pk) or OpinionForm(auto_id=f"id_item{item.pk}_%s")


def _opinion(opinion: Opinion, member: Member | None, refused: Refused) -> OpinionPart:
    if member is None or opinion.author_id != member.pk:
        return OpinionPart(opinion, None)
    saved = {"version": opinion.version, "kind": opinion.kind, "text": opinion.text}
    form = OpinionChangeForm(initial=saved, auto_id=f"id_opinion{opinion.pk}_%s")
    return OpinionPart(opinion, refused.changes.get(opinion.pk) or form)


def own_roles(
    meeting: Meeting, member: Member | None, *, may_reply: bool, refused: Refused
) -> list[RolePart]:
    """What the member is asked to speak to, once the notice is out."""
    if member is None or not meeting.called_at:
        return []
    roles = list(
        SpeakerRole.objects.filter(item__meeting=meeting, member=member).select_related(
            "item", "handed_to"
        )
    )
    people: Sequence[Member] = (
        list(invited_to(meeting).by_given_name()) if roles and may_reply else []
    )
    return [
        RolePart(role, refused.roles.get(role.pk) or AnswerAskedForm(role=role, people=people))
        for role in roles
    ]


def documents_for(meeting: Meeting, member: Member | None) -> list[Attachment]:
    """The documents, each with `reader_count` and whether the reader has read it."""
    mine = AttachmentReading.objects.filter(attachment=OuterRef("pk"), member=member)
    return list(
        meeting.attachments.filter(removed_at=None).annotate(
            reader_count=Count("readings"), is_read=Exists(mine)
        )
    )
