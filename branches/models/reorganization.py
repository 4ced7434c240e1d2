"""Reorganisations: what changed the tree, by which decision, from which day."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .organization import Organization


class Reorganization(models.Model):
    """One decision that changes the tree on one day; it takes effect exactly once.

    `plan` is what the verb needs beside sources and targets, by kind: `name` (establish, rename,
    merge, absorb, split), `kind` (establish, change_kind), `parent` (establish, move), `parts`
    (split: [{name, members}]), `numbering` ("continue" or "restart"), `ordinal`. Ids are public.
    """

    class Kind(models.TextChoices):
        ESTABLISH = "establish", _("Establish")
        MERGE = "merge", _("Merge into a new organisation")
        ABSORB = "absorb", _("Absorb into an existing one")
        SPLIT = "split", _("Split")
        MOVE = "move", _("Move to another superior")
        RENAME = "rename", _("Rename")
        CHANGE_KIND = "change_kind", _("Change kind")
        DISSOLVE = "dissolve", _("Dissolve")

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("Waiting for its day")
        APPLIED = "applied", _("In effect")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Could not take effect")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.SCHEDULED)
    effective_on = models.DateField(_("in effect from"))
    decision_number = models.CharField(_("decision number"), max_length=60)
    decision_on = models.DateField(_("decision date"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    # The organisation below which everything of it lies: who may plan it must have the right there.
    scope = models.ForeignKey(
        Organization, models.PROTECT, related_name="reorganizations_below", verbose_name=_("within")
    )
    plan: Any = models.JSONField(default=dict)
    failure = models.CharField(_("why not"), max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="reorganization_applied_pair",
                condition=Q(state="applied", applied_at__isnull=False)
                | ~Q(state="applied") & Q(applied_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["effective_on"],
                name="reorganization_waiting",
                condition=Q(state="scheduled"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.decision_number}"

    @property
    def access_place(self) -> Organization:
        return self.scope


class ReorganizationPart(models.Model):
    """An organisation that a reorganisation changes or ends (source), keeps or makes (target)."""

    class Role(models.TextChoices):
        SOURCE = "source", _("before")
        TARGET = "target", _("after")

    reorganization = models.ForeignKey(Reorganization, models.CASCADE, related_name="parts")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="reorganization_parts"
    )
    role = models.CharField(max_length=6, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reorganization", "organization", "role"], name="reorganization_part_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization} ({self.get_role_display()})"
