"""Documents from above: the register of a branch or committee, and who has read what."""

import uuid
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from branches.models import Organization, Tier
from members.access import Access, Permission
from members.models import Member
from papers.text import fold

OF_COMMITTEES = Q(organization__kind__tier__lt=Tier.BRANCH)


class DirectiveQuerySet(models.QuerySet["Directive"]):
    def visible_to(self, access: Access) -> Self:
        """One's own organisation's register, those below, and those of all organisations above;
        what was taken out of a register, for those who keep it."""
        above: set[int] = set()
        for place in access.scopes.get(Permission.READ_NOTICES, []):
            above.update(place.ancestor_ids)
        told = access.within(Permission.READ_NOTICES) | Q(organization__in=above)
        return self.filter(
            told & Q(removed_at=None)
            | access.within(Permission.PLAN_MEETINGS)
            | access.within(Permission.EDIT_RULES) & OF_COMMITTEES
        )

    def still_there(self) -> Self:
        return self.filter(removed_at=None)

    def in_register_of(self, organization: Organization) -> Self:
        """Its own documents and those of the organisations above it, as the tree is today."""
        return self.still_there().filter(organization__in=organization.ancestor_ids)

    def issued_by_committees(self) -> Self:
        return self.filter(OF_COMMITTEES)

    def matching(self, words: str) -> Self:
        """Whose number, issuer and abstract contain every word, with or without accents."""
        found = self
        for word in fold(words).split():
            found = found.filter(search_key__contains=word)
        return found


class Directive(models.Model):
    """One document of a superior, as registered. Graded ones are refused (`domain.md` 7)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="directives")
    superior = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    grassroots = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    number = models.CharField(_("number and symbol"), max_length=60)
    issuer = models.CharField(_("issued by"), max_length=200)
    issued_on = models.DateField(_("dated"))
    abstract = models.CharField(_("abstract"), max_length=500)
    name = models.CharField(_("file name"), max_length=255, blank=True)
    file = models.FileField(_("file"), upload_to="directives/%Y/%m", blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    removal_reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    # Number, issuer and abstract, folded; written by `services.directive` alone.
    search_key = models.CharField(max_length=900, editable=False, default="")

    objects = DirectiveQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number", "issued_on"],
                condition=Q(removed_at=None),
                name="directive_once",
            )
        ]
        indexes = [
            models.Index(fields=["organization", "-issued_on"], name="directive_of_organization"),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="directive_search"),
        ]

    def __str__(self) -> str:
        return f"{self.number} – {self.abstract}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:directive_detail", args=[self.public_id])

    @property
    def access_place(self) -> "Directive":
        """Itself: its scope keys are those of its day."""
        return self


class DirectiveReading(models.Model):
    """A member has opened the document, or said to have read it."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="readings")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["directive", "member"], name="directive_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.directive}"
