"""What is added to minutes around and after their approval: corrections read back, addenda."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.access import Access

from .meeting import Meeting
from .minutes import Minutes


class AddendumQuerySet(models.QuerySet["Addendum"]):
    def visible_to(self, access: Access) -> Self:
        return self.filter(minutes__in=Minutes.objects.visible_to(access))


class Addendum(models.Model):
    """Dated and numbered, to minutes that are approved; never changed once written."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="addenda")
    ordinal = models.PositiveSmallIntegerField()
    text = models.TextField(_("text"))
    reason = models.CharField(_("reason"), max_length=300)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")

    objects = AddendumQuerySet.as_manager()

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "ordinal"], name="addendum_numbered_once"),
            models.CheckConstraint(name="addendum_has_text", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.ordinal}. {self.text[:50]}"

    @property
    def access_place(self) -> Meeting:
        return self.minutes.meeting


class ReadBackCorrection(models.Model):
    """What somebody in the room asked to be put right while the minutes were read back."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="corrections")
    asked_by = models.CharField(_("asked by"), max_length=80)
    text = models.CharField(_("correction"), max_length=500)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["noted_at", "pk"]

    def __str__(self) -> str:
        return self.text
