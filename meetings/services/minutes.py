"""Writing minutes so that nothing is lost, reading them back, approving and locking them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.rules import rules_for
from meetings.models import (
    AttendanceStatus,
    Contribution,
    Meeting,
    Minutes,
    MinutesEntry,
    MinutesRevision,
    Vote,
)
from meetings.models.meeting import MINUTES_BEING_WRITTEN
from members.models import Member, User
from members.services.audit import record
from papers.text import normalize

from .month import refresh_branch_month
from .number import issue_number
from .paper import request_papers
from .resolution import publish_resolutions
from .states import StaleVersion, locked, move, require_state

# The rule keys `vote.*` a question may be put under.
MAJORITIES = ["adopt", "two_thirds"]


@dataclass(frozen=True)
class ContributionLine:
    """One person's words: a member of the roll, or a guest by name."""

    speaker_id: int | None
    guest_name: str
    text: str


@transaction.atomic
def save_entry(
    *,
    entry: MinutesEntry,
    version: int,
    text: str,
    conclusion: str,
    contributions: Sequence[ContributionLine],
    by: User,
    now: datetime,
) -> MinutesEntry:
    """Saves what was said under one item; saving the same again changes nothing.

    Raises TextConflict when someone else saved in between: the text that came too late is kept as
    a revision before the error is raised, in its own transaction.
    """
    meeting = locked(entry.minutes.meeting)
    require_state(meeting, MINUTES_BEING_WRITTEN)
    entry = MinutesEntry.objects.select_for_update().select_related("item").get(pk=entry.pk)
    body = {
        "text": normalize(text),
        "conclusion": normalize(conclusion),
        "contributions": [asdict(line) for line in _cleaned(meeting, contributions)],
    }
    saved = entry_body(entry)
    if body == saved:
        return entry
    if entry.version != version:
        raise TextConflict(saved=saved, mine=body, version=entry.version)
    entry.text, entry.conclusion = body["text"], body["conclusion"]
    entry.version += 1
    entry.save(update_fields=["text", "conclusion", "version"])
    entry.contributions.all().delete()
    Contribution.objects.bulk_create(
        Contribution(entry=entry, position=position, **line)
        for position, line in enumerate(body["contributions"], start=1)
    )
    keep_revision(meeting, f"item:{entry.item_id}", entry.version, body, by=by, now=now)
    return entry


def entry_body(entry: MinutesEntry) -> dict[str, Any]:
    """What is saved of an entry, in the shape of a revision's body."""
    return {
        "text": entry.text,
        "conclusion": entry.conclusion,
        "contributions": [
            {"speaker_id": row.speaker_id, "guest_name": row.guest_name, "text": row.text}
            for row in entry.contributions.all()
        ],
    }


class TextConflict(StaleVersion):
    """Two people wrote the same part. `saved` and `mine` are bodies; nothing of either is lost
    once the caller has called `keep_aside`."""

    def __init__(self, *, saved: dict[str, Any], mine: dict[str, Any], version: int) -> None:
        super().__init__()
        self.saved, self.mine, self.version = saved, mine, version


@transaction.atomic
def keep_aside(
    *, meeting: Meeting, part: str, conflict: TextConflict, by: User, now: datetime
) -> MinutesRevision:
    """Keeps the text that came too late; the same text twice is kept once."""
    same = MinutesRevision.objects.filter(
        meeting=meeting,
        part=part,
        outcome=MinutesRevision.Outcome.CONFLICT,
        saved_by=by,
        body=conflict.mine,
    ).first()
    return same or keep_revision(
        meeting,
        part,
        conflict.version,
        conflict.mine,
        by=by,
        now=now,
        outcome=MinutesRevision.Outcome.CONFLICT,
    )


def keep_revision(
    meeting: Meeting,
    part: str,
    version: int,
    body: dict[str, Any],
    *,
    by: User,
    now: datetime,
    outcome: MinutesRevision.Outcome = MinutesRevision.Outcome.SAVED,
) -> MinutesRevision:
    return MinutesRevision.objects.create(
        meeting=meeting,
        part=part,
        version=version,
        body=body,
        outcome=outcome,
        saved_at=now,
        saved_by=by,
    )


def _cleaned(meeting: Meeting, lines: Sequence[ContributionLine]) -> list[ContributionLine]:
    """Lines that say who or what; a speaker must be on the roll of the meeting."""
    on_roll = set(meeting.attendances.values_list("member_id", flat=True))
    cleaned = []
    for line in lines:
        guest, text = normalize(line.guest_name).strip(), normalize(line.text).strip()
        if line.speaker_id is None and not guest:
            if text:
                raise ValidationError(_("Choose who spoke, or write the name of the guest."))
            continue
        if line.speaker_id is not None and line.speaker_id not in on_roll:
            raise ValidationError(_("One of the speakers is not on the roll of this meeting."))
        guest = "" if line.speaker_id is not None else guest
        cleaned.append(ContributionLine(line.speaker_id, guest, text))
    return cleaned


@transaction.atomic
def save_heading(
    *,
    minutes: Minutes,
    version: int,
    began_at: datetime,
    chair: Member,
    recorder: Member,
    fee_note: str,
    reserved_opinions: str,
    by: User,
    now: datetime,
) -> Minutes:
    """Saves who led and wrote, when it began, and the notes that belong to no item."""
    meeting = locked(minutes.meeting)
    require_state(meeting, MINUTES_BEING_WRITTEN)
    minutes = Minutes.objects.select_for_update().get(pk=minutes.pk)
    body = {
        "began_at": began_at.isoformat(),
        "chair_id": chair.pk,
        "recorder_id": recorder.pk,
        "fee_note": normalize(fee_note).strip(),
        "reserved_opinions": normalize(reserved_opinions),
    }
    saved = heading_body(meeting, minutes)
    if body == saved:
        return minutes
    if minutes.version != version:
        raise TextConflict(saved=saved, mine=body, version=minutes.version)
    meeting.began_at, meeting.chair, meeting.recorder = began_at, chair, recorder
    meeting.save(update_fields=["began_at", "chair", "recorder"])
    minutes.fee_note = body["fee_note"]
    minutes.reserved_opinions = body["reserved_opinions"]
    minutes.version += 1
    minutes.save(update_fields=["fee_note", "reserved_opinions", "version"])
    keep_revision(meeting, "heading", minutes.version, body, by=by, now=now)
    return minutes


def heading_body(meeting: Meeting, minutes: Minutes) -> dict[str, Any]:
    return {
        "began_at": meeting.began_at.isoformat() if meeting.began_at else "",
        "chair_id": meeting.chair_id,
        "recorder_id": meeting.recorder_id,
        "fee_note": minutes.fee_note,
        "reserved_opinions": minutes.reserved_opinions,
    }


@transaction.atomic
def record_vote(
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
    """Records one question put to the vote, by counts, on the voting base of now and under the
    majority in force. ValidationError when the counts exceed the base."""
    meeting = locked(entry.minutes.meeting)
    require_state(meeting, MINUTES_BEING_WRITTEN)
    if majority not in MAJORITIES:
        raise ValidationError({"majority": _("Choose one of the majorities offered.")})
    base = meeting.voting_base or 0
    if votes_for + votes_against + votes_abstain > base:
        raise ValidationError(
            {
                "votes_for": _(
                    "The votes add up to %(sum)s, but only %(base)s people may vote. Count again."
                )
                % {"sum": votes_for + votes_against + votes_abstain, "base": base}
            }
        )
    rule = rules_for(meeting.organization, timezone.localdate(meeting.starts_at)).majority(majority)
    vote = Vote(
        entry=entry,
        position=entry.votes.count() + 1,
        question=normalize(question).strip(),
        method=method,
        majority=majority,
        base=base,
        votes_for=votes_for,
        votes_against=votes_against,
        votes_abstain=votes_abstain,
        numerator=rule.numerator,
        denominator=rule.denominator,
        is_strict=rule.is_strict,
    )
    vote.full_clean(exclude=["entry"])
    vote.save()
    record(
        verb="record_vote", subject=meeting.title, organization=meeting.organization, by=by, now=now
    )
    return vote


@transaction.atomic
def remove_vote(*, vote: Vote, by: User, now: datetime) -> None:
    """Takes back a vote that was entered wrongly, before the minutes are read back."""
    meeting = locked(vote.entry.minutes.meeting)
    require_state(meeting, MINUTES_BEING_WRITTEN)
    vote.delete()
    record(
        verb="remove_vote", subject=meeting.title, organization=meeting.organization, by=by, now=now
    )


@transaction.atomic
def close_meeting(*, meeting: Meeting, ended_at: datetime, by: User, now: datetime) -> Meeting:
    """The meeting is over; its minutes can still be written."""
    meeting = locked(meeting)
    move(meeting, "close")
    if meeting.began_at and ended_at <= meeting.began_at:
        raise ValidationError({"ended_at": _("The end must be later than the beginning.")})
    meeting.ended_at = ended_at
    return _moved(meeting, "close_meeting", by, now)


@transaction.atomic
def read_back_minutes(*, meeting: Meeting, adoption_note: str, by: User, now: datetime) -> Meeting:
    """The minutes have been read out and adopted. Everyone on the roll must have a mark."""
    meeting = locked(meeting)
    move(meeting, "read_back")
    unmarked = meeting.attendances.filter(status=AttendanceStatus.UNKNOWN).count()
    if unmarked:
        raise ValidationError(
            _("%(count)s people have no mark in the roll call yet. Finish it first.")
            % {"count": unmarked}
        )
    Minutes.objects.filter(meeting=meeting).update(adoption_note=normalize(adoption_note).strip())
    return _moved(meeting, "read_back_minutes", by, now)


@transaction.atomic
def reopen_minutes(*, meeting: Meeting, by: User, now: datetime) -> Meeting:
    """Back to writing, when the reading brought something up; not after approval."""
    meeting = locked(meeting)
    move(meeting, "reopen_minutes")
    return _moved(meeting, "reopen_minutes", by, now)


@transaction.atomic
def approve_minutes(*, meeting: Meeting, by: User, now: datetime) -> Meeting:
    """Approves and locks the minutes, numbers them, publishes the meeting's resolutions and hands
    out their tasks; the papers are made after commit. All or nothing."""
    meeting = locked(meeting)
    move(meeting, "approve")
    meeting.approved_at, meeting.approved_by = now, by
    minutes = Minutes.objects.select_for_update().get(meeting=meeting)
    minutes.number = issue_number(
        organization=meeting.organization, document_type="BB", on=timezone.localdate(now)
    )
    minutes.save(update_fields=["number"])
    publish_resolutions(meeting=meeting, by=by, now=now)
    _moved(meeting, "approve_minutes", by, now)
    request_papers(meeting=meeting, now=now)
    return meeting


def _moved(meeting: Meeting, verb: str, by: User, now: datetime) -> Meeting:
    meeting.version += 1
    meeting.save()
    refresh_branch_month(branch=meeting.branch, month=meeting.month)
    record(verb=verb, subject=meeting.title, organization=meeting.organization, by=by, now=now)
    return meeting
