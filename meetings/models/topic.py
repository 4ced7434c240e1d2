"""Topics of thematic meetings: a superior's list, a branch's plan of the year, and their papers."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from members.access import Access, Permission
from members.models import Member

from .meeting import Meeting


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, access: Access) -> Self:
        """Everybody of the branch reads its plan and papers; lists go to everyone below."""
        own = access.within(Permission.READ_NOTICES)
        return self.filter(own | self.offered_to(access))

    def offered_to(self, access: Access) -> Q:
        """Lists of the organisations above one's own."""
        above: set[int] = set()
        for place in access.scopes.get(Permission.READ_NOTICES, []):
            above.update(place.ancestor_ids)
        return Q(organization__in=above, state=Topic.State.OFFERED)

    def offered_for(self, organization: Organization, year: int) -> Self:
        """What the organisations above it offer for the year."""
        return self.filter(
            organization__in=organization.ancestor_ids, state=Topic.State.OFFERED, year=year
        )

    def of_plan(self, organization: Organization, year: int) -> Self:
        """The organisation's own topics of the year."""
        dropped = [Topic.State.OFFERED, Topic.State.DROPPED]
        return self.filter(organization=organization, year=year).exclude(state__in=dropped)

    def written_by(self, access: Access) -> Self:
        """Papers that the person writes: as its writer, or as one who plans the meetings."""
        own = Q(writer=access.member, writer__isnull=False)
        own &= access.within(Permission.READ_NOTICES)
        plans = access.within(Permission.PLAN_MEETINGS)
        return self.filter(own | plans).exclude(state=Topic.State.OFFERED)


class Topic(models.Model):
    """One topic: offered in a committee's list, or a branch's own for a quarter of a year. A branch
    that chooses an offered one gets a row of its own, with `source` the offered one."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered to the branches")
        PLANNED = "planned", _("Planned")
        DRAFTED = "drafted", _("Paper open for comments")
        APPROVED = "approved", _("Approved by the branch committee")
        DROPPED = "dropped", _("Dropped")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="topics")
    superior = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    grassroots = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    source = models.ForeignKey("self", models.PROTECT, null=True, related_name="choices")
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("what it is about"), blank=True)
    writer = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("writer")
    )
    text = models.TextField(_("paper"), blank=True)
    version = models.PositiveIntegerField(default=1)
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, related_name="topics")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["year", "quarter", "pk"]
        constraints = [
            models.CheckConstraint(
                name="topic_quarter", condition=Q(quarter=None) | Q(quarter__range=(1, 4))
            ),
            models.CheckConstraint(
                name="topic_approved_pair",
                condition=Q(approved_at__isnull=False, state="approved")
                | Q(approved_at__isnull=True) & ~Q(state="approved"),
            ),
        ]
        indexes = [models.Index(fields=["organization", "year"], name="topic_of_year")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:topic_detail", args=[self.public_id])

    @property
    def access_place(self) -> "Topic":
        """Itself: its scope keys are those of its day."""
        return self


class TopicComment(models.Model):
    """What a member wrote about the draft of a paper."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="comments")
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    text = models.TextField(_("comment"))
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:50]
