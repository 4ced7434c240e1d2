"""Planning a meeting: what is proposed, refused, and made of it."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from meetings.models import Meeting, MeetingKind, MeetingState
from members.models import PostKind
from tests import factories
from tests.meetings.pages import statuses, text_of

from .forms import create_url, soon, typed


def test_planning_gives_a_meeting_with_the_standard_agenda(secretary_client, secretary, branch):
    chair = str(secretary.member.public_id)

    response = secretary_client.post(create_url(branch), typed(chair=chair))

    meeting = Meeting.objects.get()
    assert response.url == meeting.get_absolute_url()
    assert timezone.localtime(meeting.starts_at).strftime("%H:%M") == "19:30"
    assert meeting.items.count() == 14
    assert meeting.chair == secretary.member
    assert meeting.state == MeetingState.PLANNED


def test_short_meeting_is_planned_with_a_warning_that_names_the_rule(secretary_client, branch):
    page = secretary_client.post(create_url(branch), typed(ends="20:00"), follow=True)

    assert Meeting.objects.count() == 1
    assert "42-HD/BTCTW" in " ".join(str(message) for message in page.context["messages"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day": "31/02/2027"}, "day"),
        ({"day": ""}, "day"),
        ({"begins": "25:00"}, "begins"),
        ({"ends": "18:00"}, "ends"),
        ({"place": " "}, "place"),
        ({"form": "online", "link": ""}, "link"),
        ({"link": "không phải liên kết", "form": "hybrid"}, "link"),
        ({"kind": "cell"}, "kind"),
        ({"chair": "00000000-0000-4000-8000-000000000000"}, "chair"),
    ],
)
def test_wrong_plan_names_the_field_and_keeps_what_was_typed(
    secretary_client, branch, change, field
):
    data = typed(notice_text="Nhớ mang sổ tay") | change

    page = secretary_client.post(create_url(branch), data)

    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert "Nhớ mang sổ tay" in text_of(page)
    assert change.get("day", data["day"]) in text_of(page)
    assert not Meeting.objects.exists()


def test_second_periodic_meeting_of_a_month_is_refused_at_the_month(secretary_client, branch):
    factories.meeting(branch, month=soon().replace(day=1))

    page = secretary_client.post(create_url(branch), typed())

    assert list(page.context["form"].errors) == ["month"]


def test_form_proposes_what_the_last_meeting_was_like(
    secretary_client, secretary, deputy, branch, today
):
    last = timezone.make_aware(datetime.combine(today, datetime.min.time().replace(hour=14)))
    factories.meeting(
        branch,
        state=MeetingState.APPROVED,
        starts_at=last,
        place="Phòng họp số 2",
        recorder=deputy.member,
    )

    form = secretary_client.get(create_url(branch)).context["form"]

    assert form.initial["place"] == "Phòng họp số 2"
    assert form.initial["begins"].hour == 14
    assert form.initial["ends"].hour == 16  # rule meeting.default_minutes
    assert form.initial["chair"] == secretary.member
    assert form.initial["recorder"] == deputy.member
    assert form.initial["month"] > today
    assert form.initial["day"].weekday() == today.weekday() or (
        form.initial["day"] == today + timedelta(days=3)
    )


def test_first_meeting_is_proposed_for_this_month_in_the_evening(secretary_client, branch, today):
    form = secretary_client.get(create_url(branch)).context["form"]

    assert form.initial["month"] == today.replace(day=1)
    assert f"{form.initial['begins']:%H:%M}" == "19:30"
    assert form.initial["day"] > today


def test_kind_can_be_chosen_in_the_address(secretary_client, branch):
    form = secretary_client.get(create_url(branch), {"kind": "thematic"}).context["form"]

    assert form.initial["kind"] == "thematic"


def test_people_to_choose_are_post_holders_first_then_by_given_name(
    secretary_client, secretary, deputy, reader, branch
):
    factories.member(home=branch, name="Trần Văn An")

    groups = secretary_client.get(create_url(branch)).context["form"].fields["chair"].choices[1:]

    (_posts, leaders), (_others, members) = groups
    assert [label for _key, label in leaders] == [
        f"{secretary.member.full_name} – {PostKind.SECRETARY.label}",
        f"{deputy.member.full_name} – {PostKind.DEPUTY_SECRETARY.label}",
    ]
    assert [label for _key, label in members] == ["Trần Văn An", reader.member.full_name]


def test_two_of_one_name_are_told_apart_by_their_year_of_birth(secretary_client, branch):
    for year in (1956, 1988):
        factories.member(home=branch, name="Trần Văn An", birth_date=date(year, 1, 1))

    page = text_of(secretary_client.get(create_url(branch)))

    assert "Trần Văn An (1956)" in page
    assert "Trần Văn An (1988)" in page


def test_cell_leader_plans_for_the_cell_alone(cell_leader_client, tree):
    page = cell_leader_client.get(create_url(tree.cell))

    assert page.context["form"].initial["kind"] == MeetingKind.CELL
    assert cell_leader_client.get(create_url(tree.branch)).status_code == 403


def test_planning_is_for_leaders(reader_client, stranger_client, secretary_client, tree):
    address = create_url(tree.branch)

    assert statuses("get", address, secretary_client, reader_client, stranger_client) == [
        200,
        403,
        404,
    ]
    assert statuses("post", address, reader_client, stranger_client, data=typed()) == [403, 404]
    assert secretary_client.delete(address).status_code == 405
    assert not Meeting.objects.exists()


def test_committees_hold_no_such_meetings(secretary_client, tree):
    assert secretary_client.get(create_url(tree.body)).status_code == 404
