"""The floor of each meeting in session: an item before the room, a document, points."""

from django.utils import timezone

from meetings.models import Floor, ItemSpan, Visit

from .canaries import token


def furnish(world, places, factories):
    observer = factories.member(home=world.tree.office, name="Lương Thị Dự")
    for place in places:
        made = world.at[place]
        meeting, item = made["open_meeting"], made["open_item"]
        following = made["next_item"] = factories.agenda_item(
            meeting, position=2, title=f"Nội dung {token(place, 'notice')}"
        )
        factories.entry(made["open_minutes"], following)
        now = timezone.now()
        ItemSpan.objects.create(item=item, began_at=now)
        word = token(place, "notice")
        made["open_attachment"] = factories.attachment(meeting, name=f"Tờ trình {word}.txt")
        made["open_floor"] = Floor.objects.create(
            meeting=meeting,
            item=item,
            item_since=now,
            question=f"Thông qua {token(place, 'draft')}",
            checkin_secret="0" * 32,
            shows_checkin=False,
        )
        # Of a meeting that began, by somebody above whom nobody of the cast is.
        made["visit"] = Visit.objects.create(
            meeting=made["held_meeting"],
            observer=observer,
            assigned_at=now,
            attended=True,
            remarks="Thảo luận sôi nổi",
            logged_at=now,
        )
        # Of a meeting to come; nothing is written about it.
        made["coming_visit"] = Visit.objects.create(
            meeting=made["called_meeting"], observer=observer, assigned_at=now
        )
        # Who may be sent as well.
        made["observer"] = world.accounts["district_reviewer"].member
