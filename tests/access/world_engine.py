"""What the ways of notices need in the world: somebody's calendar address and device."""

from django.utils import timezone

from members.models import CalendarFeed, PushSubscription

READERS = {"branch": "secretary", "sibling": "stranger"}


def furnish(world):
    for place, reader in READERS.items():
        world.at[place]["calendar_feed"] = CalendarFeed.objects.create(
            user=world.accounts[reader], digest=place, created_at=timezone.now()
        )
        world.at[place]["push_device"] = PushSubscription.objects.create(
            user=world.accounts[reader],
            endpoint=f"https://fcm.googleapis.com/{place}",
            created_at=timezone.now(),
        )
