"""A meeting is moved while its notices are going out: nobody is told the old time afterwards. Real
transactions against each other."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.utils import timezone

from meetings.reminders import plan_due_reminders
from meetings.services.notice import call_meeting
from members.delivery import deliver_due
from members.models import Channel, Message, MessageState, Occasion
from members.tasks import WAKING
from tests import factories
from tests.cast import Tree, play

from .test_changes import edit

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 6


@pytest.fixture(autouse=True)
def no_other_worker():
    """A wake-up seems to be on its way: nobody delivers but these tests."""
    cache.set(WAKING, 1, timeout=None)
    yield
    cache.delete(WAKING)


@pytest.fixture
def secretary():
    return play(Tree(), "secretary")


@pytest.fixture
def called(secretary):
    """Called this moment; nothing has left yet."""
    branch = secretary.member.home
    for number in range(PEOPLE):
        factories.member(home=branch, email=f"member{number}@example.vn")
    meeting = factories.meeting(
        branch,
        chair=secretary.member,
        recorder=secretary.member,
        starts_at=timezone.now().replace(microsecond=0) + timedelta(hours=20),
        place="Phòng cũ",
    )
    factories.agenda_item(meeting)
    call_meeting(meeting=meeting, by=secretary, now=timezone.now())
    meeting.refresh_from_db()
    return meeting


def in_thread(work):
    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def move(meeting, secretary):
    deed = {"by": secretary, "now": timezone.now()}
    edit(meeting, deed, place="Phòng mới", starts_at=meeting.starts_at + timedelta(minutes=30))


def test_an_e_mail_on_its_way_arrives_before_the_change_or_not_at_all(
    called, secretary, monkeypatch
):
    """The change comes while the first e-mail is being handed to the mail server."""
    is_sending, is_changed = threading.Event(), threading.Event()
    late = []
    hand_over = EmailBackend.send_messages

    def slow(backend, messages):
        if not is_sending.is_set():
            is_sending.set()
            is_changed.wait(2)  # as long as the change could possibly take
        for message in messages:
            if is_changed.is_set() and "Phòng cũ" in message.body:
                late.append(message.to)
        return hand_over(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", slow)
    sender = in_thread(lambda: deliver_due(now=timezone.now()))
    assert is_sending.wait(10)

    move(called, secretary)
    is_changed.set()
    sender.join(30)
    deliver_due(now=timezone.now())

    assert late == []
    told_new = [message.to[0] for message in mail.outbox if "Phòng mới" in message.body]
    assert sorted(told_new) == [f"member{number}@example.vn" for number in range(PEOPLE)]


def test_in_app_nothing_old_is_delivered_once_the_change_has_begun(called, secretary):
    began, may_commit = threading.Event(), threading.Event()

    def slowly():
        with transaction.atomic():
            move(called, secretary)
            began.set()
            may_commit.wait(10)

    change = in_thread(slowly)
    assert began.wait(10)
    deliver_due(now=timezone.now())  # passes by the rows that the change holds
    may_commit.set()
    change.join(10)
    deliver_due(now=timezone.now())

    sent = Message.objects.filter(channel=Channel.IN_APP, state=MessageState.SENT)
    assert {row.announcement.params["place"] for row in sent.select_related("announcement")} == {
        "Phòng mới"
    }
    assert sent.count() == PEOPLE + 1


def test_a_reminder_planned_at_that_moment_waits_and_tells_the_new_time(called, secretary):
    began, may_commit = threading.Event(), threading.Event()

    def slowly():
        with transaction.atomic():
            move(called, secretary)
            began.set()
            may_commit.wait(10)

    change = in_thread(slowly)
    assert began.wait(10)
    reminder = in_thread(lambda: plan_due_reminders(now=timezone.now()))
    reminder.join(1)
    may_commit.set()
    change.join(10)
    reminder.join(10)
    plan_due_reminders(now=timezone.now())

    told = Message.objects.filter(
        announcement__occasion=Occasion.MEETING_TOMORROW, state=MessageState.PENDING
    ).select_related("announcement")
    assert {row.announcement.params["place"] for row in told} == {"Phòng mới"}
