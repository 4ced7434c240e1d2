"""Yearly self-improvement commitments, the branch's remarks, and comments from the residence."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from members.permissions import Permission

from .belonging import Affiliation
from .member import Member

if TYPE_CHECKING:
    from members.access import Access


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, access: "Access") -> Self:
        """One's own, and those of the branch whose tasks one follows up."""
        own = Q(member=access.member) if access.member else Q(pk__in=[])
        return self.filter(access.within(Permission.MANAGE_TASKS) | own)


class Commitment(models.Model):
    """What one member undertakes for one year; `topics` are chosen, `text` is written."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="commitments")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="commitments")
    superior = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    grassroots = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    topics = models.JSONField(_("topics"), default=list, blank=True)
    text = models.TextField(_("commitment"))
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["member", "year"], name="one_commitment_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("members:commitment_detail", args=[self.public_id])

    @property
    def access_place(self) -> "Commitment":
        return self


class CommitmentRemark(models.Model):
    """The branch's remark of one month on a commitment, and the member's answer."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="remarks")
    month = models.DateField(_("month"))
    text = models.TextField(_("remark"))
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-month", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "month"], name="one_remark_a_month"),
            models.CheckConstraint(name="remark_month_is_a_first", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} {self.month:%m/%Y}"


class ResidenceComment(models.Model):
    """The yearly comment of the residence branch on a working member (QĐ 213-QĐ/TW)."""

    link = models.ForeignKey(Affiliation, models.PROTECT, related_name="comments")
    year = models.PositiveSmallIntegerField(_("year"))
    text = models.TextField(_("comment"))
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["link", "year"], name="one_residence_comment_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.link} {self.year}"


class CorrectionRequestQuerySet(models.QuerySet["CorrectionRequest"]):
    def visible_to(self, access: "Access") -> Self:
        """Those of the branches whose roll one keeps; one's own stand in one's record."""
        return self.filter(access.within(Permission.EDIT_MEMBERS, "member__home__", own="id"))

    def waiting_first(self) -> Self:
        is_open = ExpressionWrapper(Q(state="open"), models.BooleanField())
        return self.order_by(is_open.desc(), "-asked_at", "-pk")


class CorrectionRequest(models.Model):
    """A member asks that something held about them be corrected; the secretary answers."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        DONE = "done", _("Corrected")
        DECLINED = "declined", _("Not corrected")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="correction_requests")
    text = models.TextField(_("what is wrong, and what is right"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="correction_answered_pair",
                condition=Q(state="open", answered_at__isnull=True)
                | ~Q(state="open") & Q(answered_at__isnull=False) & ~Q(answer=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_state_display()}"

    @property
    def access_place(self) -> Organization | None:
        return self.member.home
