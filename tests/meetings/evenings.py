"""A meeting in session, opened by its verb."""

from meetings.models import Meeting, MeetingState
from meetings.services.floor import take_up_item
from meetings.services.rollcall import Mark, open_roll, save_roll
from tests import factories


def opened(organization, by, now, *, items=3, **kwargs):
    """Called for now and opened; `items` on its agenda, none of them taken up."""
    meeting = factories.meeting(organization, state=MeetingState.CALLED, starts_at=now, **kwargs)
    for position in range(1, items + 1):
        factories.agenda_item(meeting, position=position, title=f"Nội dung {position}")
    return open_roll(meeting=meeting, by=by, now=now)


def marked(meeting, by, now, **marks):
    """{member pk as text without its `m`: status} put on the roll."""
    found = {int(pk.removeprefix("m")): Mark(status) for pk, status in marks.items()}
    return save_roll(
        meeting=meeting, version=meeting.version, marks=found, guests=[], by=by, now=now
    )


def all_present(meeting, by, now, status=1):
    pks = meeting.attendances.values_list("member_id", flat=True)
    return marked(meeting, by, now, **{f"m{pk}": status for pk in pks})


def taken_up(meeting, by, now, position=1):
    item = meeting.items.get(position=position)
    take_up_item(meeting=meeting, item=item, by=by, now=now)
    return item


def again(meeting):
    return Meeting.objects.get(pk=meeting.pk)
