"""Recording votes by counts, on the frozen base and under the majority in force."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.rules import rules_for
from meetings.models import Floor, MinutesEntry, Vote
from meetings.models.meeting import MINUTES_BEING_WRITTEN
from meetings.queries import moment_of_vote, voters_at
from members.models import User
from members.services.audit import record
from papers.text import normalize

from .states import locked, require_state

# The rule keys `vote.*` a question may be put under.
MAJORITIES = ["adopt", "two_thirds"]


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
    """Records one question put to the vote, by counts, on the voting base as the room was when it
    was put, and under the majority in force. ValidationError when the counts exceed the base."""
    meeting = locked(entry.minutes.meeting)
    require_state(meeting, MINUTES_BEING_WRITTEN)
    if majority not in MAJORITIES:
        raise ValidationError({"majority": _("Choose one of the majorities offered.")})
    voters = voters_at(meeting, moment_of_vote(entry, now))
    base = voters.base
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
        present=voters.present,
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
    # The screen must not go on showing a result that was taken back.
    Floor.objects.filter(vote=vote).update(vote=None, revision=F("revision") + 1)
    vote.delete()
    record(
        verb="remove_vote", subject=meeting.title, organization=meeting.organization, by=by, now=now
    )
