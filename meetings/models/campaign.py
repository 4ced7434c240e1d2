"""Campaigns: a committee sends a topic, document or task to many branches and follows it back."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from members.access import Access, Permission, at_or_below

from .directive import Directive
from .topic import Topic


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, access: Access) -> Self:
        """Those who send them, at or above the sender."""
        return self.filter(access.within(Permission.SEE_FIGURES))

    def from_above(self, committee: Organization) -> Self:
        """Those that reach branches of a committee and that neither it has sent nor anybody below
        it."""
        own = CampaignTarget.objects.below(committee).filter(campaign=OuterRef("pk"))
        below = Q(organization__path__startswith=committee.path)
        return self.filter(~below, Exists(own))

    def for_page(self) -> Self:
        """With what every page about a campaign shows."""
        return self.select_related("organization__kind", "topic", "directive", "sent_by__member")


class Campaign(models.Model):
    """What is sent, what is expected back, and by when. Sent once; its targets are frozen then."""

    class Kind(models.TextChoices):
        TOPIC = "topic", _("Thematic topic")
        DOCUMENT = "document", _("Document to study")
        TASK = "task", _("Task")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="campaigns")
    superior = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    grassroots = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("what the branches are asked to do"), blank=True)
    expected = models.CharField(_("what is expected back"), max_length=500)
    due_on = models.DateField(_("due"))
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+")
    directive = models.ForeignKey(
        Directive, models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["organization", "-created_at"], name="campaign_of_sender")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:campaign_detail", args=[self.public_id])

    def message_params(self) -> dict[str, str]:
        """What messages about the campaign say."""
        return {
            "title": self.title,
            "committee": self.organization.name,
            "expected": self.expected,
            "due_on": f"{self.due_on:%d/%m/%Y}",
        }

    @property
    def path_for_branches(self) -> str:
        """One address for all branches: it leads each to its own."""
        return reverse("meetings:campaign_mine", args=[self.public_id])

    @property
    def access_place(self) -> "Campaign":
        return self

    @property
    def is_running(self) -> bool:
        """Sent and not closed: branches may answer, the sender may remind."""
        return self.sent_at is not None and self.closed_at is None


class CampaignTargetQuerySet(models.QuerySet["CampaignTarget"]):
    def visible_to(self, access: Access) -> Self:
        """A branch's own, for those who plan its meetings or write its minutes; all, for those
        above. There is none before the campaign is sent."""
        return self.filter(
            access.within(Permission.WRITE_MINUTES) | access.within(Permission.SEE_FIGURES)
        )

    def below(self, committee: Organization) -> Self:
        """Those of its branches, by the keys of their day: after a branch has moved, an open one
        goes along and a reported one stays."""
        return self.filter(at_or_below(committee))

    def of_branches(self, access: Access) -> Self:
        """What came to the branches where the person plans meetings or writes minutes."""
        return self.filter(access.within(Permission.WRITE_MINUTES))

    def unanswered(self) -> Self:
        return self.filter(campaign__closed_at=None, reported_at=None)

    def for_page(self) -> Self:
        return self.select_related(
            "campaign__organization__kind",
            "campaign__topic",
            "campaign__directive",
            "organization__kind",
            "item__meeting",
            "reported_by__member",
        )


class CampaignTarget(models.Model):
    """One branch in one campaign: received → on the agenda → held → reported."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="targets")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="campaign_targets")
    superior = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    grassroots = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    item = models.OneToOneField(
        "meetings.AgendaItem", models.SET_NULL, null=True, related_name="campaign_target"
    )
    # When somebody of the branch first opened it.
    opened_at = models.DateTimeField(null=True)
    placed_at = models.DateTimeField(null=True)
    report = models.TextField(_("report"), blank=True)
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    # Of a report without a meeting that was held about it.
    explanation = models.CharField(
        _("how it was done without a meeting"), max_length=500, blank=True, db_default=""
    )
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = CampaignTargetQuerySet.as_manager()

    class Meta:
        ordering = ["organization__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "organization"], name="campaign_reaches_once"
            ),
            models.CheckConstraint(
                name="campaign_report_pair",
                condition=Q(reported_at__isnull=True) | ~Q(report=""),
            ),
        ]
        indexes = [models.Index(fields=["branch", "campaign"], name="campaign_of_branch")]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.organization}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:campaign_received", args=[self.public_id])

    @property
    def access_place(self) -> "CampaignTarget":
        return self
