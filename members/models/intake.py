"""Importing rosters: a batch, its rows as the sheet has them, and column matches remembered."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from members.permissions import Permission

if TYPE_CHECKING:
    from members.access import Access


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, access: "Access") -> Self:
        return self.filter(access.within(Permission.IMPORT, "organization__", own="id"))


class ImportBatch(models.Model):
    """One file brought in for everything below one organisation. Nothing is saved before
    `confirmed`; then all of it or nothing."""

    class Kind(models.TextChoices):
        ORGANIZATIONS = "organizations", _("Organisations")
        MEMBERS = "members", _("Members")
        POSTS = "posts", _("Posts")

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        SAVING = "saving", _("Being saved")
        DONE = "done", _("Saved")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.UPLOADED)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="imports")
    name = models.CharField(_("file name"), max_length=255)
    file = models.FileField(upload_to="imports/%Y/%m")
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    header_row = models.PositiveIntegerField(_("header row"), default=1)
    # Headings may take two rows, the upper one naming groups.
    header_height = models.PositiveSmallIntegerField(default=1, db_default=1)
    # {field: column number}, as matched by name and corrected by hand.
    columns = models.JSONField(default=dict)
    # Files of mended rows, in the order they came: [{"file": name, "covers": [[from, to], …]}];
    # each stands for the rows it covers, which were bad before.
    mended = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    effective_on = models.DateField(_("valid from"))
    total = models.PositiveIntegerField(default=0)
    processed = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    # What stopped it: a problem as `members.intake.problems` words it.
    trouble = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    failure = models.CharField(max_length=300, blank=True)
    # The bad rows as they stood in the sheet, each with its reason.
    bad_file = models.FileField(upload_to="imports/%Y/%m", blank=True, db_default="")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:import_detail", args=[self.public_id])

    @property
    def access_place(self) -> Organization:
        return self.organization

    @property
    def is_working(self) -> bool:
        """The worker has it, or is about to."""
        return self.state in (self.State.CHECKING, self.State.SAVING)

    @property
    def may_be_checked(self) -> bool:
        """As long as the file is there and nothing of it has been saved."""
        again = (self.State.UPLOADED, self.State.CHECKED, self.State.FAILED)
        return bool(self.file) and self.state in again

    @property
    def may_be_saved(self) -> bool:
        return self.state == self.State.CHECKED and not self.bad and bool(self.new + self.changed)


class ImportRow(models.Model):
    """One row of the sheet, staged: its values as text, what is wrong, what saving would do."""

    class Action(models.IntegerChoices):
        BAD = 0, _("to mend")
        NEW = 1, _("new")
        CHANGED = 2, _("changes")
        SAME = 3, _("nothing to do")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField(_("row of the sheet"))
    action = models.PositiveSmallIntegerField(choices=Action)
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    subject_id = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["action", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),
            models.CheckConstraint(
                name="bad_import_row_has_problems", condition=~Q(action=0) | ~Q(problems=[])
            ),
        ]
        indexes = [models.Index(fields=["batch", "action", "number"], name="import_row_order")]

    def __str__(self) -> str:
        return str(self.number)


class ColumnMatch(models.Model):
    """What an organisation's office calls a field, remembered for the next file."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=13, choices=ImportBatch.Kind)
    heading = models.CharField(max_length=200)
    field = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "heading"], name="column_match_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.field}"
