"""What members bring along: an opinion, a request to speak, of people at each place and of the two
secretaries themselves."""

from django.utils import timezone

from meetings.models import Opinion, SpeakerRole

from .canaries import token

# Who of the cast has something of their own, and where.
OWNERS = {"secretary": "branch", "stranger": "sibling"}


def prepare(world, place):
    """An opinion is for those who run the meeting and for its author."""
    made, word = world.at[place], token(place, "draft")
    owner = next((role for role, at in OWNERS.items() if at == place), None)
    person = world.accounts[owner].member if owner else made["chair"]
    # The committee's meeting is called as well; its item took that name in `world`.
    called = made["called_item"] = made["called_meeting"].items.get()
    held = made["held_item"]
    made["held_opinion"] = _opinion(held, made["owner"], f"Nêu ý {word}")
    made["asked_speaker"] = SpeakerRole.objects.create(
        item=called, member=made["owner"], asked_at=timezone.now()
    )
    if owner:
        made["own_opinion"] = _opinion(called, person, f"Tự nêu {word}")
        made["own_role"] = SpeakerRole.objects.create(
            item=called, member=person, asked_at=timezone.now()
        )


def _opinion(item, author, text):
    return Opinion.objects.create(item=item, author=author, text=text, written_at=timezone.now())
