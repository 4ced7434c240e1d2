"""A wording of its own in each place, and another to come."""

from datetime import timedelta

from django.utils import timezone

from meetings.models import PaperTemplate

TO_COME = timedelta(days=30)


def furnish(world):
    today = timezone.localdate()
    words = PaperTemplate.objects.get(organization=None, kind="minutes").parts
    spans = [(today - TO_COME, today + TO_COME), (today + TO_COME, None)]
    PaperTemplate.objects.bulk_create(
        PaperTemplate(
            organization=made["organization"],
            kind="minutes",
            name="Biên bản của cấp mình",
            source="Quyết định 12-QĐ/ĐU",
            parts=words,
            valid_from=valid_from,
            valid_to=valid_to,
            created_at=timezone.now(),
        )
        for made in world.at.values()
        for valid_from, valid_to in spans
    )
