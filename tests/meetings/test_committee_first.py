"""The committee meets before the branch; what it agrees is the branch's agenda and notice."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting, MeetingKind, MeetingState
from meetings.services.agenda import AgendaLine, save_agenda
from meetings.services.committee_first import DISCUSSION, agree_agenda, plan_preparation
from meetings.services.meeting import cancel_meeting
from meetings.services.states import NotPossibleNow, StaleVersion
from members.models import AuditEntry
from tests import factories

LINE = AgendaLine(None, 2, "Vận động làm đường ngõ 5", None, "party", 20, "Ai phụ trách?")


@pytest.fixture
def meeting(branch, secretary, now):
    starts_at = (now + timedelta(days=10)).replace(hour=12, minute=30)
    meeting = factories.meeting(branch, starts_at=starts_at, chair=secretary.member)
    factories.agenda_item(meeting)
    return meeting


@pytest.fixture
def preparation(meeting, secretary, now):
    return plan_preparation(meeting=meeting, by=secretary, now=now)


def test_committee_meets_days_before_at_the_same_hour_and_place(meeting, preparation, secretary):
    assert preparation.kind == MeetingKind.COMMITTEE
    assert preparation.prepares == meeting
    ahead = meeting.starts_at - preparation.starts_at
    assert timedelta(days=1) <= ahead <= timedelta(days=5)
    assert timezone.localtime(preparation.starts_at).hour == (
        timezone.localtime(meeting.starts_at).hour
    )
    assert preparation.place == meeting.place
    assert preparation.chair == secretary.member
    assert preparation.items.filter(title=DISCUSSION).exists()


def test_two_taps_plan_one_meeting_and_a_cancelled_one_is_planned_anew(
    meeting, preparation, secretary, now
):
    assert plan_preparation(meeting=meeting, by=secretary, now=now) == preparation

    cancel_meeting(meeting=preparation, reason="Bí thư ốm", by=secretary, now=now)
    assert plan_preparation(meeting=meeting, by=secretary, now=now) != preparation


def test_too_late_or_not_of_the_branch_is_refused(tree, branch, secretary, now):
    soon = factories.meeting(branch, starts_at=now + timedelta(hours=3))
    committee = factories.meeting(branch, kind=MeetingKind.COMMITTEE)
    cell = factories.meeting(tree.cell, kind=MeetingKind.CELL)
    begun = factories.meeting(branch, kind="review", state=MeetingState.OPEN)

    for refused in (soon, committee, cell):
        with pytest.raises(ValidationError):
            plan_preparation(meeting=refused, by=secretary, now=now)
    with pytest.raises(NotPossibleNow):
        plan_preparation(meeting=begun, by=secretary, now=now)
    assert not Meeting.objects.filter(prepares__isnull=False).exists()


def agree(preparation, secretary, now, **changes):
    values = {"version": preparation.prepares.version, "lines": [LINE], "notice_text": "Mời dự"}
    return agree_agenda(preparation=preparation, by=secretary, now=now, **values | changes)


def test_what_is_agreed_is_agenda_and_notice(meeting, preparation, secretary, now):
    agree(preparation, secretary, now)

    meeting.refresh_from_db()
    assert [item.title for item in meeting.items.all()] == [LINE.title]
    assert meeting.notice_text == "Mời dự"
    assert meeting.agreed_at == now
    assert AuditEntry.objects.get(verb="agree_agenda").by == secretary


def test_agreement_is_kept_in_the_committees_own_minutes(meeting, secretary, now):
    preparation = factories.meeting(
        meeting.organization,
        kind=MeetingKind.COMMITTEE,
        state=MeetingState.OPEN,
        prepares=meeting,
    )
    item = factories.agenda_item(preparation, title=DISCUSSION)
    entry = factories.entry(factories.minutes(preparation), item, text="Bàn kỹ")

    agree(preparation, secretary, now)

    entry.refresh_from_db()
    assert LINE.title in entry.conclusion
    assert entry.text == "Bàn kỹ"
    by_hand = entry.conclusion = "Đã ghi tay"
    entry.save()
    meeting.refresh_from_db()
    agree(preparation, secretary, now, version=meeting.version)
    entry.refresh_from_db()
    assert entry.conclusion == by_hand


def test_stale_agreement_overwrites_nothing(meeting, preparation, secretary, now):
    other = AgendaLine(None, 2, "Việc khác", None, "party", 10)
    save_agenda(meeting=meeting, version=1, lines=[other], by=secretary, now=now)

    with pytest.raises(StaleVersion):
        agree(preparation, secretary, now, version=1)

    assert [item.title for item in meeting.items.all()] == ["Việc khác"]


# Pages


def test_one_tap_plans_it_and_both_pages_show_the_step(meeting, secretary_client):
    page = secretary_client.get(meeting.get_absolute_url()).content.decode()
    tap = reverse("meetings:committee_plan", args=[meeting.public_id])
    assert tap in page

    response = secretary_client.post(tap)

    preparation = Meeting.objects.get(prepares=meeting)
    assert response.url == preparation.get_absolute_url()
    there = reverse("meetings:committee_agree", args=[preparation.public_id])
    assert there in secretary_client.get(response.url).content.decode()
    page = secretary_client.get(meeting.get_absolute_url()).content.decode()
    assert there in page
    assert tap not in page


def test_members_see_nothing_of_the_committee(meeting, preparation, reader_client):
    meeting.state, meeting.called_at = "called", timezone.now()
    meeting.save()

    page = reader_client.get(meeting.get_absolute_url()).content.decode()

    assert str(preparation.public_id) not in page
    assert reader_client.get(preparation.get_absolute_url()).status_code == 404


def rows(titles, version):
    count = len(titles)
    data = {"form-TOTAL_FORMS": count, "form-INITIAL_FORMS": 0, "version": version}
    for number, title in enumerate(titles):
        data |= {
            f"form-{number}-title": title,
            f"form-{number}-planned_minutes": 20,
            f"form-{number}-section": 2,
            f"form-{number}-category": "party",
            f"form-{number}-ORDER": number + 1,
        }
    return data | {"notice_text": "Đúng giờ"}


def test_agreement_is_entered_on_one_page(meeting, preparation, secretary_client):
    url = reverse("meetings:committee_agree", args=[preparation.public_id])
    assert secretary_client.get(url).status_code == 200

    response = secretary_client.post(url, rows(["Làm đường", "Thu quỹ"], 1))

    assert response.url == meeting.get_absolute_url()
    assert [item.title for item in meeting.items.all()] == ["Làm đường", "Thu quỹ"]
    late = secretary_client.post(url, rows(["Đến sau"], 1))
    assert late.status_code == 409
    assert "Đến sau" in late.content.decode()
    assert "Làm đường" in late.content.decode()
    assert secretary_client.post(url, rows([], 2)).status_code == 200
    assert meeting.items.count() == 2
