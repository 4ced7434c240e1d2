"""The evening as it runs: the item before the room, how long it took, what the screen shows.

Every verb counts `Floor.revision` up, by which screens learn that there is something new.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from meetings.models import AgendaItem, Attachment, Floor, ItemSpan, Meeting, MinutesEntry, Vote
from meetings.models.meeting import MINUTES_BEING_WRITTEN, MeetingState
from members.models import User
from members.services.audit import record
from papers.text import normalize

from .carrying import bring_over
from .states import locked, require_state
from .vote import record_vote

IN_SESSION = frozenset({MeetingState.OPEN})


@transaction.atomic
def take_up_item(*, meeting: Meeting, item: AgendaItem, by: User, now: datetime) -> Floor:
    """The room turns to this item: the time of the one before ends, and the screen follows."""
    floor = _locked_floor(meeting)
    if item.meeting_id != floor.meeting_id:
        raise ValidationError(_("This item is not on the agenda of the meeting."))
    if floor.item_id == item.pk:
        return floor
    end_spans(floor.meeting, now)
    ItemSpan.objects.create(item=item, began_at=now)
    floor.item, floor.item_since = item, now
    floor.shows_checkin = False
    _clear(floor)
    return _changed(floor, "take_up_item", by, now)


@transaction.atomic
def show_checkin(*, meeting: Meeting, is_shown: bool, by: User, now: datetime) -> Floor:
    """The code of the check-in comes before the room, or makes way for the item again."""
    floor = _locked_floor(meeting)
    floor.shows_checkin = is_shown
    return _changed(floor, "show_checkin", by, now)


@transaction.atomic
def show_document(
    *, meeting: Meeting, attachment: Attachment | None, by: User, now: datetime
) -> Floor:
    """The name of a document comes before the room; None takes it away."""
    floor = _locked_floor(meeting)
    if attachment and (attachment.meeting_id != floor.meeting_id or attachment.removed_at):
        raise ValidationError(_("This document does not belong to the meeting."))
    floor.attachment = attachment
    return _changed(floor, "show_document", by, now)


@transaction.atomic
def put_question(*, meeting: Meeting, question: str, by: User, now: datetime) -> Floor:
    """The question to be voted on comes before the room; an empty one takes it away."""
    floor = _locked_floor(meeting)
    floor.question, floor.vote = normalize(question).strip(), None
    floor.clean_fields(exclude={field.name for field in floor._meta.fields} - {"question"})
    return _changed(floor, "put_question", by, now)


@transaction.atomic
def count_vote(
    *,
    entry: MinutesEntry,
    question: str,
    method: str,
    majority: str,
    votes_for: int,
    votes_against: int,
    votes_abstain: int,
    by: User,
    now: datetime,
) -> Vote:
    """Records a vote as `record_vote` does and shows its result to the room."""
    floor = _locked_floor(entry.minutes.meeting)
    vote = record_vote(
        entry=entry,
        question=question,
        method=method,
        majority=majority,
        votes_for=votes_for,
        votes_against=votes_against,
        votes_abstain=votes_abstain,
        by=by,
        now=now,
    )
    floor.question, floor.vote = vote.question, vote
    _changed(floor, "count_vote", by, now)
    return vote


@transaction.atomic
def mark_unfinished(*, item: AgendaItem, is_unfinished: bool, by: User, now: datetime) -> None:
    """The item could not be finished: it comes back on the next agenda by itself."""
    meeting = locked(item.meeting)
    require_state(meeting, MINUTES_BEING_WRITTEN)
    AgendaItem.objects.filter(pk=item.pk).update(is_unfinished=is_unfinished)
    bring_over(organization=meeting.organization, now=now)
    _log("mark_unfinished", meeting, by, now)


def end_spans(meeting: Meeting, at: datetime) -> None:
    """The time of the item before the room ends; when the meeting is closed, for good."""
    running = ItemSpan.objects.filter(item__meeting=meeting, ended_at=None)
    # Someone may write down an end that lies before the last item was taken up.
    running.update(ended_at=Greatest(F("began_at"), at))


def close_floor(meeting: Meeting, at: datetime) -> None:
    """The meeting is over: nothing is before the room any more."""
    end_spans(meeting, at)
    Floor.objects.filter(meeting=meeting).update(
        item=None,
        item_since=None,
        attachment=None,
        question="",
        vote=None,
        shows_checkin=False,
        revision=F("revision") + 1,
    )


def _locked_floor(meeting: Meeting) -> Floor:
    """The meeting first, as every verb of the house does, then its floor."""
    meeting = locked(meeting)
    require_state(meeting, IN_SESSION)
    floor = Floor.objects.select_for_update().get(meeting=meeting)
    floor.meeting = meeting
    return floor


def _clear(floor: Floor) -> None:
    floor.attachment = floor.vote = None
    floor.question = ""


def _changed(floor: Floor, verb: str, by: User, now: datetime) -> Floor:
    floor.revision += 1
    floor.save()
    _log(verb, floor.meeting, by, now)
    return floor


def _log(verb: str, meeting: Meeting, by: User, now: datetime) -> None:
    record(verb=verb, subject=meeting.title, organization=meeting.organization, by=by, now=now)
