"""The figures of a branch's month: derived from its records, can be rebuilt at any time."""

from django.db import models
from django.db.models import Q

from branches.models import Organization


class BranchMonth(models.Model):
    """One branch in one month, recomputed (never += 1) in the transaction that saves a cause.

    `base` and the attendance counts are sums over the month's periodic and thematic meetings that
    took place. Overdue tasks depend on today, so they are asked live and are not here.
    """

    pk = models.CompositePrimaryKey("branch_id", "month")
    branch = models.ForeignKey(Organization, models.PROTECT, related_name="months", db_index=False)
    month = models.DateField()
    superior = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", db_index=False
    )
    grassroots = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", db_index=False
    )
    planned = models.PositiveSmallIntegerField(default=0)
    called = models.PositiveSmallIntegerField(default=0)
    held = models.PositiveSmallIntegerField(default=0)
    filed = models.PositiveSmallIntegerField(default=0)
    periodic_held = models.PositiveSmallIntegerField(default=0)
    thematic_held = models.PositiveSmallIntegerField(default=0)
    base = models.PositiveIntegerField(default=0)
    present = models.PositiveIntegerField(default=0)
    excused = models.PositiveIntegerField(default=0)
    unexcused = models.PositiveIntegerField(default=0)
    resolutions = models.PositiveSmallIntegerField(default=0)
    tasks_assigned = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="branch_month_is_a_first", condition=Q(month__day=1))
        ]
        indexes = [
            models.Index(fields=["superior", "month"], name="branch_month_superior"),
            models.Index(fields=["grassroots", "month"], name="branch_month_grassroots"),
        ]

    def __str__(self) -> str:
        return f"{self.branch} {self.month:%m/%Y}"
