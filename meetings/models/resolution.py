"""Resolutions, and the tasks that carry them out."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from members.access import Access, Permission
from members.models import Member

from .meeting import Meeting, MeetingKind


class ResolutionQuerySet(models.QuerySet["Resolution"]):
    def visible_to(self, access: Access) -> Self:
        return self.filter(
            access.within(Permission.SEE_MEETINGS, prefix="meeting__")
            | (
                access.within(Permission.READ_MINUTES, prefix="meeting__")
                & Q(published_at__isnull=False)
                & ~Q(meeting__kind=MeetingKind.COMMITTEE)
            )
        )


class Resolution(models.Model):
    """What a meeting resolved; the paper of `domain.md` 4.4. Numbered at publication."""

    class Kind(models.TextChoices):
        RESOLUTION = "NQ", _("Resolution")
        CONCLUSION = "KL", _("Conclusion")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="resolutions")
    kind = models.CharField(_("type"), max_length=3, choices=Kind, default=Kind.RESOLUTION)
    abstract = models.CharField(_("abstract"), max_length=300)
    legal_basis = models.TextField(_("legal basis"), blank=True)
    assessment = models.TextField(_("assessment of last month"), blank=True)
    direction = models.TextField(_("direction and tasks"), blank=True)
    implementation = models.TextField(_("implementation"), blank=True)
    vote = models.OneToOneField(
        "meetings.Vote", models.SET_NULL, null=True, blank=True, related_name="resolution"
    )
    version = models.PositiveIntegerField(default=1)
    number = models.OneToOneField(
        "meetings.IssuedNumber", models.PROTECT, null=True, related_name="resolution"
    )
    published_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "kind"], name="one_resolution_of_a_kind"),
            models.CheckConstraint(
                name="resolution_published_pair",
                condition=Q(published_at__isnull=True, number__isnull=True)
                | Q(published_at__isnull=False, number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.abstract

    @property
    def access_place(self) -> Meeting:
        return self.meeting


class TaskState(models.TextChoices):
    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE_ON_TIME = "done_on_time", _("Done on time")
    DONE_LATE = "done_late", _("Done late")
    CARRIED_OVER = "carried_over", _("Carried over")
    CANCELLED = "cancelled", _("Cancelled")


STILL_OPEN = [TaskState.OPEN, TaskState.IN_PROGRESS]
DONE = [TaskState.DONE_ON_TIME, TaskState.DONE_LATE]


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, access: Access) -> Self:
        """One's own tasks, and those of the branches whose meetings one may see."""
        mine = Q(owner=access.member) if access.member else Q(pk__in=[])
        return self.filter(access.within(Permission.SEE_MEETINGS) | (mine & Q(is_assigned=True)))

    def still_open(self) -> Self:
        return self.filter(state__in=STILL_OPEN, is_assigned=True)

    def overdue(self, today: date) -> Self:
        """Assigned, not done, past the deadline; a live question, never a stored state."""
        return self.still_open().filter(due_on__lt=today)


class Task(models.Model):
    """Who does what by when, and what proves it. Assigned when its resolution is published."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    resolution = models.ForeignKey(
        Resolution, models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="tasks")
    superior = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    grassroots = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    description = models.CharField(_("work"), max_length=500)
    owner = models.ForeignKey(Member, models.PROTECT, related_name="tasks", verbose_name=_("who"))
    due_on = models.DateField(_("by when"))
    proof = models.CharField(_("what proves it"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=TaskState, default=TaskState.OPEN)
    is_assigned = models.BooleanField(default=False)
    assigned_on = models.DateField(null=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    carried_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to"
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="task_done_pair",
                condition=Q(state__in=["done_on_time", "done_late"], done_on__isnull=False)
                | ~Q(state__in=["done_on_time", "done_late"]) & Q(done_on__isnull=True),
            ),
            models.CheckConstraint(
                name="task_on_time_means_by_the_deadline",
                condition=~Q(state="done_on_time") | Q(done_on__lte=F("due_on")),
            ),
            models.CheckConstraint(
                name="task_cancelled_has_reason", condition=~Q(state="cancelled") | ~Q(reason="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_on"],
                name="task_open_of_organization",
                condition=Q(state__in=["open", "in_progress"], is_assigned=True),
            ),
            models.Index(
                fields=["branch", "due_on"],
                name="task_open_of_branch",
                condition=Q(state__in=["open", "in_progress"], is_assigned=True),
            ),
            models.Index(
                fields=["grassroots", "due_on"],
                name="task_open_of_grassroots",
                condition=Q(state__in=["open", "in_progress"], is_assigned=True),
            ),
            models.Index(
                fields=["superior", "due_on"],
                name="task_open_of_superior",
                condition=Q(state__in=["open", "in_progress"], is_assigned=True),
            ),
        ]

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        return reverse("meetings:task_detail", args=[self.public_id])

    @property
    def access_place(self) -> "Task":
        return self

    def message_params(self) -> dict[str, str]:
        """What messages about the task say."""
        return {
            "description": self.description,
            "due_on": f"{self.due_on:%d/%m/%Y}",
            "branch": self.organization.name,
        }

    @property
    def is_still_open(self) -> bool:
        return self.state in STILL_OPEN

    def is_overdue(self, today: date) -> bool:
        """Python twin of `TaskQuerySet.overdue`."""
        return self.is_assigned and self.is_still_open and self.due_on < today


class Progress(models.Model):
    """One report on a task: what was done, and when it was said."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="progress")
    text = models.TextField(_("what was done"))
    state = models.CharField(max_length=12, choices=TaskState)
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-reported_at", "-pk"]

    def __str__(self) -> str:
        return self.text
