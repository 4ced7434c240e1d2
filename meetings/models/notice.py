"""What goes out with the notice, and what comes back: documents and replies."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.access import Access
from members.models import Member

from .agenda import AgendaItem
from .meeting import Meeting


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, access: Access) -> Self:
        return self.filter(meeting__in=Meeting.objects.visible_to(access))

    def with_meeting(self) -> Self:
        return self.select_related("meeting__organization__kind")

    def still_there(self) -> Self:
        return self.with_meeting().filter(removed_at=None)


class Attachment(models.Model):
    """A document of a meeting. The file's name on disk is ours; `name` is what people called it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attachments")
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="attachments"
    )
    name = models.CharField(_("name"), max_length=255)
    file = models.FileField(_("file"), upload_to="meetings/%Y/%m")
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    # Taken off the notice, but kept: others may have read it, and a click can bring it back.
    removed_at = models.DateTimeField(null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "pk"]
        indexes = [models.Index(fields=["meeting"], name="attachment_of_meeting")]

    def __str__(self) -> str:
        return self.name

    @property
    def access_place(self) -> Meeting:
        return self.meeting


class Answer(models.TextChoices):
    ATTEND = "attend", _("I will attend")
    ONLINE = "online", _("I will join online")
    LEAVE = "leave", _("I ask for leave")


class Reply(models.Model):
    """A member's answer to a notice; the last one counts."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="replies")
    member = models.ForeignKey(Member, models.PROTECT, related_name="replies")
    answer = models.CharField(_("answer"), max_length=6, choices=Answer)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    answered_at = models.DateTimeField()
    # What the secretary said to a leave: nothing yet, granted, refused.
    is_granted = models.BooleanField(_("granted"), null=True)
    granted_at = models.DateTimeField(null=True)
    granted_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="one_reply_a_member"),
            models.CheckConstraint(
                name="leave_has_reason", condition=~Q(answer="leave") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_answer_display()}"
