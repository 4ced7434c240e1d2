"""Half-open date ranges `[valid_from, valid_to)`, which most facts of this house are."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

ENDS_TOO_EARLY = _("The end must be later than the beginning.")


class DateSpan(Func):
    """`daterange(from, to)` of two columns, for exclusion constraints."""

    function = "daterange"
    output_field = DateRangeField()


def in_force(on: date, prefix: str = "") -> Q:
    """The rows valid on that day; `prefix` follows a relation (`"affiliation__"`)."""
    start, end = f"{prefix}valid_from", f"{prefix}valid_to"
    return Q(**{f"{start}__lte": on}) & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": on}))


class DatedQuerySet(models.QuerySet[Any]):
    def in_force(self, on: date) -> Self:
        return self.filter(in_force(on))


class DatedModel(models.Model):
    """A fact that holds from a day until, and not including, another."""

    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until (not including)"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        # Said here, before the constraints: PostgreSQL has no range that ends before it begins.
        days = [day for day in (self.valid_from, self.valid_to) if day]
        if len(days) == 2 and days[1] <= days[0]:
            raise ValidationError({"valid_to": ENDS_TOO_EARLY})

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
        violation_error_message=ENDS_TOO_EARLY,
    )
