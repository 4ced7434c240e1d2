"""Organisations: a stable identity, and dated versions of what they were called and belonged to."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .dated import DatedModel, DateSpan, ends_after_start, in_force


class Tier(models.IntegerChoices):
    """What the code needs to know of a kind; everything else about kinds is data."""

    PROVINCE = 1, _("Provincial committee")
    SUPERIOR = 2, _("Committee directly above grassroots")
    GRASSROOTS = 3, _("Grassroots committee")
    SECTIONAL = 4, _("Sectional committee")
    BRANCH = 5, _("Branch")
    CELL = 6, _("Party cell")


COMMITTEE_TIERS = [Tier.PROVINCE, Tier.SUPERIOR, Tier.GRASSROOTS, Tier.SECTIONAL]


class BranchKind(models.TextChoices):
    """What kind of unit a branch lives in; HD 42-HD/BTCTW lists content for each."""

    STREET = "street", _("Street group")
    VILLAGE = "village", _("Village")
    AGENCY = "agency", _("Agency")
    ENTERPRISE = "enterprise", _("Enterprise")
    PUBLIC_SERVICE = "public_service", _("School or hospital")
    STUDENTS = "students", _("Students")
    FORCES = "forces", _("Armed forces")


class OrganizationKind(DatedModel):
    """A kind of organisation as the rules of a time name it (QĐ 208-QĐ/TW renamed several)."""

    code = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    tier = models.PositiveSmallIntegerField(_("tier"), choices=Tier)
    is_grassroots = models.BooleanField(_("is a grassroots organisation"), default=False)
    document_symbol = models.CharField(_("symbol on papers"), max_length=10)

    class Meta:
        ordering = ["tier", "code"]
        constraints = [ends_after_start("organization_kind_ends_after_start")]

    def __str__(self) -> str:
        return self.name


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def under(self, paths: Iterable[str]) -> Self:
        """The organisations at or below any of the paths; paths are constants, never a subquery.

        A prefix that is not a constant at plan time does not use the index (13 times slower).
        """
        condition = Q(pk__in=[])
        for path in paths:
            condition |= Q(path__startswith=path)
        return self.filter(condition)

    def standing(self, on: date) -> Self:
        """Established and not dissolved on that day."""
        return self.filter(
            Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=on), established_on__lte=on
        )

    def branches(self) -> Self:
        return self.filter(kind__tier=Tier.BRANCH)

    def committees(self) -> Self:
        return self.filter(kind__tier__in=COMMITTEE_TIERS)


class Organization(models.Model):
    """The identity of one organisation; name, kind, parent and path are those of today.

    History is in `OrganizationVersion`; both are written by `branches.services` alone.
    """

    id = models.AutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.ForeignKey(OrganizationKind, models.PROTECT, verbose_name=_("kind"))
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    # Fixed-width ids joined by slashes: everything below X is one index range on X's path.
    path = models.CharField(max_length=120, db_collation="C", editable=False, default="")
    superior = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+"
    )
    grassroots = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+"
    )
    branch = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    branch_kind = models.CharField(_("kind of unit"), max_length=20, choices=BranchKind, blank=True)
    place = models.CharField(_("place on papers"), max_length=60, blank=True)
    document_symbol = models.CharField(_("symbol on papers"), max_length=10, blank=True)
    established_on = models.DateField(_("established on"))
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)
    # The day of the last change of its path; empty: it always was where it is.
    placed_on = models.DateField(null=True, editable=False)
    # Who keeps its records after a merger: the successor's officers see them.
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="predecessors"
    )
    search_key = models.CharField(max_length=220, editable=False, default="")
    sort_key = models.CharField(max_length=450, db_collation="C", editable=False, default="")

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organization_not_own_parent", condition=~Q(parent=models.F("id"))
            ),
            models.CheckConstraint(
                name="organization_dissolved_after_established",
                condition=Q(dissolved_on__isnull=True)
                | Q(dissolved_on__gte=models.F("established_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["path"], name="organization_path"),
            models.Index(fields=["parent", "sort_key"], name="organization_children"),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="organization_search"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def access_place(self) -> "Organization":
        return self

    @property
    def is_branch(self) -> bool:
        return self.kind.tier == Tier.BRANCH

    @property
    def scope_keys(self) -> dict[str, int | None]:
        """The keys that rows hanging on this organisation carry, so that lists join nothing."""
        return {
            "superior_id": self.superior_id,
            "grassroots_id": self.grassroots_id,
            "branch_id": self.branch_id,
        }

    @property
    def ancestor_ids(self) -> list[int]:
        """Ids from the root down to and including this organisation, read off the path."""
        return [int(part) for part in self.path.split("/") if part]

    def stands_on(self, on: date) -> bool:
        """Python twin of `OrganizationQuerySet.standing`."""
        return self.established_on <= on and (self.dissolved_on is None or on < self.dissolved_on)

    def version_on(self, on: date) -> "OrganizationVersion | None":
        """What it was called and belonged to on that day; None before it existed."""
        return self.versions.select_related("kind", "parent").filter(in_force(on)).first()

    def name_on(self, on: date) -> str:
        """The name papers of that day bear; today's name when no version covers the day."""
        version = self.version_on(on)
        return version.name if version else self.name


class OrganizationVersion(DatedModel):
    """Name, kind, code, parent and kind of unit of an organisation during one span of days."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="versions")
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=20, blank=True)
    kind = models.ForeignKey(OrganizationKind, models.PROTECT)
    parent = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    branch_kind = models.CharField(
        _("kind of unit"),
        max_length=20,
        choices=BranchKind,
        blank=True,
        default="",
        db_default="",
    )
    decision = models.CharField(_("decision"), max_length=200, blank=True)
    reorganization = models.ForeignKey(
        "branches.Reorganization", models.PROTECT, null=True, related_name="versions"
    )

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            ends_after_start("organization_version_ends_after_start"),
            ExclusionConstraint(
                name="organization_versions_do_not_overlap",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    (DateSpan("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.valid_from:%d/%m/%Y})"

    @property
    def access_place(self) -> "OrganizationVersion":
        """Itself, with the scope keys of its day that whoever asks for it adds."""
        return self
