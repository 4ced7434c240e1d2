"""The pages of a branch that received a campaign, and where they meet meetings and the home."""

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import MeetingState
from tests import factories
from tests.meetings.pages import statuses, text_of, url

pytestmark = pytest.mark.django_db


def test_the_announcement_leads_each_branch_to_its_own(
    campaign, target, secretary_client, stranger_client, reader_client
):
    address = campaign.path_for_branches
    assert secretary_client.get(address).url == target.get_absolute_url()
    assert stranger_client.get(address).url != target.get_absolute_url()
    assert reader_client.get(address).status_code == 404
    assert stranger_client.get(target.get_absolute_url()).status_code == 404


def test_only_the_branchs_own_opening_counts(
    campaign, target, district_reviewer_client, secretary_client
):
    district_reviewer_client.get(target.get_absolute_url())
    target.refresh_from_db()
    assert target.opened_at is None
    secretary_client.get(target.get_absolute_url())
    target.refresh_from_db()
    assert target.opened_at


def test_one_tap_from_the_campaign_and_off_again(target, english, branch, secretary_client):
    meeting = factories.meeting(branch)
    shown = text_of(secretary_client.get(target.get_absolute_url()))
    assert f'name="meeting" value="{meeting.public_id}"' in shown

    done = secretary_client.post(
        url("campaign_place", target), {"meeting": meeting.public_id}, follow=True
    )
    assert "is on the agenda of" in text_of(done)
    assert meeting.items.get().title == target.campaign.title
    done = secretary_client.post(url("campaign_take_off", target), follow=True)
    assert "It is off the agenda." in text_of(done)
    assert not meeting.items.exists()


@pytest.mark.parametrize("back", ["meeting", "agenda"])
def test_one_tap_from_the_pages_of_a_meeting(target, english, branch, secretary_client, back):
    meeting = factories.meeting(branch)
    address = meeting.get_absolute_url() if back == "meeting" else url("agenda_edit", meeting)
    assert url("campaign_place", target) in text_of(secretary_client.get(address))

    tap = {"meeting": meeting.public_id, "back": back}
    answer = secretary_client.post(url("campaign_place", target), tap)
    assert answer.url == address
    assert url("campaign_place", target) not in text_of(secretary_client.get(address))


def test_a_meeting_that_cannot_take_it_is_refused_in_words(
    target, english, branch, tree, secretary_client
):
    held = factories.meeting(branch, state=MeetingState.HELD)
    for wrong in (held.public_id, factories.meeting(tree.sibling).public_id, "x", ""):
        answer = secretary_client.post(
            url("campaign_place", target), {"meeting": wrong}, follow=True
        )
        assert answer.status_code == 200
        assert "alert" in text_of(answer)
    wrong = {"meeting": factories.meeting(branch).public_id, "back": "x"}
    assert secretary_client.post(url("campaign_place", target), wrong).status_code == 302
    target.refresh_from_db()
    assert target.item is None


def test_without_a_meeting_the_page_leads_to_planning_one(target, english, secretary_client):
    assert "No meeting of the branch is planned yet." in text_of(
        secretary_client.get(target.get_absolute_url())
    )


def test_who_writes_the_minutes_reports_and_does_not_plan(
    target, branch, committee_member_client, reader_client
):
    words = {"version": 1, "report": "25 người dự", "explanation": "Ở tổ"}
    meeting = {"meeting": factories.meeting(branch).public_id}
    clients = [committee_member_client, reader_client]
    assert statuses("post", url("campaign_place", target), *clients, data=meeting) == [403, 404]
    assert statuses("post", url("campaign_report", target), *clients, data=words) == [302, 404]
    target.refresh_from_db()
    assert target.report == "25 người dự"


def test_a_report_without_a_meeting_needs_its_why_and_keeps_the_words(
    target, english, secretary_client
):
    answer = secretary_client.post(
        url("campaign_report", target), {"version": 1, "report": "25 người dự"}
    )
    assert answer.status_code == 422
    assert "say how it was done instead" in text_of(answer)
    assert "25 người dự" in text_of(answer)


def test_the_report_begins_with_what_the_minutes_conclude(
    target, english, branch, secretary_client
):
    meeting = factories.meeting(branch, state=MeetingState.HELD)
    target.item = factories.agenda_item(meeting)
    target.save()
    factories.entry(factories.minutes(meeting), target.item, conclusion="Thống nhất ba việc")

    shown = text_of(secretary_client.get(target.get_absolute_url()))
    assert "Thống nhất ba việc" in shown
    assert 'name="explanation"' not in shown
    assert "Report back:" in text_of(secretary_client.get(meeting.get_absolute_url()))


def test_the_first_page_says_what_waits(target, english, branch, secretary_client):
    home = reverse("home")
    assert "Put on an agenda, until" in text_of(secretary_client.get(home))
    target.item = factories.agenda_item(factories.meeting(branch))
    target.save()
    assert target.campaign.title not in text_of(secretary_client.get(home))
    target.item = factories.agenda_item(
        factories.meeting(branch, state=MeetingState.HELD, kind="extraordinary")
    )
    target.save()
    assert "Report back, until" in text_of(secretary_client.get(home))


def test_the_list_of_the_branch_has_what_waits_and_what_is_done(
    tree, target, english, branch, secretary_client
):
    done = factories.campaign(tree.district, to=[branch], title="Đã xong")
    done.targets.update(report="Xong", reported_at=timezone.now(), explanation="Ở tổ")
    factories.campaign(tree.district, to=[branch], title="Đã đóng", closed_at=timezone.now())

    answer = secretary_client.get(reverse("meetings:campaign_inbox"))
    assert [row for row, _step in answer.context["waiting"]] == [target]
    assert {row.campaign.title for row, _step in answer.context["done"]} == {"Đã xong", "Đã đóng"}


def test_a_planned_meetings_title_is_the_branchs_own(
    target, branch, district_reviewer_client, secretary_client
):
    meeting = factories.meeting(branch, title="Việc riêng của chi bộ")
    target.item = factories.agenda_item(meeting)
    target.save()

    address = target.get_absolute_url()
    assert meeting.title in text_of(secretary_client.get(address))
    assert meeting.title not in text_of(district_reviewer_client.get(address))
