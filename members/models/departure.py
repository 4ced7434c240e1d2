"""A member leaves the roll for good."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from members.permissions import Permission

from .member import Member

if TYPE_CHECKING:
    from members.access import Access


class DepartureQuerySet(models.QuerySet["Departure"]):
    def visible_to(self, access: "Access") -> Self:
        """Those from the organisations whose roll the person may see."""
        return self.filter(access.within(Permission.SEE_MEMBERS, "organization__", own="id"))

    def standing(self) -> Self:
        """Those that nobody has taken back."""
        return self.filter(undone_at__isnull=True)


class Departure(models.Model):
    """From the day on, the member has no home, standing or post. What ended with it is named, so
    that a departure entered by mistake can be taken back whole."""

    class Kind(models.TextChoices):
        REMOVED = "removed", _("Removed from the roll")
        EXPELLED = "expelled", _("Expelled")
        RESIGNED = "resigned", _("Left at their own wish")
        DIED = "died", _("Died")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="departures")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="departures")
    kind = models.CharField(_("why"), max_length=8, choices=Kind)
    on = models.DateField(_("from"))
    decision = models.CharField(_("decision"), max_length=200, blank=True)
    # [[table, id, the end it had before]]
    ended = models.JSONField(default=list, editable=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        "members.User", models.PROTECT, null=True, related_name="+", editable=False
    )
    undo_reason = models.CharField(max_length=200, blank=True, editable=False)

    objects = DepartureQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(undone_at__isnull=True), name="departed_once"
            ),
            models.CheckConstraint(
                name="departure_undone_with_reason",
                condition=Q(undone_at__isnull=True) | ~Q(undo_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["organization", "-on"], name="departure_of_roll")]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_kind_display()}"

    @property
    def access_place(self) -> Organization:
        return self.organization
