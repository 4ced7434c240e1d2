"""The year book: all approved minutes of a branch's year in one paper."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from members.access import Access, Permission


class YearBookQuerySet(models.QuerySet["YearBook"]):
    def visible_to(self, access: Access) -> Self:
        return self.filter(access.within(Permission.SEE_MEETINGS))


class YearBook(models.Model):
    """One request for one year; made by the worker, kept like any paper."""

    class State(models.TextChoices):
        WAITING = "waiting", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be made")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="year_books")
    superior = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    grassroots = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    # Changes when one of the minutes does: the same revision is made once.
    revision = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    file = models.FileField(upload_to="yearbooks/%Y", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(null=True)

    objects = YearBookQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "year", "revision"], name="one_year_book_a_revision"
            ),
            models.CheckConstraint(
                name="year_book_ready_has_file", condition=~Q(state="ready") | ~Q(file="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.year}"

    @property
    def access_place(self) -> "YearBook":
        return self
