"""Dated facts about a member: where they belong, what they are, which posts they hold."""

import uuid
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from branches.models import Organization, Term
from branches.models.dated import DatedModel, DatedQuerySet, DateSpan, ends_after_start
from members.permissions import Permission

from .member import Member

if TYPE_CHECKING:
    from members.access import Access


class AffiliationQuerySet(DatedQuerySet):
    def visible_to(self, access: "Access") -> Self:
        """Those of the organisations whose roll the person may see."""
        return self.filter(access.within(Permission.SEE_MEMBERS, "organization__", own="id"))


class Affiliation(DatedModel):
    """A member belongs to an organisation, in one of four ways, for a span of days.

    At any date a member has at most one home. Residence links (QĐ 213-QĐ/TW) count in no total.
    """

    class Kind(models.TextChoices):
        HOME = "home", _("Home branch")
        CELL = "cell", _("Party cell")
        TEMPORARY = "temporary", _("Temporary transfer")
        RESIDENCE = "residence", _("Residence link (213)")

    member = models.ForeignKey(Member, models.PROTECT, related_name="affiliations")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="affiliations")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    decision = models.CharField(_("decision"), max_length=200, blank=True)

    objects = AffiliationQuerySet.as_manager()  # type: ignore[misc]  # narrower than DatedModel's

    class Meta:
        constraints = [
            ends_after_start("affiliation_ends_after_start"),
            ExclusionConstraint(
                name="one_affiliation_of_a_kind_at_a_time",
                expressions=[
                    ("member", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (DateSpan("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "kind", "valid_from"], name="affiliation_roll")
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.organization}"

    @property
    def access_place(self) -> Organization:
        return self.organization


class StandingStatus(models.TextChoices):
    PROBATIONARY = "probationary", _("Probationary member")
    OFFICIAL = "official", _("Official member")
    EXEMPT = "exempt", _("Exempt from work and meetings")
    SUSPENDED = "suspended", _("Suspended from meetings")


MEMBERSHIP = [StandingStatus.PROBATIONARY, StandingStatus.OFFICIAL]


class Standing(DatedModel):
    """What a member is for a span of days; exemption and suspension lie on top of membership."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="standings")
    status = models.CharField(_("standing"), max_length=12, choices=StandingStatus)
    decision = models.CharField(_("decision"), max_length=200, blank=True)

    class Meta:
        constraints = [
            ends_after_start("standing_ends_after_start"),
            ExclusionConstraint(
                name="probationary_or_official_not_both",
                condition=Q(status__in=["probationary", "official"]),
                expressions=[
                    ("member", RangeOperators.EQUAL),
                    (DateSpan("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="same_standing_once_at_a_time",
                expressions=[
                    ("member", RangeOperators.EQUAL),
                    ("status", RangeOperators.EQUAL),
                    (DateSpan("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_status_display()}"


class PostKind(models.TextChoices):
    SECRETARY = "secretary", _("Secretary")
    DEPUTY_SECRETARY = "deputy_secretary", _("Deputy secretary")
    COMMITTEE_MEMBER = "committee_member", _("Committee member")
    CELL_LEADER = "cell_leader", _("Cell leader")
    CELL_DEPUTY = "cell_deputy", _("Deputy cell leader")
    REVIEWER = "reviewer", _("Reviewer")
    AUDITOR = "auditor", _("Auditor")
    CLERK = "clerk", _("Organisation clerk")


class PostQuerySet(DatedQuerySet):
    def visible_to(self, access: "Access") -> Self:
        """Those of the organisations whose page the person may open."""
        return self.filter(
            access.within(Permission.READ_NOTICES, "organization__", own="id")
            | access.within(Permission.SEE_FIGURES, "organization__", own="id")
            | access.within(Permission.READ_AUDIT, "organization__", own="id")
        )


class Post(DatedModel):
    """A member holds a post at an organisation for a time; `members.access` says what it permits.

    Elected or appointed: QĐ 294-QĐ/TW lets the superior appoint where three rounds elect nobody.
    """

    class AppointmentMode(models.TextChoices):
        ELECTED = "elected", _("Elected")
        APPOINTED = "appointed", _("Appointed")

    public_id = models.UUIDField(
        default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    member = models.ForeignKey(Member, models.PROTECT, related_name="posts")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="posts")
    kind = models.CharField(_("post"), max_length=20, choices=PostKind)
    appointment_mode = models.CharField(
        _("how"), max_length=10, choices=AppointmentMode, default=AppointmentMode.ELECTED
    )
    term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="posts")
    decision = models.CharField(_("decision"), max_length=200, blank=True)
    end_reason = models.CharField(
        _("why it ended"), max_length=200, blank=True, default="", db_default=""
    )

    objects = PostQuerySet.as_manager()  # type: ignore[misc]  # narrower than DatedModel's

    class Meta:
        constraints = [
            ends_after_start("post_ends_after_start"),
            ExclusionConstraint(
                name="same_post_once_at_a_time",
                expressions=[
                    ("member", RangeOperators.EQUAL),
                    ("organization", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (DateSpan("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="one_secretary_at_a_time",
                condition=Q(kind="secretary"),
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    (DateSpan("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        # Who holds a post of one kind there; without it the constraint's index is searched whole.
        indexes = [models.Index(fields=["organization", "kind"], name="post_at")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.organization}"

    @property
    def access_place(self) -> Organization:
        return self.organization
