"""Transfers of members between branches: the home releases, the receiver accepts."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from members.permissions import Permission

from .member import Member

if TYPE_CHECKING:
    from members.access import Access


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, access: "Access") -> Self:
        """Transfers that leave or reach a branch whose roll one may change, and one's own."""
        own = Q(member=access.member) if access.member else Q(pk__in=[])
        return self.filter(
            access.within(Permission.EDIT_MEMBERS, "from_organization__", own="id")
            | access.within(Permission.EDIT_MEMBERS, "to_organization__", own="id")
            | own
        )

    def running(self) -> Self:
        return self.filter(state__in=RUNNING)


class Transfer(models.Model):
    """One transfer of one member. The home changes only when the receiver accepts, so nobody is
    ever in two homes or none.

    The clocks are in working days (QĐ 294-QĐ/TW 6.3.1; the numbers are rules `transfer.*`).
    """

    class Kind(models.TextChoices):
        OFFICIAL = "official", _("Official transfer")
        TEMPORARY = "temporary", _("Temporary transfer")

    class State(models.TextChoices):
        STARTED = "started", _("Asked for")
        RELEASED = "released", _("Released, letter issued")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        CANCELLED = "cancelled", _("Cancelled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="transfers")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.STARTED)
    from_organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    to_organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # The day the member's life changed (new work, new home): the first clock counts from it.
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    letter_number = models.CharField(_("letter number"), max_length=40, blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    released_on = models.DateField(_("released on"), null=True, blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    closed_reason = models.CharField(_("why not"), max_length=300, blank=True)
    # The last day of the clock that runs, by the calendar of working days; empty when none runs.
    due_on = models.DateField(_("due on"), null=True, blank=True, editable=False)
    # The introduction letter as issued; drawn by the worker after the release.
    letter = models.FileField(upload_to="letters/%Y/%m", blank=True, editable=False)
    letter_failure = models.CharField(max_length=300, blank=True, editable=False)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="transfer_leaves_its_home",
                condition=~Q(from_organization=F("to_organization")),
            ),
            models.CheckConstraint(
                name="transfer_released_pair",
                condition=Q(released_on__isnull=False)
                | Q(state__in=["started", "cancelled", "refused"]),
            ),
            models.CheckConstraint(
                name="transfer_accepted_pair",
                condition=Q(accepted_on__isnull=False, state="accepted")
                | Q(accepted_on__isnull=True) & ~Q(state="accepted"),
            ),
            models.CheckConstraint(
                name="transfer_temporary_has_end",
                condition=~Q(kind="temporary") | Q(until__isnull=False, until__gt=F("since")),
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state__in=["started", "released"]),
                name="one_running_transfer_a_member",
                violation_error_message=_("A transfer of this member is already under way."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.from_organization} → {self.to_organization}"

    def get_absolute_url(self) -> str:
        return reverse("members:transfer_detail", args=[self.public_id])

    @property
    def access_place(self) -> Organization:
        """The side that starts and releases; the receiver's side is asked for by the view."""
        return self.from_organization

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    def message_params(self) -> dict[str, str]:
        """What every message about it says."""
        return {
            "state": self.state,
            "name": self.member.full_name,
            "from_name": self.from_organization.name,
            "to_name": self.to_organization.name,
            "reason": self.closed_reason,
        }


RUNNING = [Transfer.State.STARTED, Transfer.State.RELEASED]
