"""Leave: asked for with a reason, granted or refused, told, and what the roll call makes of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from meetings.models import Answer, AttendanceStatus, MeetingState, Reply
from meetings.services.reply import answer_leave, reply_to_notice
from meetings.services.rollcall import open_roll
from meetings.services.states import NotPossibleNow
from members.models import AuditEntry, Channel, Message, MessageState, Occasion
from tests import factories

from .pages import text_of, url


@pytest.fixture
def called(branch, secretary, deputy):
    return factories.meeting(
        branch, state=MeetingState.CALLED, chair=secretary.member, recorder=deputy.member
    )


@pytest.fixture
def leave(called, reader):
    return factories.reply(called, reader.member, answer=Answer.LEAVE, reason="Đi viện")


def told(member):
    rows = Message.objects.filter(
        announcement__occasion=Occasion.LEAVE_ANSWERED,
        channel=Channel.IN_APP,
        recipient=member,
        state=MessageState.PENDING,
    )
    return [row.announcement.params["is_granted"] for row in rows.select_related("announcement")]


def test_member_hears_the_last_word_once(called, leave, reader, secretary, now):
    deed = {"meeting": called, "member": reader.member, "by": secretary}
    answer_leave(is_granted=False, now=now, **deed)
    answer_leave(is_granted=True, now=now + timedelta(seconds=5), **deed)
    answer_leave(is_granted=True, now=now + timedelta(seconds=9), **deed)

    leave.refresh_from_db()
    assert (leave.is_granted, leave.granted_by) == (True, secretary)
    assert told(reader.member) == [True]
    assert AuditEntry.objects.filter(verb="answer_leave").count() == 2


def test_another_reason_is_another_question(called, leave, reader, secretary, now):
    answer_leave(meeting=called, member=reader.member, is_granted=True, by=secretary, now=now)
    again = {"meeting": called, "member": reader.member, "answer": "leave", "now": now}

    assert reply_to_notice(reason="Đi viện", **again).is_granted is True
    changed = reply_to_notice(reason="Đi du lịch", **again)

    assert (changed.is_granted, changed.granted_at, changed.granted_by) == (None, None, None)
    assert told(reader.member) == []


def test_nothing_to_grant_where_nobody_asks(called, reader, deputy, secretary, now):
    factories.reply(called, deputy.member)

    for member in (reader.member, deputy.member):
        with pytest.raises(ValidationError):
            answer_leave(meeting=called, member=member, is_granted=True, by=secretary, now=now)
    assert not Reply.objects.filter(is_granted=True).exists()


@pytest.mark.parametrize("state", [state for state in MeetingState if state != "called"])
def test_leave_is_answered_only_before_the_roll_call(branch, reader, secretary, now, state):
    meeting = factories.meeting(branch, state=state)
    factories.reply(meeting, reader.member, answer=Answer.LEAVE, reason="Ốm")

    with pytest.raises(NotPossibleNow):
        answer_leave(meeting=meeting, member=reader.member, is_granted=True, by=secretary, now=now)


@pytest.mark.parametrize(
    ("is_granted", "status"),
    [
        (True, AttendanceStatus.EXCUSED),
        (None, AttendanceStatus.EXCUSED),
        (False, AttendanceStatus.UNKNOWN),
    ],
)
def test_roll_call_knows_what_was_said(
    called, leave, reader, secretary, secretary_client, now, is_granted, status
):
    leave.is_granted = is_granted
    leave.save()

    open_roll(meeting=called, by=secretary, now=now)

    assert called.attendances.get(member=reader.member).status == status
    page = secretary_client.get(url("rollcall_edit", called))
    row = next(row for row in page.context["rows"] if row.leave)
    assert row.leave == leave
    # The reason stands in its field, or beside the refusal.
    assert "Đi viện" in text_of(page)


def test_secretary_grants_on_the_page_and_the_member_sees_it(
    called, leave, reader, secretary_client, reader_client
):
    sent = {"member": str(reader.member.public_id), "granted": "yes"}

    assert secretary_client.post(url("leave_answer", called), sent).status_code == 302
    leave.refresh_from_db()
    assert leave.is_granted is True
    assert reader_client.get(called.get_absolute_url()).context["reply"].is_granted is True


@pytest.mark.parametrize("sent", [{}, {"granted": "yes"}, {"member": "x", "granted": "maybe"}])
def test_nonsense_grants_nothing(called, leave, secretary_client, sent):
    page = secretary_client.post(url("leave_answer", called), sent, follow=True)

    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    leave.refresh_from_db()
    assert leave.is_granted is None
