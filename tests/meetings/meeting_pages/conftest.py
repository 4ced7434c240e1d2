"""A meeting that is planned, and one that is called."""

from datetime import datetime

import pytest
from django.utils import timezone

from meetings.models import MeetingState
from tests import factories

from .forms import soon


@pytest.fixture
def evening():
    """A fixed evening some days ahead, so that both ends lie on one day."""
    return timezone.make_aware(datetime.combine(soon(), datetime.min.time().replace(hour=19)))


@pytest.fixture
def planned(branch, secretary, deputy, evening):
    meeting = factories.meeting(
        branch, starts_at=evening, chair=secretary.member, recorder=deputy.member
    )
    factories.agenda_item(meeting)
    return meeting


@pytest.fixture
def called(branch, secretary, deputy, reader, evening):
    return factories.meeting(
        branch,
        state=MeetingState.CALLED,
        starts_at=evening,
        chair=secretary.member,
        recorder=deputy.member,
    )
