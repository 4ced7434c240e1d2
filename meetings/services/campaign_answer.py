"""What a branch does with a campaign: opens it, puts it on an agenda with one tap, takes it off
again, reports back."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.campaigns import HAS_MET, STILL_MEETS
from meetings.models import (
    AgendaItem,
    Campaign,
    CampaignTarget,
    Category,
    Meeting,
    MeetingKind,
    MeetingState,
    Topic,
)
from meetings.models.meeting import BEFORE_ROLL_CALL, COUNTS_AS_THEMATIC
from members.models import Member, User
from members.services.audit import record
from members.services.inbox import read_about
from papers.text import normalize

from .agenda import insert_item, keep_what_members_sent, save_changed_agenda
from .states import MovedMeanwhile, lock_meetings, locked, require_state, require_version
from .topic import (
    PRESENTATION_MINUTES,
    TopicPlan,
    plan_topic,
    put_topic_on_meeting,
    take_topic_off_meeting,
    title_on_agenda,
)


def open_target(*, target: CampaignTarget, member: Member, now: datetime) -> None:
    """Somebody of the branch looks at it: from now on it has received the campaign."""
    CampaignTarget.objects.filter(pk=target.pk, opened_at=None).update(opened_at=now)
    for path in (target.campaign.path_for_branches, target.get_absolute_url()):
        read_about(member=member, path=path, now=now)


@transaction.atomic
def place_on_agenda(
    *, target: CampaignTarget, meeting: Meeting, by: User, now: datetime
) -> CampaignTarget:
    """The campaign becomes an item of the meeting, with its document; a thematic topic also a topic
    of the branch's year. A second tap puts it on no second time."""
    topic = _chosen_topic(target, meeting)
    lock_meetings(meeting.pk, topic.meeting_id if topic else None)
    target = _locked(target)
    meeting = locked(meeting)
    _require_running(target.campaign)
    if target.item and target.item.meeting.state in STILL_MEETS:
        if target.item.meeting_id == meeting.pk:
            return target
        raise ValidationError(_("It is on the agenda of another meeting. Take it off there first."))
    require_state(meeting, BEFORE_ROLL_CALL)
    other_kinds = (MeetingKind.COMMITTEE, MeetingKind.CELL)
    if meeting.organization_id != target.organization_id or meeting.kind in other_kinds:
        raise ValidationError(_("Choose a meeting of this branch."))
    item = _put_on(target, meeting, by, now)
    meeting.refresh_from_db()
    save_changed_agenda(meeting, by, now)
    target.item, target.placed_at = item, now
    target.save(update_fields=["item", "placed_at"])
    _note(target, "place_on_agenda", by, now)
    return target


def _put_on(target: CampaignTarget, meeting: Meeting, by: User, now: datetime) -> AgendaItem:
    campaign = target.campaign
    topic = None
    if campaign.kind == Campaign.Kind.TOPIC:
        topic = _topic_for(target, meeting, by, now)
    if topic and meeting.kind in COUNTS_AS_THEMATIC:
        put_topic_on_meeting(topic=topic, meeting=meeting, by=by, now=now)
        item = meeting.items.get(title=title_on_agenda(topic))
        item.hint = item.hint or campaign.body
        item.save(update_fields=["hint"])
    else:
        item = insert_item(
            meeting,
            title=campaign.title,
            category=Category.PARTY_BUILDING,
            planned_minutes=PRESENTATION_MINUTES,
            presenter=meeting.chair,
            hint=campaign.body,
        )
    if campaign.directive:
        item.directives.add(campaign.directive)
    return item


def _topic_for(target: CampaignTarget, meeting: Meeting, by: User, now: datetime) -> Topic | None:
    """The branch's own row of the topic: the one it has chosen already, or a new one. None when it
    has met about it before."""
    campaign = target.campaign
    chosen = _chosen_topic(target, meeting)
    if chosen:
        return None if chosen.meeting and chosen.meeting.took_place else chosen
    plan = TopicPlan(
        meeting.month.year,
        campaign.topic.title if campaign.topic else campaign.title,
        quarter=(meeting.month.month + 2) // 3,
        summary=campaign.topic.summary if campaign.topic else campaign.body,
        source=campaign.topic,
    )
    return plan_topic(organization=target.organization, plan=plan, by=by, now=now)


def _chosen_topic(target: CampaignTarget, meeting: Meeting) -> Topic | None:
    campaign = target.campaign
    if campaign.kind != Campaign.Kind.TOPIC:
        return None
    own = Topic.objects.of_plan(target.organization, meeting.month.year)
    own = own.select_related("organization__kind", "meeting", "writer")
    if campaign.topic:
        return own.filter(source=campaign.topic).first()
    return own.filter(title=campaign.title).first()


@transaction.atomic
def take_off_agenda(*, target: CampaignTarget, by: User, now: datetime) -> CampaignTarget:
    """The item goes; a thematic topic stays in the branch's year. Not what members have sent
    opinions on, and nothing once the roll was called."""
    lies_on = CampaignTarget.objects.values_list("item__meeting", flat=True).get(pk=target.pk)
    lock_meetings(lies_on)
    target = _locked(target)
    item = target.item
    if item is None:
        return target
    if item.meeting_id != lies_on:
        raise MovedMeanwhile
    meeting = locked(item.meeting)
    require_state(meeting, BEFORE_ROLL_CALL)
    keep_what_members_sent(meeting.items.filter(pk=item.pk))
    on_it = meeting.topics.select_related("organization__kind")
    topic = next((one for one in on_it if title_on_agenda(one) == item.title), None)
    if topic:
        take_topic_off_meeting(topic=topic, by=by, now=now)
        meeting.refresh_from_db()
    elif meeting.state == MeetingState.CALLED and meeting.items.count() == 1:
        raise ValidationError(_("An agenda needs at least one item."))
    target.item = target.placed_at = None
    target.save(update_fields=["item", "placed_at"])
    if topic is None:
        item.delete()
    save_changed_agenda(meeting, by, now)
    _note(target, "take_off_agenda", by, now)
    return target


@transaction.atomic
def report_back(
    *,
    target: CampaignTarget,
    version: int,
    report: str,
    explanation: str,
    by: User,
    now: datetime,
) -> CampaignTarget:
    """What the branch did. Where no meeting was held about it, it says how it was done instead. It
    may be mended until the campaign is closed. StaleVersion when someone else saved in between."""
    target = _locked(target)
    require_version(target.version, version)
    _require_running(target.campaign)
    report, explanation = normalize(report).strip(), normalize(explanation).strip()
    if not report:
        raise ValidationError({"report": _("Write what the branch did.")})
    was_held = target.item is not None and target.item.meeting.state in HAS_MET
    if not was_held and not explanation:
        raise ValidationError(
            {"explanation": _("No meeting was held about it yet: say how it was done instead.")}
        )
    target.report, target.explanation = report, "" if was_held else explanation
    target.reported_at, target.reported_by = now, by
    target.opened_at = target.opened_at or now
    target.version += 1
    target.clean_fields(exclude={f.name for f in target._meta.fields} - {"report", "explanation"})
    target.save()
    _note(target, "report_back", by, now)
    return target


def _require_running(campaign: Campaign) -> None:
    if not campaign.is_running:
        raise ValidationError(_("This campaign is closed."))


def _locked(target: CampaignTarget) -> CampaignTarget:
    rows = CampaignTarget.objects.select_for_update(of=["self"])
    return rows.select_related(
        "campaign__organization",
        "campaign__topic",
        "campaign__directive",
        "organization__kind",
        "item__meeting",
    ).get(pk=target.pk)


def _note(target: CampaignTarget, verb: str, by: User, now: datetime) -> None:
    record(
        verb=verb, subject=target.campaign.title, organization=target.organization, by=by, now=now
    )
