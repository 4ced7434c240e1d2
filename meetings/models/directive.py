"""Documents from above: the register of a branch or committee, and who has read what."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from members.access import Access, Permission
from members.models import Member


class DirectiveQuerySet(models.QuerySet["Directive"]):
    def visible_to(self, access: Access) -> Self:
        """One's own organisation's register, those below, and those of the organisations above."""
        above: set[int] = set()
        for place in access.scopes.get(Permission.READ_NOTICES, []):
            above.update(pk for pk in (place.superior_id, place.grassroots_id) if pk)
        return self.filter(access.within(Permission.READ_NOTICES) | Q(organization__in=above))

    def still_there(self) -> Self:
        return self.filter(removed_at=None)


class Directive(models.Model):
    """One document of a superior, as registered. Graded ones are refused (`domain.md` 7)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="directives")
    superior = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    grassroots = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    number = models.CharField(_("number and symbol"), max_length=60)
    issuer = models.CharField(_("issued by"), max_length=200)
    issued_on = models.DateField(_("of"))
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
            models.Index(fields=["organization", "-issued_on"], name="directive_of_organization")
        ]

    def __str__(self) -> str:
        return f"{self.number} – {self.abstract}"

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
