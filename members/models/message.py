"""The outbox: what is said (`Announcement`), and to whom by which channel (`Message`).

Rows are written in the transaction that creates their cause; `members.tasks` delivers them.
"""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.utils.translation import gettext_lazy as _

from branches.models import Organization

from .member import Member

if TYPE_CHECKING:
    from members.access import Access


class Occasion(models.TextChoices):
    NOTICE_ISSUED = "notice_issued", _("Meeting notice")
    NOTICE_CHANGED = "notice_changed", _("Meeting notice changed")
    MEETING_POSTPONED = "meeting_postponed", _("Meeting postponed")
    MEETING_CANCELLED = "meeting_cancelled", _("Meeting cancelled")
    MEETING_TOMORROW = "meeting_tomorrow", _("Meeting tomorrow")
    NOTICE_UNREAD = "notice_unread", _("Notice not read yet")
    MINUTES_NOT_FILED = "minutes_not_filed", _("Minutes not filed")
    MONTH_NOT_CALLED = "month_not_called", _("Meeting of the month not called")
    TASK_ASSIGNED = "task_assigned", _("Task assigned")
    TASK_DUE_SOON = "task_due_soon", _("Task due soon")
    TASK_OVERDUE = "task_overdue", _("Task overdue")
    COMMITTEE_REMINDER = "committee_reminder", _("Reminder from the committee above")
    TRANSFER_STEP = "transfer_step", _("Step of a transfer")
    TRANSFER_CLOCK = "transfer_clock", _("Time of a transfer running out")
    CORRECTION_ASKED = "correction_asked", _("Correction asked for")
    CORRECTION_ANSWERED = "correction_answered", _("Answer to a correction")
    COMMITMENT_REMARK = "commitment_remark", _("Remark on a commitment")
    ASKED_TO_SPEAK = "asked_to_speak", _("Your turn to speak")
    LEAVE_ANSWERED = "leave_answered", _("Answer to a leave")
    TOPIC_OPEN = "topic_open", _("Thematic paper open for comments")
    QUARTER_WITHOUT_TOPIC = "quarter_no_topic", _("Quarter without a thematic meeting")
    CAMPAIGN_RECEIVED = "campaign_received", _("Campaign received")
    CAMPAIGN_DUE = "campaign_due", _("Campaign due soon")
    DIRECTIVE_RECEIVED = "directive", _("Document from above")
    DIRECTIVE_UNREAD = "directive_unread", _("Document from above not read yet")
    VISIT_STEP = "visit_step", _("Visit of the committee above")
    TERM_ENDING = "term_ending", _("Term or post about to end")


# Notices that the rules require to reach every member; nobody can switch them off.
LEGAL_OCCASIONS = frozenset(
    {
        Occasion.NOTICE_ISSUED,
        Occasion.NOTICE_CHANGED,
        Occasion.MEETING_POSTPONED,
        Occasion.MEETING_CANCELLED,
    }
)


class Channel(models.IntegerChoices):
    IN_APP = 1, _("In the app")
    EMAIL = 2, _("E-mail")
    PUSH = 3, _("Notification on the phone")


class MessageState(models.IntegerChoices):
    PENDING = 1, _("waiting")
    SENT = 2, _("sent")
    PARKED = 3, _("could not be delivered")
    CANCELLED = 4, _("no longer needed")
    ON_PAPER = 5, _("told on paper")


class Announcement(models.Model):
    """One thing said to many. `params` fill the text template of the occasion, in the reader's
    language; `path` is the page it opens. `key` names the cause: saying it twice is refused."""

    public_id = models.UUIDField(
        default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    key = models.CharField(max_length=120, unique=True)
    occasion = models.CharField(max_length=20, choices=Occasion)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="announcements")
    path = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    # A reminder that is no longer true after this moment is dropped, not sent late.
    stale_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.key


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, now: datetime) -> Self:
        """Waiting, their time come, and nobody holding a lease on them."""
        return self.filter(
            Q(leased_until__isnull=True) | Q(leased_until__lt=now),
            state=MessageState.PENDING,
            due_at__lte=now,
        )

    def in_app_of(self, member: Member) -> Self:
        return self.filter(recipient=member, channel=Channel.IN_APP, state=MessageState.SENT)

    def visible_to(self, access: "Access") -> Self:
        """One's own in-app messages; nobody reads another's."""
        return self.in_app_of(access.member) if access.member else self.none()

    def undelivered(self) -> Self:
        """Given up, with what a page needs to say of whom, what and where."""
        return self.filter(state=MessageState.PARKED).select_related(
            "announcement__organization__kind", "recipient"
        )

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def unread_first(self) -> Self:
        is_unread = ExpressionWrapper(Q(read_at__isnull=True), models.BooleanField())
        return self.order_by(is_unread.desc(), "-delivered_at", "-pk")


class Message(models.Model):
    """An announcement to one person by one channel: at most one row, whatever is run twice."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="messages")
    recipient = models.ForeignKey(Member, models.PROTECT, related_name="messages")
    channel = models.PositiveSmallIntegerField(choices=Channel)
    state = models.PositiveSmallIntegerField(choices=MessageState, default=MessageState.PENDING)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    # The day whose summary carries it, for those who want one e-mail a day.
    digest_on = models.DateField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "recipient", "channel"], name="message_once"
            ),
            models.CheckConstraint(
                name="message_sent_has_time",
                condition=Q(state=MessageState.SENT, delivered_at__isnull=False)
                | (~Q(state=MessageState.SENT) & Q(delivered_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="message_due", condition=Q(state=MessageState.PENDING)
            ),
            models.Index(
                fields=["recipient", "-delivered_at"],
                name="message_inbox",
                condition=Q(channel=Channel.IN_APP, state=MessageState.SENT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.announcement} → {self.recipient}"

    @property
    def access_place(self) -> Organization:
        """Whose announcement it is: they see to it that it arrives."""
        return self.announcement.organization
