"""Topics of thematic meetings: offered by a superior, planned by a branch, written, commented on,
approved by its committee, and put on a meeting."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization, Tier
from branches.services import refuse_dissolved
from meetings.models import (
    Category,
    Meeting,
    MeetingKind,
    Topic,
    TopicComment,
)
from meetings.models.meeting import BEFORE_ROLL_CALL, COUNTS_AS_THEMATIC
from meetings.queries import members_invited
from members.models import Member, Occasion, User
from members.services.audit import record
from members.services.messages import announce
from papers.text import normalize

from .agenda import insert_item
from .states import MovedMeanwhile, lock_meetings, locked, require_state, require_version

State = Topic.State
# The item of the standard agendas (data/agendas.json) under which the paper is presented.
PRESENTATION = "Trình bày chuyên đề"
PRESENTATION_MINUTES = 25
TYPED = {"title", "summary", "quarter"}
BEING_WRITTEN = frozenset({State.PLANNED, State.DRAFTED})


@dataclass(frozen=True)
class TopicPlan:
    """What is decided about a topic; `source`: the offered one that was chosen."""

    year: int
    title: str
    quarter: int | None = None
    summary: str = ""
    writer: Member | None = None
    source: Topic | None = None


@transaction.atomic
def offer_topic(*, organization: Organization, plan: TopicPlan, by: User, now: datetime) -> Topic:
    """Puts a topic on the committee's list, for every branch below to choose."""
    if organization.kind.tier >= Tier.BRANCH:
        raise ValidationError(_("Only committees above branches offer topics."))
    topic = _new(organization, plan, State.OFFERED, by, now)
    _note(topic, "offer_topic", by, now)
    return topic


@transaction.atomic
def plan_topic(*, organization: Organization, plan: TopicPlan, by: User, now: datetime) -> Topic:
    """A topic of the branch's own year: chosen from a superior's list, or its own."""
    if organization.kind.tier != Tier.BRANCH:
        raise ValidationError(_("Only branches plan thematic topics."))
    if plan.quarter is None:
        raise ValidationError({"quarter": _("Choose the quarter.")})
    topic = _new(organization, plan, State.PLANNED, by, now)
    _note(topic, "plan_topic", by, now)
    return topic


def _new(organization: Organization, plan: TopicPlan, state: str, by: User, now: datetime) -> Topic:
    refuse_dissolved(organization, timezone.localdate(now))
    topic = Topic(
        organization=organization,
        **organization.scope_keys,
        state=state,
        created_at=now,
        created_by=by,
    )
    _write(topic, plan)
    topic.save()
    return topic


@transaction.atomic
def edit_topic(*, topic: Topic, version: int, plan: TopicPlan, by: User, now: datetime) -> Topic:
    """Changes title, quarter, writer. StaleVersion when someone else saved in between."""
    topic = _locked(topic)
    require_version(topic.version, version)
    if topic.state == State.DROPPED:
        raise ValidationError(_("This topic was dropped."))
    if topic.state != State.OFFERED and plan.quarter is None:
        raise ValidationError({"quarter": _("Choose the quarter.")})
    _write(topic, plan)
    topic.version += 1
    topic.save()
    _note(topic, "edit_topic", by, now)
    return topic


def _write(topic: Topic, plan: TopicPlan) -> None:
    title = normalize(plan.title).strip()
    if not title:
        raise ValidationError({"title": _("Write what the topic is.")})
    topic.year, topic.quarter = plan.year, plan.quarter
    topic.title, topic.summary = title, normalize(plan.summary).strip()
    topic.writer, topic.source = plan.writer, plan.source or topic.source
    topic.clean_fields(exclude={field.name for field in Topic._meta.fields} - TYPED)


@transaction.atomic
def drop_topic(*, topic: Topic, by: User, now: datetime) -> Topic:
    """Takes a topic off the list or the plan; its paper and comments are kept. Branches that chose
    an offered one keep theirs."""
    topic = _locked(topic)
    if topic.meeting and topic.meeting.took_place:
        raise ValidationError(_("The meeting has dealt with this topic; it stays in the plan."))
    topic.state, topic.approved_at, topic.approved_by = State.DROPPED, None, None
    topic.meeting = None
    topic.version += 1
    topic.save()
    _note(topic, "drop_topic", by, now)
    return topic


@transaction.atomic
def save_topic_paper(*, topic: Topic, version: int, text: str, by: User, now: datetime) -> Topic:
    """Keeps the draft. StaleVersion when someone else saved in between: nothing is overwritten."""
    topic = _locked(topic)
    _require(topic, BEING_WRITTEN)
    require_version(topic.version, version)
    topic.text = normalize(text)
    topic.version += 1
    topic.save(update_fields=["text", "version"])
    _note(topic, "save_topic_paper", by, now)
    return topic


@transaction.atomic
def open_topic(*, topic: Topic, by: User, now: datetime) -> int:
    """Shows the draft to all members and asks them to comment; returns how many were told."""
    topic = _locked(topic)
    _require(topic, frozenset({State.PLANNED}))
    if not topic.text.strip():
        raise ValidationError(_("Write the paper first; there is nothing to comment on yet."))
    topic.state = State.DRAFTED
    topic.save(update_fields=["state"])
    _note(topic, "open_topic", by, now)
    return announce(
        key=f"{Occasion.TOPIC_OPEN}:topic:{topic.pk}",
        occasion=Occasion.TOPIC_OPEN,
        organization=topic.organization,
        path=topic.get_absolute_url(),
        params={"title": topic.title, "branch": topic.organization.name},
        recipients=members_invited(
            topic.organization, MeetingKind.THEMATIC, timezone.localdate(now)
        ),
        by=by,
        now=now,
    )


@transaction.atomic
def comment_topic(*, topic: Topic, text: str, by: User, now: datetime) -> TopicComment:
    """What a member thinks of the draft, while it is open."""
    topic = _locked(topic)
    _require(topic, frozenset({State.DRAFTED}))
    text = normalize(text).strip()
    if not text:
        raise ValidationError({"text": _("Write your comment.")})
    if by.member is None:
        raise ValidationError(_("Only members of the branch comment."))
    comment = TopicComment.objects.create(topic=topic, author=by.member, text=text, written_at=now)
    _note(topic, "comment_topic", by, now)
    return comment


@transaction.atomic
def approve_topic(*, topic: Topic, version: int, by: User, now: datetime) -> Topic:
    """The branch committee approves the paper as it stands (`version`: as it was read)."""
    topic = _locked(topic)
    _require(topic, frozenset({State.DRAFTED}))
    require_version(topic.version, version)
    topic.state, topic.approved_at, topic.approved_by = State.APPROVED, now, by
    topic.save()
    _note(topic, "approve_topic", by, now)
    return topic


@transaction.atomic
def reopen_topic(*, topic: Topic, by: User, now: datetime) -> Topic:
    """Opens an approved paper for changes and comments again."""
    topic = _locked(topic)
    _require(topic, frozenset({State.APPROVED}))
    topic.state, topic.approved_at, topic.approved_by = State.DRAFTED, None, None
    topic.save()
    _note(topic, "reopen_topic", by, now)
    return topic


@transaction.atomic
def put_topic_on_meeting(*, topic: Topic, meeting: Meeting, by: User, now: datetime) -> Topic:
    """The topic becomes the item of a thematic meeting; its writer presents it."""
    topic = _locked_with_meeting(topic, meeting)
    _require(topic, BEING_WRITTEN | {State.APPROVED})
    if topic.meeting_id == meeting.pk:
        return topic
    meeting = locked(meeting)
    require_state(meeting, BEFORE_ROLL_CALL)
    if meeting.kind not in COUNTS_AS_THEMATIC or meeting.organization_id != topic.organization_id:
        raise ValidationError(_("Choose a thematic meeting of this branch."))
    if topic.meeting:
        _take_off(topic, locked(topic.meeting))
    _put_on(topic, meeting)
    topic.meeting = meeting
    topic.save(update_fields=["meeting"])
    _note(topic, "put_topic_on_meeting", by, now)
    return topic


@transaction.atomic
def take_topic_off_meeting(*, topic: Topic, by: User, now: datetime) -> Topic:
    """The topic stays in the plan without a meeting; the item stands empty again."""
    topic = _locked_with_meeting(topic)
    if topic.meeting:
        meeting = locked(topic.meeting)
        require_state(meeting, BEFORE_ROLL_CALL)
        _take_off(topic, meeting)
        topic.meeting = None
        topic.save(update_fields=["meeting"])
        _note(topic, "take_topic_off_meeting", by, now)
    return topic


def title_on_agenda(topic: Topic) -> str:
    return f"{PRESENTATION}: {topic.title}"[:300]


def _put_on(topic: Topic, meeting: Meeting) -> None:
    title, presenter = title_on_agenda(topic), topic.writer or meeting.chair
    item = meeting.items.filter(title=PRESENTATION).first()
    if item is None:
        insert_item(
            meeting,
            category=Category.PARTY_BUILDING,
            planned_minutes=PRESENTATION_MINUTES,
            title=title,
            presenter=presenter,
        )
    else:
        item.title, item.presenter = title, presenter
        item.save()
    _touch(meeting)


def _take_off(topic: Topic, meeting: Meeting) -> None:
    """The old meeting's item stands empty again, unless it was rewritten or is history."""
    if meeting.is_before_roll_call:
        meeting.items.filter(title=title_on_agenda(topic)).update(title=PRESENTATION)
        _touch(meeting)


def _touch(meeting: Meeting) -> None:
    meeting.version += 1
    meeting.save(update_fields=["version"])


def _locked(topic: Topic) -> Topic:
    rows = Topic.objects.select_for_update(of=["self"])
    return rows.select_related("organization__kind", "meeting", "writer").get(pk=topic.pk)


def _locked_with_meeting(topic: Topic, *others: Meeting) -> Topic:
    """After the meeting it lies on and the others, in the order of `states`."""
    lies_on = Topic.objects.values_list("meeting", flat=True).get(pk=topic.pk)
    numbers = {lies_on, *(other.pk for other in others)}
    lock_meetings(*numbers)
    topic = _locked(topic)
    if topic.meeting_id and topic.meeting_id not in numbers:
        raise MovedMeanwhile
    return topic


def _require(topic: Topic, allowed: frozenset[str]) -> None:
    if topic.state not in allowed:
        raise ValidationError(
            _("This cannot be done now: the topic is “%(state)s”.")
            % {"state": topic.get_state_display()}
        )


def _note(topic: Topic, verb: str, by: User, now: datetime) -> None:
    record(verb=verb, subject=topic.title, organization=topic.organization, by=by, now=now)
