"""The log of changes: who did what to what, when. Rows are only ever added."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from branches.models import Organization


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")


class AuditEntry(models.Model):
    """One deed of one person. `verb` is the name of the service that did it; `subject` names the
    thing without personal remarks, so that a reader of the log learns no content."""

    at = models.DateTimeField(_("when"))
    by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    superior = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    grassroots = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(_("deed"), max_length=40)
    subject = models.CharField(_("subject"), max_length=200)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-at"], name="audit_of_organization"),
            models.Index(fields=["superior", "-at"], name="audit_of_superior"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.verb}"
