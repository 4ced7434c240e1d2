"""The log of changes: who did what to what, when. Rows are only ever added."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from members.permissions import Permission

if TYPE_CHECKING:
    from members.access import Access


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, access: "Access") -> Self:
        return self.filter(access.within(Permission.READ_AUDIT))

    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")

    def older_than(self, at: datetime, pk: int) -> Self:
        """What comes after that entry in `newest_first`; an index range however far back."""
        return self.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)


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
    # Whom it concerns: the person may read these lines.
    member = models.ForeignKey(
        "members.Member", models.PROTECT, null=True, related_name="audit_entries"
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="", db_default="")

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-at"], name="audit_of_organization"),
            models.Index(fields=["superior", "-at"], name="audit_of_superior"),
            models.Index(fields=["grassroots", "-at"], name="audit_of_grassroots"),
            models.Index(fields=["branch", "-at"], name="audit_of_branch"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.verb}"
