"""The list of meetings, planning one, its page, and changing, putting off or calling off."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting, MeetingState
from tests import factories

LIST = reverse("meetings:meeting_list")


def create_url(organization):
    return reverse("meetings:meeting_create", args=[organization.public_id])


def typed(**kwargs):
    """What a browser posts to plan a meeting."""
    soon = timezone.localdate() + timedelta(days=10)
    return {
        "kind": "periodic",
        "month": soon.replace(day=1).isoformat(),
        "day": f"{soon:%d%m%Y}",
        "begins": "19h30",
        "ends": "2130",
        "form": "in_person",
        "place": "Nhà văn hoá",
        "link": "",
        "chair": "",
        "recorder": "",
        "notice_text": "",
    } | kwargs


def test_list_shows_what_is_to_come_first_then_the_past_by_month(reader_client, branch, now):
    factories.meeting(branch, state=MeetingState.APPROVED, title="Họp đã qua")
    factories.meeting(branch, state=MeetingState.CALLED, title="Họp sắp tới")
    factories.meeting(branch, title="Họp chưa báo")

    page = reader_client.get(LIST).content.decode()

    assert page.index("Họp sắp tới") < page.index("Họp đã qua")
    assert "Họp chưa báo" not in page


def test_planning_gives_a_meeting_with_the_standard_agenda(secretary_client, branch):
    response = secretary_client.post(create_url(branch), typed())

    meeting = Meeting.objects.get()
    assert response.url == meeting.get_absolute_url()
    assert timezone.localtime(meeting.starts_at).strftime("%H:%M") == "19:30"
    assert meeting.items.count() == 14
