"""Ways a person lets notices come to them: a phone's notification list, a calendar."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models

from branches.models import Organization

from .account import User

if TYPE_CHECKING:
    from members.access import Access


class PushSubscriptionQuerySet(models.QuerySet["PushSubscription"]):
    def visible_to(self, access: "Access") -> Self:
        """One's own."""
        return self.filter(user=access.user) if access.user else self.none()


class PushSubscription(models.Model):
    """One browser that shows notifications (Web Push, RFC 8030); what is sent has no content."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="push_subscriptions")
    endpoint = models.URLField(max_length=500, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    device = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    last_sent_at = models.DateTimeField(null=True)

    objects = PushSubscriptionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.device or self.endpoint


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, access: "Access") -> Self:
        """One's own."""
        return self.filter(user=access.user) if access.user else self.none()


class CalendarFeed(models.Model):
    """A secret address a calendar reads: a person's own meetings, or all of one organisation that
    the person may see. Only a digest of the secret is kept; rights are asked at each reading."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="calendar_feeds")
    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="+"
    )
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.public_id)
