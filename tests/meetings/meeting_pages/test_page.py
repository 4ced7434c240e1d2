"""The page of a meeting: what each sees there, and the one next thing to do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetings.models import Answer, Meeting, MeetingState
from members.models import Affiliation, Message
from tests import factories
from tests.meetings.pages import statuses, text_of, url


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
