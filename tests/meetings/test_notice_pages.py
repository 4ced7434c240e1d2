"""The notice: seen before it is sent, sent, read, reminded of, answered."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetings.models import Answer, Form, Meeting, MeetingState, Reply
from members.models import Message, Occasion
from members.tasks import send_due_messages
from tests import factories

from .pages import statuses, text_of, url


@pytest.fixture
def planned(branch, secretary, deputy, reader):
    meeting = factories.meeting(branch, chair=secretary.member, recorder=deputy.member)
    factories.agenda_item(meeting)
    return meeting


@pytest.fixture
def called(secretary_client, planned):
    secretary_client.post(url("notice_send", planned))
    Message.objects.update(due_at=timezone.now())  # the seconds in which it can be taken back
    send_due_messages()
    planned.refresh_from_db()
    return planned


# Before it is sent


def test_preview_shows_the_words_and_whom_they_reach(secretary_client, planned, branch):
    factories.member(home=branch, name="Trần Văn An")
    planned.notice_text = "Mang theo sổ tay"
    planned.save()

    page = secretary_client.get(url("notice_preview", planned))

    assert len(page.context["invited"]) == 4
    assert [member.full_name for member in page.context["without_account"]] == ["Trần Văn An"]
    assert "Mang theo sổ tay" in text_of(page)
    assert planned.title in page.context["subject"]
    assert url("notice_send", planned) in text_of(page)


@pytest.mark.parametrize(
    "spoil",
    [
        {"chair": None},
        {"recorder": None},
        {"starts_at": "past"},
    ],
)
def test_preview_says_what_is_missing_and_offers_no_sending(secretary_client, planned, now, spoil):
    if "starts_at" in spoil:
        spoil = {"starts_at": now - timedelta(hours=5), "ends_at": now - timedelta(hours=3)}
    Meeting.objects.filter(pk=planned.pk).update(**spoil)

    page = secretary_client.get(url("notice_preview", planned))

    assert len(page.context["missing"]) == 1
    assert url("notice_send", planned) not in text_of(page)
    secretary_client.post(url("notice_send", planned))
    planned.refresh_from_db()
    assert planned.state == MeetingState.PLANNED


def test_meeting_without_agenda_is_not_called(secretary_client, planned):
    planned.items.all().delete()

    page = secretary_client.post(url("notice_send", planned), follow=True)

    planned.refresh_from_db()
    assert planned.state == MeetingState.PLANNED
    assert [message.level_tag for message in page.context["messages"]] == ["error"]


def test_preview_has_the_deadline_of_documents_with_its_source(secretary_client, planned):
    context = secretary_client.get(url("notice_preview", planned)).context

    assert context["last_day"].date() == planned.starts_at.date() - timedelta(days=1) or (
        context["last_day"] < planned.starts_at
    )
    assert "42-HD/BTCTW" in context["deadline_source"]


@pytest.mark.parametrize("count", [1, 3])
def test_preview_asks_as_often_for_one_as_for_three(
    secretary_client, branch, planned, django_assert_num_queries, count
):
    for number in range(count):
        factories.user(factories.member(home=branch))
        factories.agenda_item(planned, position=number, presenter=planned.chair)
        factories.attachment(planned)
    secretary_client.get(url("notice_preview", planned))

    with django_assert_num_queries(17):
        secretary_client.get(url("notice_preview", planned))


# Sending and reminding


def test_sending_tells_everyone_invited(secretary_client, called):
    told = Message.objects.filter(announcement__occasion=Occasion.NOTICE_ISSUED)

    assert called.state == MeetingState.CALLED
    assert told.values("recipient").distinct().count() == 3


def test_sending_twice_tells_nobody_twice(secretary_client, called):
    before = Message.objects.count()

    page = secretary_client.post(url("notice_send", called), follow=True)

    assert Message.objects.count() == before
    assert "error" in [message.level_tag for message in page.context["messages"]]


def test_only_those_who_have_not_read_are_reminded_and_once_a_day(
    secretary_client, reader_client, called, commit, deputy
):
    for browser in (secretary_client, reader_client):
        browser.get(called.get_absolute_url())

    with commit():
        first = secretary_client.post(url("remind_unread", called), follow=True)
    again = secretary_client.post(url("remind_unread", called), follow=True)

    reminded = Message.objects.filter(announcement__occasion=Occasion.NOTICE_UNREAD)
    assert set(reminded.values_list("recipient", flat=True)) == {deputy.member.pk}
    assert [message.level_tag for message in first.context["messages"]] == ["success"]
    assert [message.level_tag for message in again.context["messages"]] == ["info"]


def test_officer_sees_how_many_have_read(secretary_client, reader_client, called):
    send_due_messages()
    reader_client.get(called.get_absolute_url())

    readers = secretary_client.get(called.get_absolute_url()).context["readers"]

    # The secretary has read it by opening the page.
    assert (readers.told, readers.read) == (3, 2)


@pytest.mark.parametrize(
    ("name", "method"),
    [("notice_preview", "get"), ("notice_send", "post"), ("remind_unread", "post")],
)
def test_sending_is_for_leaders(
    name, method, reader_client, committee_member_client, stranger_client, called
):
    address = url(name, called)
    browsers = [committee_member_client, reader_client, stranger_client]
    wrong = {"get": "post", "post": "get"}[method]

    assert statuses(method, address, *browsers) == [403, 403, 404]
    assert statuses(wrong, address, *browsers) == [405, 405, 405]


# Answering


def test_member_answers_and_changes_the_answer(reader_client, reader, called):
    reader_client.post(url("reply", called), {"answer": "attend"})
    page = reader_client.post(
        url("reply", called), {"answer": "leave", "reason": "Đi viện"}, follow=True
    )

    reply = Reply.objects.get()
    assert (reply.member, reply.answer, reply.reason) == (reader.member, Answer.LEAVE, "Đi viện")
    assert "Đi viện" in text_of(page)


def test_leave_needs_a_reason_and_the_page_says_so_at_the_field(reader_client, called):
    page = reader_client.post(url("reply", called), {"answer": "leave", "reason": " "})

    assert list(page.context["reply_form"].errors) == ["reason"]
    assert 'id="reason-error"' in text_of(page)
    assert not Reply.objects.exists()


def test_online_is_an_answer_only_where_one_can_join_online(reader_client, called):
    in_person = reader_client.post(url("reply", called), {"answer": "online"})
    Meeting.objects.filter(pk=called.pk).update(form=Form.HYBRID, link="https://hop.example.vn/7")
    reader_client.post(url("reply", called), {"answer": "online"})

    assert in_person.context["reply_form"].errors
    assert Reply.objects.get().answer == Answer.ONLINE


@pytest.mark.parametrize("answer", ["", "maybe", "x" * 5000])
def test_an_answer_not_offered_is_refused(reader_client, called, answer):
    page = reader_client.post(url("reply", called), {"answer": answer})

    assert page.status_code == 200
    assert not Reply.objects.exists()


def test_answers_close_when_the_roll_is_open(reader_client, reader, called, branch):
    open_one = factories.meeting(branch, state=MeetingState.OPEN, kind="extraordinary")

    page = reader_client.post(url("reply", open_one), {"answer": "attend"})

    assert page.context["reply_form"].non_field_errors()
    assert not page.context["may_reply"]
    assert not Reply.objects.exists()


def test_one_who_is_not_invited_is_asked_nothing(cell_leader_client, tree, branch, reader_client):
    of_the_cell = factories.meeting(tree.cell, state=MeetingState.CALLED, kind="cell")

    invited = cell_leader_client.get(of_the_cell.get_absolute_url())
    told_only = reader_client.get(of_the_cell.get_absolute_url())

    assert invited.context["may_reply"]
    assert not told_only.context["may_reply"]


def test_answering_is_for_members(
    reader_client, stranger_client, grassroots_reviewer_client, called
):
    address = url("reply", called)
    data = {"answer": "attend"}

    assert statuses("post", address, grassroots_reviewer_client, stranger_client, data=data) == [
        403,
        404,
    ]
    assert reader_client.get(address).status_code == 405
    assert not Reply.objects.exists()
