"""Visits: someone of a committee above attends a branch's meeting, remarks, and is answered."""

import uuid
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.access import Access, Permission
from members.models import Member

from .meeting import Meeting


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, access: Access) -> Self:
        """The committees above, those who run the branch's meetings, and the observer."""
        own = models.Q(pk__in=[])
        if access.member and not access.member.is_suspended:
            own = models.Q(observer=access.member)
        return self.filter(
            own
            | access.within(Permission.ASSIGN_VISITS, "meeting__")
            | access.within(Permission.SEE_MEETINGS, "meeting__")
        )

    def for_page(self) -> Self:
        return self.select_related(
            "meeting__organization__kind", "observer", "assigned_by__member", "answered_by__member"
        )


class Visit(models.Model):
    """One observer at one meeting: assigned, then logged with remarks, then answered."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="visits")
    observer = models.ForeignKey(Member, models.PROTECT, related_name="visits")
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    attended = models.BooleanField(_("attended"), null=True)
    remarks = models.TextField(_("remarks"), blank=True)
    logged_at = models.DateTimeField(null=True)
    answer = models.TextField(_("answer of the branch"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-meeting__starts_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "observer"], name="visit_once")]

    def __str__(self) -> str:
        return f"{self.observer}: {self.meeting}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:visit_detail", args=[self.public_id])

    @property
    def access_place(self) -> Meeting:
        return self.meeting
