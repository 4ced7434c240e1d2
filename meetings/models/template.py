"""Texts an organisation keeps ready: templates of papers, and the phrases of its minutes."""

import uuid
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from branches.models.dated import DatedModel, ends_after_start
from members.access import Access, Permission

from .offered import OfferedQuerySet
from .paper import PaperKind


class PaperTemplateQuerySet(OfferedQuerySet):
    def visible_to(self, access: Access) -> Self:
        """The national ones, and those of the organisations whose rules the person sets."""
        places = access.organizations(Permission.EDIT_RULES)
        return self.filter(models.Q(organization=None) | models.Q(organization__in=places))


class PaperTemplate(DatedModel):
    """The wording of a kind of paper for everyone at and below an organisation; without one,
    national. A change makes a new row: papers of earlier days keep theirs."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True)
    kind = models.CharField(_("paper"), max_length=10, choices=PaperKind)
    name = models.CharField(_("name"), max_length=200)
    source = models.CharField(_("source"), max_length=200, blank=True)
    # {part of the paper: its words}, with {named} blanks only: no code, no tags.
    parts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")

    objects = PaperTemplateQuerySet.as_manager()  # type: ignore[misc]  # narrower than DatedModel's

    class Meta:
        ordering = ["kind", "-valid_from"]
        constraints = [
            ends_after_start("paper_template_ends_after_start"),
            models.UniqueConstraint(
                fields=["organization", "kind", "valid_from"],
                name="paper_template_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PhraseQuerySet(models.QuerySet["Phrase"]):
    def visible_to(self, access: Access) -> Self:
        places = access.organizations(Permission.WRITE_MINUTES)
        return self.filter(organization__in=places)


class Phrase(models.Model):
    """A sentence a branch writes again and again, one tap away in the minutes."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="phrases")
    text = models.CharField(_("phrase"), max_length=500)

    objects = PhraseQuerySet.as_manager()

    class Meta:
        ordering = ["text", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "text"], name="phrase_once")]

    def __str__(self) -> str:
        return self.text

    @property
    def access_place(self) -> Organization:
        return self.organization
