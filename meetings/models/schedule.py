"""The fixed day of a branch's meetings, from which the meetings of the year come into being."""

import uuid
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from branches.models.dated import DatedModel, DatedQuerySet, DateSpan, ends_after_start
from members.access import Access, Permission

from .meeting import Form, MeetingKind


def every_month() -> list[int]:
    return list(range(1, 13))


class ScheduleQuerySet(DatedQuerySet):
    def visible_to(self, access: Access) -> Self:
        """Those of the organisations whose meetings the person plans."""
        places = access.organizations(Permission.PLAN_MEETINGS)
        return self.filter(organization__in=places)


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
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")

    objects = ScheduleQuerySet.as_manager()

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
