"""Campaigns on the sender's side: drafted, sent to many branches at once, corrected, followed with
reminders, closed. What a branch does with one is in `campaign_answer`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization, Tier
from branches.services import refuse_dissolved
from meetings.aims import Aim, branches_of, fingerprint
from meetings.campaigns import Part, planners_of, received_key, reminder_key, to_remind, whole
from meetings.models import Campaign, Directive, Topic
from meetings.queries import holders_of
from members.models import Member, Occasion, User
from members.services.audit import record
from members.services.messages import REMINDER_LASTS, Saying, announce, announce_each
from papers.text import normalize

from .states import require_version

TYPED = {"kind", "title", "body", "expected", "due_on"}
# As many rows as there are branches in one statement; the scope keys are those of the day.
FREEZE = """
    INSERT INTO meetings_campaigntarget (public_id, campaign_id, organization_id, superior_id,
        grassroots_id, branch_id, report, explanation, version)
    SELECT gen_random_uuid(), %s, o.id, o.superior_id, o.grassroots_id, o.branch_id, '', '', 1
    FROM branches_organization o WHERE o.id IN ({chosen})
"""


class ChoiceChanged(ValidationError):
    """Other branches than those the page had shown; nothing was sent."""

    def __init__(self) -> None:
        super().__init__(
            _("The choice has changed since the branches were shown. Look at them and send again."),
            code="changed",
        )


@dataclass(frozen=True)
class CampaignPlan:
    """What is sent, what is expected back, by when."""

    kind: str
    title: str
    expected: str
    due_on: date
    body: str = ""
    topic: Topic | None = None
    directive: Directive | None = None


@transaction.atomic
def draft_campaign(
    *, organization: Organization, plan: CampaignPlan, by: User, now: datetime
) -> Campaign:
    """Kept for the committee alone until it is sent."""
    today = timezone.localdate(now)
    if organization.kind.tier >= Tier.BRANCH:
        raise ValidationError(_("Only committees above branches send campaigns."))
    refuse_dissolved(organization, today)
    campaign = Campaign(
        organization=organization, **organization.scope_keys, created_at=now, created_by=by
    )
    _require_ahead(plan.due_on, today)
    _write(campaign, plan)
    campaign.save()
    _note(campaign, "draft_campaign", by, now)
    return campaign


@transaction.atomic
def edit_campaign(
    *, campaign: Campaign, version: int, plan: CampaignPlan, by: User, now: datetime
) -> Campaign:
    """A draft may change altogether; of one that was sent the words, and the day to a later one.
    StaleVersion when someone else saved in between."""
    campaign = _locked(campaign)
    require_version(campaign.version, version)
    if campaign.closed_at:
        raise ValidationError(_("This campaign is closed."))
    if campaign.sent_at is None:
        _require_ahead(plan.due_on, timezone.localdate(now))
    else:
        if plan.due_on < campaign.due_on:
            raise ValidationError(
                {
                    "due_on": _("The branches were told %(day)s. The day may only become later.")
                    % {"day": f"{campaign.due_on:%d/%m/%Y}"}
                }
            )
        if _brought(plan) != _brought(campaign):
            raise ValidationError(
                _("What the campaign brings along cannot change once it has been sent.")
            )
    _write(campaign, plan)
    campaign.version += 1
    campaign.save()
    _note(campaign, "edit_campaign", by, now)
    return campaign


def _brought(of: CampaignPlan | Campaign) -> tuple[Any, ...]:
    return of.kind, of.topic, of.directive


def _require_ahead(due_on: date, today: date) -> None:
    if due_on < today:
        raise ValidationError({"due_on": _("This day has passed. Choose a later one.")})


def _write(campaign: Campaign, plan: CampaignPlan) -> None:
    title, expected = normalize(plan.title).strip(), normalize(plan.expected).strip()
    if not title:
        raise ValidationError({"title": _("Write what the campaign is about.")})
    if not expected:
        raise ValidationError({"expected": _("Write what the branches are to report back.")})
    if plan.topic and plan.kind != Campaign.Kind.TOPIC:
        raise ValidationError(
            {"topic": _("Only a campaign of the kind “thematic topic” brings a topic along.")}
        )
    campaign.kind, campaign.due_on = plan.kind, plan.due_on
    campaign.title, campaign.expected = title, expected
    campaign.body = normalize(plan.body).strip()
    campaign.topic, campaign.directive = plan.topic, plan.directive
    campaign.clean_fields(exclude={field.name for field in Campaign._meta.fields} - TYPED)


@transaction.atomic
def discard_campaign(*, campaign: Campaign, by: User, now: datetime) -> None:
    """Deletes a draft; what was sent stays."""
    campaign = _locked(campaign)
    if campaign.sent_at:
        raise ValidationError(_("This campaign has been sent; it can only be closed."))
    _note(campaign, "discard_campaign", by, now)
    campaign.delete()


@transaction.atomic
def send_campaign(*, campaign: Campaign, aim: Aim, seen: str, by: User, now: datetime) -> int:
    """Freezes the branches that the aim hits and tells those who plan their meetings, in a handful
    of statements for a whole city. `seen`: the `fingerprint` of the branches the page had shown;
    ChoiceChanged when they are others now. Returns how many branches."""
    campaign = _locked(campaign)
    today = timezone.localdate(now)
    if campaign.sent_at:
        raise ValidationError(_("This campaign has been sent already."))
    _require_ahead(campaign.due_on, today)
    _freeze(campaign, branches_of(campaign.organization, aim, today).order_by())
    ids = list(campaign.targets.order_by().values_list("organization_id", flat=True))
    if not ids:
        raise ValidationError(_("No branch is chosen."))
    if fingerprint(ids) != seen:
        raise ChoiceChanged
    campaign.sent_at, campaign.sent_by = now, by
    campaign.version += 1
    campaign.save(update_fields=["sent_at", "sent_by", "version"])
    _tell(campaign, by, now)
    _note(campaign, "send_campaign", by, now)
    return len(ids)


def _freeze(campaign: Campaign, branches: Any) -> None:
    chosen, params = branches.values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(FREEZE.format(chosen=chosen), [campaign.pk, *params])


def _tell(campaign: Campaign, by: User, now: datetime) -> None:
    planners = planners_of(whole(campaign), timezone.localdate(now))
    announce(
        key=received_key(campaign),
        occasion=Occasion.CAMPAIGN_RECEIVED,
        organization=campaign.organization,
        path=campaign.path_for_branches,
        params=campaign.message_params(),
        recipients=Member.objects.filter(pk__in=planners.values("member")),
        by=by,
        now=now,
    )


@transaction.atomic
def close_campaign(*, campaign: Campaign, by: User, now: datetime) -> Campaign:
    """Nothing more is expected: the branches may not answer any more, nobody is reminded."""
    campaign = _locked(campaign)
    if not campaign.is_running:
        raise ValidationError(_("Only a campaign that runs can be closed."))
    campaign.closed_at = now
    campaign.version += 1
    campaign.save(update_fields=["closed_at", "version"])
    _note(campaign, "close_campaign", by, now)
    return campaign


@transaction.atomic
def remind_campaign(*, part: Part, by: User, now: datetime) -> int:
    """Reminds those who plan the meetings of the branches behind, each branch at most once a day,
    whether the sender asks or a committee in between for its own. Returns how many branches have
    been reminded now."""
    campaign = _locked(part.campaign)
    if not campaign.is_running:
        raise ValidationError(_("Only for a campaign that runs can branches be reminded."))
    today = timezone.localdate(now)
    words = {**campaign.message_params(), "reminded_by": part.committee.name}
    planners = holders_of(planners_of(part, today))
    said = announce_each(
        occasion=Occasion.CAMPAIGN_DUE,
        sayings=(
            Saying(
                key=f"{reminder_key(campaign)}{target.organization_id}:{today}",
                organization=target.organization,
                path=target.get_absolute_url(),
                params={**words, "branch": target.organization.name},
                recipients=planners[target.organization_id],
            )
            for target in to_remind(part, today)
        ),
        by=by,
        now=now,
        stale_at=now + REMINDER_LASTS,
    )
    if said:
        place = part.committee
        record(verb="remind_campaign", subject=campaign.title, organization=place, by=by, now=now)
    return len(said)


def _locked(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.select_for_update(of=["self"])
    return rows.select_related("organization__kind", "topic", "directive").get(pk=campaign.pk)


def _note(campaign: Campaign, verb: str, by: User, now: datetime) -> None:
    record(verb=verb, subject=campaign.title, organization=campaign.organization, by=by, now=now)
