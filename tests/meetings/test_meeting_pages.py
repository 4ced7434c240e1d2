"""The list of meetings, planning one, its page, and changing, putting off or calling off."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Answer, Meeting, MeetingKind, MeetingState
from members.models import Affiliation, Message, Occasion, PostKind
from tests import factories

from .pages import statuses, text_of, url

LIST = reverse("meetings:meeting_list")


def create_url(organization):
    return url("meeting_create", organization)


def soon(**kwargs):
    return timezone.localdate() + timedelta(days=10)


def typed(**kwargs):
    """What a browser posts to plan a meeting."""
    return {
        "kind": "periodic",
        "month": soon().replace(day=1).isoformat(),
        "day": f"{soon():%d%m%Y}",
        "begins": "19h30",
        "ends": "2130",
        "form": "in_person",
        "place": "Nhà văn hoá",
        "link": "",
        "chair": "",
        "recorder": "",
        "notice_text": "",
    } | kwargs


def edited(meeting, **kwargs):
    """What a browser posts to change it."""
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return typed(
        **{
            "version": meeting.version,
            "kind": meeting.kind,
            "month": meeting.month.isoformat(),
            "title": meeting.title,
            "day": f"{start:%d/%m/%Y}",
            "begins": f"{start:%H:%M}",
            "ends": f"{end:%H:%M}",
            "place": meeting.place,
            "chair": str(meeting.chair.public_id) if meeting.chair else "",
            "recorder": str(meeting.recorder.public_id) if meeting.recorder else "",
        }
        | kwargs
    )


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


# The list


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


# Planning


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


# The page of a meeting


def test_member_sees_what_concerns_them_and_not_who_answered_what(reader_client, called, deputy):
    factories.agenda_item(called, title="Tình hình tháng qua", question="Việc nào khó nhất?")
    factories.reply(called, deputy.member, answer=Answer.LEAVE, reason="Đi viện")

    page = text_of(reader_client.get(called.get_absolute_url()))

    assert "Tình hình tháng qua" in page
    assert "Việc nào khó nhất?" in page
    assert called.place in page
    assert "Đi viện" not in page
    assert url("meeting_edit", called) not in page


def test_officer_sees_answers_counted_with_their_reasons(
    secretary_client, called, branch, reader, deputy
):
    factories.reply(called, deputy.member, answer=Answer.LEAVE, reason="Đi viện")
    factories.reply(called, reader.member)

    page = secretary_client.get(called.get_absolute_url())

    replies = page.context["replies"]
    assert [len(replies.attend), len(replies.leave), len(replies.silent)] == [1, 1, 1]
    assert replies.invited == 3
    assert "Đi viện" in text_of(page)


def test_answer_of_one_who_has_moved_away_is_not_counted(
    secretary_client, called, branch, today, reader
):
    factories.reply(called, reader.member)
    Affiliation.objects.filter(member=reader.member).update(valid_to=today)

    replies = secretary_client.get(called.get_absolute_url()).context["replies"]

    assert replies.attend == []


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_as_often_for_one_of_each_as_for_three(
    secretary_client, called, branch, django_assert_num_queries, count
):
    for number in range(count):
        member = factories.member(home=branch)
        factories.reply(called, member)
        factories.agenda_item(called, position=number, presenter=member)
        factories.attachment(called)
    secretary_client.get(called.get_absolute_url())

    with django_assert_num_queries(27):
        secretary_client.get(called.get_absolute_url())


def test_opening_the_page_marks_its_messages_read(reader_client, reader, called, branch):
    notice = factories.announcement(branch, path=called.get_absolute_url())
    mine = factories.message(reader.member, notice)
    theirs = factories.message(called.chair, notice)
    other = factories.message(reader.member, factories.announcement(branch, path="/"))

    reader_client.get(called.get_absolute_url())

    read = set(Message.objects.filter(read_at__isnull=False))
    assert read == {mine}
    assert {theirs, other}.isdisjoint(read)


@pytest.mark.parametrize(
    ("state", "name", "is_post"),
    [
        (MeetingState.PLANNED, "notice_preview", False),
        (MeetingState.POSTPONED, "meeting_edit", False),
        (MeetingState.OPEN, "rollcall_edit", False),
        (MeetingState.HELD, "minutes_edit", False),
        (MeetingState.MINUTED, "minutes_read", False),
    ],
)
def test_there_is_one_next_thing_to_do(secretary_client, branch, state, name, is_post):
    meeting = factories.meeting(branch, state=state)

    page = secretary_client.get(meeting.get_absolute_url())

    step = page.context["next_step"]
    assert (step.url, step.is_post) == (url(name, meeting), is_post)
    assert text_of(page).count("btn-primary") == 1


def test_roll_is_opened_on_the_day_and_not_before(secretary_client, called):
    assert secretary_client.get(called.get_absolute_url()).context["next_step"] is None

    Meeting.objects.filter(pk=called.pk).update(
        starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=2)
    )
    step = secretary_client.get(called.get_absolute_url()).context["next_step"]
    assert (step.url, step.is_post) == (url("roll_open", called), True)


def test_page_of_a_meeting_is_for_those_it_concerns(
    reader_client, stranger_client, district_reviewer_client, secretary_client, called, planned
):
    browsers = [secretary_client, reader_client, district_reviewer_client, stranger_client]

    assert statuses("get", called.get_absolute_url(), *browsers) == [200, 200, 200, 404]
    assert statuses("get", planned.get_absolute_url(), *browsers) == [200, 404, 404, 404]
    assert secretary_client.post(called.get_absolute_url()).status_code == 405


# Changing


def test_changing_the_time_of_a_called_meeting_tells_everyone(
    secretary_client, called, reader, commit
):
    with commit():
        page = secretary_client.post(
            url("meeting_edit", called), edited(called, begins="18:30", place="Hội trường")
        )

    called.refresh_from_db()
    assert page.url == called.get_absolute_url()
    assert called.place == "Hội trường"
    told = Message.objects.filter(announcement__occasion=Occasion.NOTICE_CHANGED)
    assert reader.member.pk in told.values_list("recipient", flat=True)


def test_second_secretary_sees_both_texts_and_overwrites_nothing(
    secretary_client, deputy_client, planned
):
    first = edited(planned, place="Nhà ông Tư")
    second = edited(planned, place="Hội trường", notice_text="Mang theo sổ")
    second["begins"] = second["begins"].replace(":", "h")  # the same time, typed otherwise
    secretary_client.post(url("meeting_edit", planned), first)

    page = deputy_client.post(url("meeting_edit", planned), second)

    assert page.status_code == 409
    planned.refresh_from_db()
    assert planned.place == "Nhà ông Tư"
    differences = {row.saved: row.typed for row in page.context["conflict"]}
    assert differences == {"Nhà ông Tư": "Hội trường", "": "Mang theo sổ"}
    assert f'value="{planned.version}"' in text_of(page)


def test_saving_again_after_seeing_both_is_a_decision(secretary_client, deputy_client, planned):
    second = edited(planned, place="Hội trường")
    secretary_client.post(url("meeting_edit", planned), edited(planned, place="Nhà ông Tư"))
    page = deputy_client.post(url("meeting_edit", planned), second)
    again = second | {"version": page.context["form"]["version"].value()}

    deputy_client.post(url("meeting_edit", planned), again)

    planned.refresh_from_db()
    assert planned.place == "Hội trường"


def test_new_time_of_a_postponed_meeting_leads_to_its_notice(secretary_client, branch, evening):
    postponed = factories.meeting(branch, state=MeetingState.POSTPONED, starts_at=evening)

    page = secretary_client.post(url("meeting_edit", postponed), edited(postponed))

    assert page.url == url("notice_preview", postponed)


def test_chair_who_has_left_stays_to_choose(secretary_client, planned, tree):
    planned.chair = factories.member(home=tree.far, name="Ngô Văn Cũ")
    planned.save()

    page = secretary_client.get(url("meeting_edit", planned))

    assert "Ngô Văn Cũ" in text_of(page)
    assert secretary_client.post(url("meeting_edit", planned), edited(planned)).status_code == 302


def test_kind_of_a_called_meeting_stays(secretary_client, called):
    secretary_client.post(url("meeting_edit", called), edited(called, kind="committee"))

    called.refresh_from_db()
    assert called.kind == MeetingKind.PERIODIC


@pytest.mark.parametrize("name", ["meeting_edit", "meeting_postpone", "meeting_cancel"])
def test_changing_is_for_leaders(
    name, secretary_client, reader_client, stranger_client, committee_member_client, called
):
    address = url(name, called)
    browsers = [secretary_client, committee_member_client, reader_client, stranger_client]

    assert statuses("get", address, *browsers) == [200, 403, 403, 404]
    assert statuses("post", address, *browsers[1:], data={"reason": "Bão"}) == [403, 403, 404]
    assert secretary_client.put(address).status_code == 405
    called.refresh_from_db()
    assert called.state == MeetingState.CALLED


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("meeting_postpone", MeetingState.POSTPONED),
        ("meeting_cancel", MeetingState.CANCELLED),
    ],
)
def test_calling_off_asks_a_reason_and_says_how_many_are_told(
    secretary_client, called, name, state
):
    address = url(name, called)
    asked = secretary_client.get(address)
    refused = secretary_client.post(address, {"reason": "  "})

    secretary_client.post(address, {"reason": "Bão số 5"})

    assert asked.context["recipients"] == 3
    assert "reason" in refused.context["form"].errors
    called.refresh_from_db()
    assert (called.state, called.cancel_reason) == (state, "Bão số 5")
    assert "Bão số 5" in text_of(secretary_client.get(called.get_absolute_url()))


def test_meeting_that_took_place_cannot_be_called_off(secretary_client, branch):
    held = factories.meeting(branch, state=MeetingState.HELD)

    page = secretary_client.post(url("meeting_cancel", held), {"reason": "Bão"})

    assert page.context["form"].non_field_errors()
    held.refresh_from_db()
    assert held.state == MeetingState.HELD
