"""The fixed day of a branch: from it the meetings of the year come into being."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization, Tier
from branches.services import refuse_dissolved
from meetings.models import AgendaItem, Form, Meeting, MeetingKind, MeetingState, Schedule
from meetings.models.meeting import COUNTS_AS_PERIODIC
from meetings.models.schedule import every_month
from meetings.queries import leader_of, usual_recorder
from members.models import User
from members.services.audit import record
from members.working_days import WorkingDays
from papers.text import normalize

from .carrying import bring_over
from .meeting import kinds_for
from .month import refresh_branch_month
from .states import lock_place
from .template import agenda_of, template_for

# Kinds a year plans ahead; the others have their own reasons and days.
ON_A_FIXED_DAY = [MeetingKind.PERIODIC, MeetingKind.COMBINED, MeetingKind.THEMATIC]
LONGEST_MINUTES = 600


@dataclass(frozen=True)
class FixedDay:
    """What a branch decides once; see `Schedule` for the words."""

    kind: str
    pattern: str
    time: time
    minutes: int
    day: int | None = None
    ordinal: int | None = None
    weekday: int | None = None
    months: list[int] = field(default_factory=every_month)
    form: str = Form.IN_PERSON
    place: str = ""
    link: str = ""
    avoids_days_off: bool = True

    def schedule(self, organization: Organization, starts_on: date, **more: Any) -> Schedule:
        """The row that says the same; not saved."""
        return Schedule(
            organization=organization,
            valid_from=starts_on,
            **vars(self)
            | {"place": normalize(self.place).strip(), "link": self.link.strip()}
            | more,
        )


@transaction.atomic
def set_fixed_days(
    *,
    organization: Organization,
    days: Sequence[FixedDay],
    starts_on: date,
    by: User,
    now: datetime,
) -> list[Meeting]:
    """From that day on the organisation meets on these days and no other; the meetings of twelve
    months exist at once. Meetings of the former days that nobody has touched go; one that was
    called, moved, cancelled or edited by hand stays. Returns the new meetings."""
    lock_place(organization)
    _check(organization, days, starts_on, timezone.localdate(now))
    touched = _end(organization, starts_on)
    made = []
    for day in days:
        schedule = day.schedule(organization, starts_on, created_at=now, created_by=by)
        schedule.save()
        made += _fill(schedule, now=now, by=by)
    bring_over(organization=organization, now=now)
    _refresh(organization, touched | {meeting.month for meeting in made})
    record(
        verb="set_fixed_days", subject=organization.name, organization=organization, by=by, now=now
    )
    return made


@transaction.atomic
def end_fixed_days(*, organization: Organization, ends_on: date, by: User, now: datetime) -> int:
    """From that day on the organisation has no fixed day. Returns how many untouched meetings are
    gone; one that was called, moved, cancelled or edited by hand stays."""
    lock_place(organization)
    if not organization.schedules.standing(ends_on).exists():
        raise ValidationError(_("There is no fixed day to end."))
    gone = untouched_from(organization, ends_on).count()
    _refresh(organization, _end(organization, ends_on))
    record(
        verb="end_fixed_days", subject=organization.name, organization=organization, by=by, now=now
    )
    return gone


def extend_fixed_days(*, now: datetime) -> int:
    """Keeps twelve months of meetings ahead of every fixed day; a second run makes none. Returns
    how many meetings are new."""
    today = timezone.localdate(now)
    a_year_ahead = today.replace(year=today.year + 1, day=1)
    there = Meeting.objects.filter(schedule=OuterRef("pk"), scheduled_on__gte=a_year_ahead)
    schedules = (
        Schedule.objects.in_force(today)
        .filter(~Exists(there), organization__in=Organization.objects.standing(today))
        .order_by("pk")
    )
    ids = list(schedules.values_list("pk", flat=True))
    return sum(_extend(pk, now) for pk in ids)


@transaction.atomic
def _extend(pk: int, now: datetime) -> int:
    schedule = Schedule.objects.select_related("organization__kind").get(pk=pk)
    lock_place(schedule.organization)
    made = _fill(schedule, now=now, by=None)
    _refresh(schedule.organization, {meeting.month for meeting in made})
    if made:
        record(
            verb="extend_fixed_days",
            subject=", ".join(f"{meeting.month:%m/%Y}" for meeting in made),
            organization=schedule.organization,
            by=None,
            now=now,
        )
    return len(made)


def _check(
    organization: Organization, days: Sequence[FixedDay], starts_on: date, today: date
) -> None:
    if organization.kind.tier < Tier.BRANCH:
        raise ValidationError(_("Only branches and Party cells hold these meetings."))
    refuse_dissolved(organization, starts_on)
    errors: dict[str, str] = {}
    if starts_on < today:
        errors["starts_on"] = _("Choose a day that has not passed yet.")
    elif starts_on > today.replace(year=today.year + 1, day=1):
        errors["starts_on"] = _("Choose a day within the coming year.")
    for day in days:
        if day.kind not in kinds_for(organization):
            errors["kind"] = _("Choose a kind of meeting that this organisation holds.")
        if not 0 < day.minutes <= LONGEST_MINUTES:
            errors["minutes"] = _("A meeting lasts at least a minute and at most ten hours.")
        if day.form != Form.ONLINE and not day.place.strip():
            errors["place"] = _("Write where the meeting is held.")
        if day.form != Form.IN_PERSON and not day.link.strip():
            errors["link"] = _("Give the link with which members join.")
    if errors:
        raise ValidationError(errors)


def _end(organization: Organization, on: date) -> set[date]:
    """Ends the fixed days and takes their untouched meetings; returns the months touched."""
    # Whoever is changing one of them at this moment goes first; then it is untouched no more.
    untouched = untouched_from(organization, on).select_for_update(of=["self"]).order_by("pk")
    gone = list(untouched)
    months = {meeting.month for meeting in gone}
    Meeting.objects.filter(pk__in=[meeting.pk for meeting in gone]).delete()
    standing = organization.schedules.standing(on)
    standing.filter(valid_from__gte=on).delete()
    standing.filter(valid_from__lt=on).update(valid_to=on)
    return months


def untouched_from(organization: Organization, on: date) -> QuerySet[Meeting]:
    """Meetings from that day on that came from a fixed day and that nobody has called, changed or
    hung anything on."""
    meetings = organization.meetings.filter(
        scheduled_on__gte=on,
        schedule__isnull=False,
        state=MeetingState.PLANNED,
        version=F("brought_times") + 1,
        notice_text="",
    )
    changed = Exists(AgendaItem.objects.filter(_has_something(AgendaItem), meeting=OuterRef("pk")))
    return meetings.exclude(_has_something(Meeting, but={"items", "brought"})).exclude(changed)


def _has_something(model: Any, but: Collection[str] = ()) -> Q:
    """Rows to which a row of any other table points."""
    found = Q(pk__in=[])
    for relation in model._meta.related_objects:
        if relation.get_accessor_name() not in but:
            pointing = relation.related_model._base_manager.filter(
                **{relation.field.name: OuterRef("pk")}
            )
            found |= Q(Exists(pointing.order_by()))
    return found


def _fill(schedule: Schedule, *, now: datetime, by: User | None) -> list[Meeting]:
    """The meetings of the coming months that are not there yet."""
    meetings = coming_meetings(schedule, now=now, by=by)
    for meeting in meetings:
        meeting.save()
        template = template_for(schedule.organization, schedule.kind, meeting.month)
        AgendaItem.objects.bulk_create(agenda_of(meeting, template))
    return meetings


def coming_meetings(schedule: Schedule, *, now: datetime, by: User | None) -> list[Meeting]:
    """One for each coming month that has none yet; not saved."""
    today = timezone.localdate(now)
    days = schedule.coming(max(today, schedule.valid_from))
    days = [day for day in days if _moment(day, schedule.time) > now]
    organization = schedule.organization
    taken = months_taken(organization, schedule.kind, days)
    calendar = WorkingDays.of_today()
    common = {
        "organization": organization,
        **organization.scope_keys,
        "chair": leader_of(organization, today),
        "recorder": usual_recorder(organization),
        "created_at": now,
        "created_by": by,
    }
    return [
        _meeting(schedule, day, held_on(schedule, day, calendar), common)
        for day in days
        if day.replace(day=1) not in taken
    ]


def _meeting(schedule: Schedule, day: date, held: date, common: dict[str, Any]) -> Meeting:
    starts_at = _moment(held, schedule.time)
    template = template_for(schedule.organization, schedule.kind, day.replace(day=1))
    name = template.name if template else schedule.get_kind_display()
    return Meeting(
        kind=schedule.kind,
        month=day.replace(day=1),
        title=f"{name} tháng {day:%m/%Y}",
        starts_at=starts_at,
        ends_at=starts_at + schedule.lasts,
        form=schedule.form,
        place=schedule.place,
        link=schedule.link,
        schedule=schedule,
        scheduled_on=day,
        **common,
    )


def held_on(schedule: Schedule, day: date, calendar: WorkingDays) -> date:
    """The evening itself, or the nearest one that is not off."""
    return calendar.next_free(day) if schedule.avoids_days_off else day


def months_taken(
    organization: Organization, kind: str, days: Iterable[date], but: Iterable[int] = ()
) -> set[date]:
    """The months of these days that have such a meeting already, or had one from a fixed day which
    somebody cancelled: that was meant. `but`: ids of meetings that do not count."""
    kinds = COUNTS_AS_PERIODIC if kind in COUNTS_AS_PERIODIC else [kind]
    stands = ~Q(state=MeetingState.CANCELLED) | Q(scheduled_on__isnull=False)
    there = Meeting.objects.filter(
        stands,
        organization=organization,
        kind__in=kinds,
        month__in={day.replace(day=1) for day in days},
    )
    return set(there.exclude(pk__in=but).values_list("month", flat=True))


def _moment(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


def _refresh(organization: Organization, months: Iterable[date]) -> None:
    if organization.branch:  # only branches have months
        for month in sorted(set(months)):
            refresh_branch_month(branch=organization.branch, month=month)
