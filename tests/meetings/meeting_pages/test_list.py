"""The list of meetings, and to whom it offers to plan one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import MeetingKind, MeetingState
from tests import factories
from tests.meetings.pages import text_of

from .forms import create_url

LIST = reverse("meetings:meeting_list")


def test_list_shows_what_is_to_come_first_then_the_past_by_month(reader_client, branch):
    held = timezone.now() - timedelta(days=70)
    factories.meeting(branch, state=MeetingState.APPROVED, title="Họp đã qua", starts_at=held)
    factories.meeting(branch, state=MeetingState.CALLED, title="Họp sắp tới")
    factories.meeting(branch, title="Họp chưa báo")

    page = text_of(reader_client.get(LIST))

    assert page.index("Họp sắp tới") < page.index("Họp đã qua")
    assert f"{timezone.localtime(held):%m/%Y}" in page
    assert "Họp chưa báo" not in page


def test_meeting_still_open_after_its_planned_end_stays_on_top(secretary_client, branch, now):
    factories.meeting(branch, state=MeetingState.OPEN, starts_at=now - timedelta(days=3))

    assert len(secretary_client.get(LIST).context["upcoming"]) == 1


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"q": "nghị"}, {"Họp về nghị quyết"}),
        ({"kind": "thematic"}, {"Chuyên đề"}),
        ({"state": "held"}, {"Họp về nghị quyết"}),
        ({"kind": "bịa", "state": "bịa", "page": "bịa"}, {"Họp về nghị quyết", "Chuyên đề"}),
        ({"q": "nghị", "kind": "thematic"}, set()),
    ],
)
def test_list_is_narrowed(secretary_client, branch, now, query, titles):
    earlier = now - timedelta(days=40)
    factories.meeting(branch, state=MeetingState.HELD, title="Họp về nghị quyết", starts_at=earlier)
    factories.meeting(
        branch,
        state=MeetingState.APPROVED,
        title="Chuyên đề",
        starts_at=earlier,
        kind=MeetingKind.THEMATIC,
    )

    found = secretary_client.get(LIST, query).context["page_obj"]

    assert {meeting.title for meeting in found} == titles


def test_list_says_what_will_be_here(reader_client):
    page = reader_client.get(LIST)

    assert 'class="empty"' in text_of(page)


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_often_for_one_as_for_three(
    secretary_client, branch, now, django_assert_num_queries, count
):
    for number in range(count):
        factories.meeting(
            branch,
            state=MeetingState.HELD,
            kind=MeetingKind.THEMATIC,
            starts_at=now - timedelta(days=30 + number),
        )
        factories.meeting(branch, state=MeetingState.CALLED, kind=MeetingKind.THEMATIC)
    secretary_client.get(LIST)

    with django_assert_num_queries(11):
        secretary_client.get(LIST)


def test_second_page_has_the_rest_and_nothing_to_come(secretary_client, branch, now):
    for number in range(21):
        factories.meeting(
            branch,
            state=MeetingState.HELD,
            kind=MeetingKind.THEMATIC,
            starts_at=now - timedelta(days=30 + number),
        )
    factories.meeting(branch, state=MeetingState.CALLED)

    page = secretary_client.get(LIST, {"page": 2})

    assert len(page.context["page_obj"]) == 1
    assert page.context["upcoming"] == []


def test_htmx_gets_the_rows_alone(secretary_client, planned):
    page = text_of(secretary_client.get(LIST, headers={"HX-Request": "true"}))

    assert planned.title in page
    assert "<html" not in page


def test_committee_narrows_the_list_to_one_branch(district_reviewer_client, tree):
    for place in (tree.branch, tree.sibling):
        factories.meeting(place, state=MeetingState.CALLED, title=f"Họp {place.name}")

    page = district_reviewer_client.get(LIST, {"organization": tree.sibling.public_id})

    assert [meeting.organization for meeting in page.context["upcoming"]] == [tree.sibling]
    wider = district_reviewer_client.get(LIST, {"organization": tree.body.public_id})
    assert len(wider.context["upcoming"]) == 2


def test_list_of_a_foreign_branch_answers_like_one_that_does_not_exist(reader_client, tree):
    nowhere = reader_client.get(LIST, {"organization": "00000000-0000-4000-8000-000000000000"})
    foreign = reader_client.get(LIST, {"organization": tree.far.public_id})

    assert (foreign.status_code, nowhere.status_code) == (404, 404)


def test_only_leaders_are_offered_to_plan(secretary_client, reader_client, tree):
    assert create_url(tree.branch) in text_of(secretary_client.get(LIST))
    assert create_url(tree.branch) not in text_of(reader_client.get(LIST))


def test_leader_of_several_is_asked_whose_meeting_it_is(secretary_client, tree):
    cells = [tree.cell, tree.other_cell]

    page = text_of(secretary_client.get(LIST))

    assert all(create_url(place) in page for place in [tree.branch, *cells])


def test_who_hears_of_no_meeting_has_no_list(technical_admin_client):
    assert technical_admin_client.get(LIST).status_code == 403
