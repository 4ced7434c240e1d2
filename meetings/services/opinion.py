"""Opinions and questions sent before the meeting: the author's to change until it opens."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.models import AgendaItem, Meeting, MinutesEntry, Opinion
from meetings.models.meeting import MINUTES_BEING_WRITTEN, MeetingState
from meetings.readers import invited_to
from members.models import Member, User
from members.services.audit import record
from papers.text import normalize

from .minutes import ContributionLine, entry_body, save_entry
from .states import locked, require_state, require_version

# One who has more to say writes a paper and attaches it.
MOST_OF_ONE = 10


@transaction.atomic
def write_opinion(
    *, item: AgendaItem, author: Member, kind: str, text: str, by: User, now: datetime
) -> Opinion:
    """What a member thinks of, or asks about, one item. ValidationError says why it is refused."""
    meeting = _open_for_opinions(item.meeting)
    if not invited_to(meeting).filter(pk=author.pk).exists():
        raise ValidationError(_("You are not on the list of this meeting."))
    if item.opinions.filter(author=author).count() >= MOST_OF_ONE:
        raise ValidationError(
            _("You have sent %(count)s opinions on this item. Change one of them instead.")
            % {"count": MOST_OF_ONE}
        )
    opinion = Opinion(item=item, author=author, kind=kind, text=_cleaned(text), written_at=now)
    opinion.clean_fields(exclude=["item", "author"])
    opinion.save()
    _record("write_opinion", meeting, by, now)
    return opinion


@transaction.atomic
def change_opinion(
    *, opinion: Opinion, version: int, kind: str, text: str, by: User, now: datetime
) -> Opinion:
    """Another text in place of the first. StaleVersion when it was changed on another device."""
    meeting = _open_for_opinions(opinion.item.meeting)
    opinion = Opinion.objects.select_for_update().get(pk=opinion.pk)
    require_version(opinion.version, version)
    opinion.kind, opinion.text, opinion.written_at = kind, _cleaned(text), now
    opinion.version += 1
    opinion.clean_fields(exclude=["item", "author"])
    opinion.save()
    _record("change_opinion", meeting, by, now)
    return opinion


@transaction.atomic
def remove_opinion(*, opinion: Opinion, by: User, now: datetime) -> None:
    """Takes an opinion back, as if it had not been sent."""
    meeting = _open_for_opinions(opinion.item.meeting)
    opinion.delete()
    _record("remove_opinion", meeting, by, now)


@transaction.atomic
def use_opinion(*, opinion: Opinion, by: User, now: datetime) -> MinutesEntry:
    """Copies an opinion into the minutes as its author's contribution; a second time, nothing."""
    meeting = locked(opinion.item.meeting)
    require_state(meeting, MINUTES_BEING_WRITTEN)
    entry = MinutesEntry.objects.select_for_update().get(item=opinion.item_id)
    saved = entry_body(entry)
    said = [ContributionLine(**line) for line in saved["contributions"]]
    if any(line.speaker_id == opinion.author_id and line.text == opinion.text for line in said):
        return entry
    said.append(ContributionLine(speaker_id=opinion.author_id, guest_name="", text=opinion.text))
    _record("use_opinion", meeting, by, now)
    return save_entry(
        entry=entry,
        version=entry.version,
        text=entry.text,
        conclusion=entry.conclusion,
        contributions=said,
        by=by,
        now=now,
    )


def _open_for_opinions(meeting: Meeting) -> Meeting:
    # Shared with the roll call: what is under an item when the meeting opens stays.
    meeting = locked(meeting)
    if meeting.state != MeetingState.CALLED:
        raise ValidationError(
            _("The meeting has begun or is not called; opinions sent before it stay as they are.")
        )
    return meeting


def _cleaned(text: str) -> str:
    text = normalize(text).strip()
    if not text:
        raise ValidationError({"text": _("Write your opinion or question.")})
    return text


def _record(verb: str, meeting: Meeting, by: User, now: datetime) -> None:
    record(verb=verb, subject=meeting.title, organization=meeting.organization, by=by, now=now)
