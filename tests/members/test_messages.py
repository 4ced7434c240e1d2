"""The outbox: said once, delivered once, never late, never lost."""

from datetime import timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone

from members.delivery import deliver_due
from members.models import Announcement, Channel, Member, Message, MessageState, Occasion
from members.services.messages import announce, withdraw
from tests import factories


@pytest.fixture
def people(branch):
    """Three members of the branch, two of whom have an address."""
    return [
        factories.member(home=branch, email="an@example.vn"),
        factories.member(home=branch, email="binh@example.vn"),
        factories.member(home=branch),
    ]


@pytest.fixture
def say(branch, people, now):
    def said(key="notice:1", **changes):
        return announce(
            **{
                "key": key,
                "occasion": Occasion.TASK_DUE_SOON,
                "organization": branch,
                "path": "/",
                "params": {"description": "Thăm hộ", "due_on": "03/02/2026", "branch": "CB"},
                "recipients": Member.objects.filter(pk__in=[person.pk for person in people]),
                "by": None,
                "now": now,
                **changes,
            }
        )

    return said


class RefusingBackend(EmailBackend):
    def send_messages(self, messages):
        raise SMTPException("relay away")


def test_everybody_in_app_and_who_has_an_address_by_mail(say):
    assert say() == 3
    assert Message.objects.filter(channel=Channel.IN_APP).count() == 3
    assert Message.objects.filter(channel=Channel.EMAIL).count() == 2


def test_saying_the_same_twice_says_nothing(say):
    say()

    assert say() == 0
    assert Message.objects.count() == 5


def test_delivered_once_whatever_runs_twice(say, now):
    say()

    first, second = deliver_due(now=now), deliver_due(now=now)

    assert (first["in_app"], first["email"]) == (3, 2)
    assert (second["in_app"], second["email"]) == (0, 0)
    assert len(mail.outbox) == 2


def test_the_message_id_stays_the_same(say, now):
    say()
    deliver_due(now=now)
    first = {message.extra_headers["Message-ID"] for message in mail.outbox}
    # As if the worker had died between the server's acceptance and our commit.
    Message.objects.filter(channel=Channel.EMAIL).update(
        state=MessageState.PENDING, delivered_at=None
    )
    mail.outbox.clear()
    deliver_due(now=now)

    assert {message.extra_headers["Message-ID"] for message in mail.outbox} == first
    assert len(first) == 2


def test_what_is_stale_is_dropped_not_sent_late(say, now):
    say(stale_at=now + timedelta(hours=1))

    result = deliver_due(now=now + timedelta(hours=2))

    assert result["dropped"] == 5
    assert not mail.outbox


def test_withdrawn_messages_are_not_sent(say, now):
    say("notice_issued:meeting:7:1")

    assert withdraw(key_prefix="notice_issued:meeting:7:") == 5
    assert deliver_due(now=now)["in_app"] == 0


def test_a_refused_mail_waits_longer_each_time_and_is_given_up_after_a_day(say, now, settings):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    say()
    deliver_due(now=now)
    waiting = Message.objects.filter(channel=Channel.EMAIL)
    assert set(waiting.values_list("due_at", "attempts")) == {(now + timedelta(minutes=1), 1)}

    later = now + timedelta(minutes=2)
    deliver_due(now=later)
    assert set(waiting.values_list("due_at", "attempts")) == {(later + timedelta(minutes=2), 2)}

    moment = later
    while waiting.filter(state=MessageState.PENDING).exists():
        moment = waiting.latest("due_at").due_at
        deliver_due(now=moment)
    assert set(waiting.values_list("state", "tried_at")) == {(MessageState.PARKED, moment)}
    assert timedelta(hours=23) < moment - now < timedelta(hours=26)
    assert set(waiting.values_list("failure", flat=True)) == {"relay away"}


def test_one_poisoned_row_holds_nobody_up(say, now):
    say()
    Announcement.objects.create(
        key="poison",
        occasion="no_such",
        organization=Announcement.objects.get().organization,
        path="/",
        created_at=now,
    )
    Message.objects.create(
        announcement=Announcement.objects.get(key="poison"),
        recipient=Member.objects.filter(email="an@example.vn").get(),
        channel=Channel.EMAIL,
        due_at=now - timedelta(hours=1),
    )

    for minutes in (0, 2, 5, 10, 20):
        deliver_due(now=now + timedelta(minutes=minutes))

    assert len(mail.outbox) == 2
    poisoned = Message.objects.get(announcement__key="poison")
    assert poisoned.state == MessageState.PARKED
    assert poisoned.failure


def test_a_muted_occasion_comes_in_app_only_but_the_legal_notice_comes(say, people):
    factories.user(people[0], muted_occasions=[Occasion.TASK_DUE_SOON, Occasion.NOTICE_ISSUED])

    say("task")
    say("legal", occasion=Occasion.NOTICE_ISSUED)

    mails = Message.objects.filter(recipient=people[0], channel=Channel.EMAIL)
    assert list(mails.values_list("announcement__key", flat=True)) == ["legal"]


def test_a_lease_keeps_a_second_worker_away(say, now):
    say()
    Message.objects.filter(channel=Channel.EMAIL).update(
        leased_until=timezone.now() + timedelta(minutes=1)
    )

    assert deliver_due(now=now)["email"] == 0


def test_nothing_is_said_when_its_cause_is_rolled_back(say, now):
    with transaction.atomic():
        say()
        transaction.set_rollback(True)

    assert not Message.objects.exists()


def test_a_mail_is_written_in_the_readers_language(say, people, now):
    factories.user(people[0], language="en")
    say()
    deliver_due(now=now)

    by_address = {message.to[0]: message.subject for message in mail.outbox}
    assert by_address["an@example.vn"] == "Task due on 03/02/2026"
    assert by_address["binh@example.vn"] == "Nhiệm vụ đến hạn ngày 03/02/2026"
