"""Visits: a committee above sends an observer, who writes down what was seen; the branch answers
it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import Meeting, Visit
from meetings.visits import may_be_visited, possible_observers
from members.models import Member, Occasion, PostKind, User
from members.services.audit import record
from members.services.messages import announce, withdraw
from papers.text import normalize

from .states import locked, require_version

LEADERS = [PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY, PostKind.CELL_LEADER]


@transaction.atomic
def assign_visit(*, meeting: Meeting, observer: Member, by: User, now: datetime) -> Visit:
    """The observer is sent to the meeting; both sides are told."""
    meeting = locked(meeting)
    if not may_be_visited(meeting):
        raise ValidationError(_("An observer is sent to a meeting that is called and not over."))
    today = timezone.localdate(now)
    if not possible_observers(meeting, today).filter(pk=observer.pk).exists():
        raise ValidationError(
            {"observer": _("Choose somebody with a post in a committee above this branch.")}
        )
    visit, is_new = Visit.objects.get_or_create(
        meeting=meeting, observer=observer, defaults={"assigned_at": now, "assigned_by": by}
    )
    if not is_new:
        raise ValidationError({"observer": _("This person is already sent to this meeting.")})
    _log("assign_visit", visit, by, now)
    _tell(visit, "assigned", Member.objects.filter(pk=observer.pk), by, now)
    _tell(visit, "coming", _leaders(meeting, now), by, now)
    return visit


@transaction.atomic
def cancel_visit(*, visit: Visit, by: User, now: datetime) -> None:
    """Taken back before anything was written about it."""
    visit = _locked_visit(visit)
    if visit.logged_at:
        raise ValidationError(_("The visit has been written down and stays."))
    withdraw(key_prefix=f"{_key(visit)}:")
    _log("cancel_visit", visit, by, now)
    visit.delete()


@transaction.atomic
def log_visit(
    *, visit: Visit, version: int, attended: bool, remarks: str, by: User, now: datetime
) -> Visit:
    """The observer says whether they were there, and what they saw. It can be mended until the
    branch has answered; the branch hears of it once."""
    visit = _locked_visit(visit)
    require_version(visit.version, version)
    if by.member_id != visit.observer_id:
        raise ValidationError(_("Only the observer writes down the visit."))
    if now < visit.meeting.starts_at:
        raise ValidationError(_("The meeting has not begun yet."))
    if visit.answered_at:
        raise ValidationError(_("The branch has answered already; the remarks stay as they are."))
    remarks = normalize(remarks).strip()
    if not attended and not remarks:
        raise ValidationError({"remarks": _("Say why you could not attend.")})
    visit.attended, visit.remarks, visit.logged_at = attended, remarks, now
    visit.version += 1
    visit.save()
    _log("log_visit", visit, by, now)
    _tell(visit, "logged", _leaders(visit.meeting, now), by, now)
    return visit


@transaction.atomic
def answer_visit(*, visit: Visit, version: int, answer: str, by: User, now: datetime) -> Visit:
    """What the branch says to the remarks; the observer reads it."""
    visit = _locked_visit(visit)
    require_version(visit.version, version)
    if not visit.logged_at:
        raise ValidationError(_("There are no remarks to answer yet."))
    answer = normalize(answer).strip()
    if not answer:
        raise ValidationError({"answer": _("Write what the branch says to the remarks.")})
    visit.answer, visit.answered_at, visit.answered_by = answer, now, by
    visit.version += 1
    visit.save()
    _log("answer_visit", visit, by, now)
    _tell(visit, "answered", Member.objects.filter(pk=visit.observer_id), by, now)
    return visit


def _locked_visit(visit: Visit) -> Visit:
    return (
        Visit.objects.select_for_update(of=["self"])
        .select_related("meeting__organization__kind", "observer")
        .get(pk=visit.pk)
    )


def _leaders(meeting: Meeting, now: datetime) -> QuerySet[Member]:
    """Those who lead the body that meets."""
    posts = meeting.organization.posts.in_force(timezone.localdate(now)).filter(kind__in=LEADERS)
    return Member.objects.filter(posts__in=posts)


def _key(visit: Visit) -> str:
    return f"{Occasion.VISIT_STEP}:{visit.pk}"


def _tell(visit: Visit, step: str, recipients: QuerySet[Member], by: User, now: datetime) -> None:
    announce(
        key=f"{_key(visit)}:{step}",
        occasion=Occasion.VISIT_STEP,
        organization=visit.meeting.organization,
        path=visit.get_absolute_url(),
        params={
            **visit.meeting.message_params(),
            "step": step,
            "observer": visit.observer.full_name,
        },
        recipients=recipients,
        by=by,
        now=now,
    )


def _log(verb: str, visit: Visit, by: User, now: datetime) -> None:
    record(
        verb=verb,
        subject=visit.meeting.title,
        organization=visit.meeting.organization,
        by=by,
        now=now,
        member=visit.observer,
    )
