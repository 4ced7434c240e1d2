"""Days that the law or the government made working or free, beyond what the calendar knows."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayOff(models.Model):
    """One day that differs from the calendar: a day off given, or a Saturday worked instead."""

    date = models.DateField(_("date"), unique=True)
    is_working = models.BooleanField(
        _("is a working day"),
        default=False,
        help_text=_("Ticked: people work on this day although it is a weekend or a holiday."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["-date"]
        verbose_name = _("day off")
        verbose_name_plural = _("days off")

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y}"
