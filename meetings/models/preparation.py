"""What members bring along: opinions and questions, their turn to speak, documents read."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.access import Access, Permission
from members.models import Member

from .agenda import AgendaItem
from .meeting import Meeting
from .notice import Attachment


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def visible_to(self, access: Access) -> Self:
        """One's own, and for those who run the meeting everybody's; nobody else reads them."""
        return self.filter(
            access.within(Permission.SEE_MEETINGS, "item__meeting__")
            | Q(author=access.member, item__meeting__in=Meeting.objects.visible_to(access))
        )

    def of(self, member: Member | None) -> Self:
        return self.filter(author=member).select_related("item__meeting__organization__kind")


class Opinion(models.Model):
    """Sent before the meeting, under one item; its author's to change until the meeting opens."""

    class Kind(models.TextChoices):
        OPINION = "opinion", _("Opinion")
        QUESTION = "question", _("Question")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="opinions")
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.OPINION)
    text = models.TextField(_("text"))
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()

    objects = OpinionQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [models.CheckConstraint(name="opinion_has_text", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.text[:50]

    @property
    def access_place(self) -> Meeting:
        return self.item.meeting


class SpeakerRoleQuerySet(models.QuerySet["SpeakerRole"]):
    def visible_to(self, access: Access) -> Self:
        return self.filter(item__meeting__in=Meeting.objects.visible_to(access))

    def of(self, member: Member | None) -> Self:
        return self.filter(member=member).with_meeting()

    def with_meeting(self) -> Self:
        return self.select_related("item__meeting__organization__kind", "member")


class SpeakerRole(models.Model):
    """A member asked to speak to an item, who accepts or hands over with a reason."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        ACCEPTED = "accepted", _("Accepted")
        HANDED_OVER = "handed", _("Handed over")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="speaker_roles")
    member = models.ForeignKey(Member, models.PROTECT, related_name="speaker_roles")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ASKED)
    handed_to = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    # None: the request waits for the notice and goes out with it.
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    objects = SpeakerRoleQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="asked_to_speak_once")
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.item}"

    @property
    def access_place(self) -> Meeting:
        return self.item.meeting


class AttachmentReading(models.Model):
    """A member has opened a document of the meeting, or said to have read it."""

    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="readings")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attachment", "member"], name="attachment_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.attachment}"
