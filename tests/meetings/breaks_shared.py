"""Ways to break a constraint that several of them share."""

from meetings.models import Meeting
from tests import factories


def changed(**columns):
    """A meeting of that state, changed so."""
    state = columns.pop("at")

    def broken(branch, _person):
        meeting = factories.meeting(branch, state=state)
        return lambda: Meeting.objects.filter(pk=meeting.pk).update(**columns)

    return broken


def an_entry(branch):
    meeting = factories.meeting(branch, state="held")
    return factories.entry(factories.minutes(meeting), factories.agenda_item(meeting))


def held(branch):
    return factories.meeting(branch, state="held")


def twice(make):
    """The same row a second time."""

    def broken(branch, person):
        first = make(branch, person)
        first.pk = None
        if hasattr(first, "public_id"):
            first.public_id = type(first)().public_id
        first._state.adding = True
        return first.save

    return broken
