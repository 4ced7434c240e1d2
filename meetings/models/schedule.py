"""The fixed day of a branch's meetings, from which the meetings of the year come into being."""

import uuid
from calendar import monthrange
from datetime import date, timedelta
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from branches.models.dated import DatedModel, DatedQuerySet, DateSpan, ends_after_start
from members.access import Access, Permission

from .meeting import Form, MeetingKind

# A fixed day has no end, so that many months of meetings exist at a time and no more.
MONTHS_AHEAD = 12
# Days that not every month has: there it is the last one.
LAST_COMMON_DAY = 28


def every_month() -> list[int]:
    return list(range(1, 13))


class ScheduleQuerySet(DatedQuerySet):
    def visible_to(self, access: Access) -> Self:
        """Those of the organisations whose meetings the person plans."""
        places = access.organizations(Permission.PLAN_MEETINGS)
        return self.filter(organization__in=places)

    def standing(self, on: date) -> Self:
        """In force on that day or later."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on))


class Schedule(DatedModel):
    """“The 3rd of each month, 19:30” or “the first Thursday”; one a kind of meeting at a time."""

    class Pattern(models.TextChoices):
        DAY = "day", _("Day of the month")
        WEEKDAY = "weekday", _("Weekday of the month")

    class Ordinal(models.IntegerChoices):
        FIRST = 1, _("first")
        SECOND = 2, _("second")
        THIRD = 3, _("third")
        FOURTH = 4, _("fourth")
        LAST = -1, _("last")

    class Weekday(models.IntegerChoices):
        """As `date.weekday()` counts."""

        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="schedules")
    kind = models.CharField(
        _("kind"), max_length=13, choices=MeetingKind, default=MeetingKind.PERIODIC
    )
    pattern = models.CharField(_("repeated by"), max_length=7, choices=Pattern)
    # A day that a month does not have is its last one.
    day = models.PositiveSmallIntegerField(
        _("day"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    ordinal = models.SmallIntegerField(_("which"), null=True, blank=True, choices=Ordinal)
    weekday = models.PositiveSmallIntegerField(_("weekday"), null=True, blank=True, choices=Weekday)
    months = ArrayField(models.PositiveSmallIntegerField(), default=every_month)
    time = models.TimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("planned minutes"))
    form = models.CharField(_("form"), max_length=9, choices=Form, default=Form.IN_PERSON)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    # An evening off moves to the nearest one that is not.
    avoids_days_off = models.BooleanField(_("moves off holidays"), default=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")

    objects = ScheduleQuerySet.as_manager()  # type: ignore[misc]  # narrower than DatedModel's

    class Meta:
        ordering = ["kind", "-valid_from"]
        constraints = [
            ends_after_start("schedule_ends_after_start"),
            ExclusionConstraint(
                name="one_schedule_of_a_kind",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (DateSpan(F("valid_from"), F("valid_to")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="schedule_says_its_day",
                condition=Q(pattern="day", day__range=(1, 31), ordinal=None, weekday=None)
                | Q(
                    pattern="weekday",
                    day=None,
                    ordinal__in=[1, 2, 3, 4, -1],
                    weekday__range=(0, 6),
                ),
            ),
            models.CheckConstraint(name="schedule_lasts", condition=Q(minutes__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.get_kind_display()}"

    @property
    def access_place(self) -> Organization:
        return self.organization

    def day_of(self, month: date) -> date:
        """Its day in the month of `month`; the last day where the month is too short."""
        first = month.replace(day=1)
        length = monthrange(month.year, month.month)[1]
        if self.pattern == self.Pattern.DAY:
            return first.replace(day=min(self.day or length, length))
        ordinal, weekday = self.ordinal or self.Ordinal.LAST, self.weekday or 0
        if ordinal == self.Ordinal.LAST:
            last = first.replace(day=length)
            return last - timedelta(days=(last.weekday() - weekday) % 7)
        ahead = (weekday - first.weekday()) % 7
        return first + timedelta(days=ahead, weeks=ordinal - 1)

    def coming(self, start: date, months: int = MONTHS_AHEAD) -> list[date]:
        """Its days of so many months, from the first month whose day has not passed; only months
        and days in which it holds."""
        start = max(start, self.valid_from)
        month = start.replace(day=1)
        if self.day_of(month) < start:
            month = following(month)
        days = []
        for _step in range(months):
            if month.month in self.months:
                days.append(self.day_of(month))
            month = following(month)
        return [day for day in days if self.is_in_force(day)]

    @property
    def lasts(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def is_on_last_day(self) -> bool:
        """Whether some months do not have its day."""
        return self.pattern == self.Pattern.DAY and (self.day or 0) > LAST_COMMON_DAY

    @property
    def is_yearly_round(self) -> bool:
        return len(self.months) == MONTHS_AHEAD

    @property
    def in_words(self) -> str:
        """“day 3 of each month” or “the first Thursday of each month”; of some months only, they
        are named."""
        if self.pattern == self.Pattern.DAY:
            words = gettext("day %(day)s") % {"day": self.day}
        else:
            words = gettext("the %(which)s %(weekday)s") % {
                "which": self.get_ordinal_display(),
                "weekday": self.get_weekday_display(),
            }
        if self.is_yearly_round:
            return gettext("%(day)s of each month") % {"day": words}
        named = ", ".join(str(month) for month in sorted(self.months))
        return gettext("%(day)s of months %(months)s") % {"day": words, "months": named}


def following(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
