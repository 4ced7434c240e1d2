"""What the ways of notices need in the world: somebody's calendar address and device."""

from django.utils import timezone

from members.models import CalendarFeed, Channel, MessageState, PushSubscription
from tests import factories

from .canaries import token

READERS = {"branch": "secretary", "sibling": "stranger"}


def furnish(world):
    for place in ("branch", "cell", "sibling", "far"):
        organization = world.at[place]["organization"]
        person = factories.member(
            name=f"Vũ Văn {token(place, 'draft')}", email=f"{token(place, 'draft')}@example.vn"
        )
        factories.message(
            person,
            factories.announcement(organization),
            channel=Channel.EMAIL,
            state=MessageState.PARKED,
            failure="550 no such person",
        )
        world.at[place]["undelivered"] = person
    for place, reader in READERS.items():
        world.at[place]["calendar_feed"] = CalendarFeed.objects.create(
            user=world.accounts[reader], digest=place, created_at=timezone.now()
        )
        world.at[place]["push_device"] = PushSubscription.objects.create(
            user=world.accounts[reader],
            endpoint=f"https://fcm.googleapis.com/{place}",
            created_at=timezone.now(),
        )
