"""How a message reaches a person: when, by which way, and what it looks like there."""

from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from members.delivery import deliver_due, outbox
from members.models import Announcement, Channel, Member, Message, MessageState, Occasion, User
from members.services.inbox import open_message
from members.services.messages import announce, withdraw
from tests import factories

PENDING, SENT, CANCELLED = MessageState.PENDING, MessageState.SENT, MessageState.CANCELLED


def at(text):
    """A moment of one night, in the zone of the office."""
    return timezone.make_aware(datetime.fromisoformat(f"2026-03-{text}"))


@pytest.fixture
def say(branch, an):
    def said(key, now, occasion=Occasion.TASK_DUE_SOON, **changes):
        params = {"description": f"Việc {key}", "due_on": "20/03/2026", "branch": "CB"}
        if occasion == Occasion.NOTICE_ISSUED:
            params = {"title": "Họp", "branch": "CB", "place": "Nhà", "starts_at": now.isoformat()}
        return announce(
            **{
                "key": key,
                "occasion": occasion,
                "organization": branch,
                "path": f"/{key}/",
                "params": params,
                "recipients": Member.objects.filter(pk=an.pk),
                "by": None,
                "now": now,
                **changes,
            }
        )

    return said


@pytest.fixture
def an(branch):
    return factories.member(home=branch, name="Lê Văn An", email="an@example.vn")


@pytest.fixture
def account(an):
    return factories.user(an)


def by_mail(**lookup):
    return Message.objects.filter(channel=Channel.EMAIL, **lookup)


# Once a day


@pytest.fixture
def daily(account):
    account.email_rhythm = User.EmailRhythm.DAILY
    account.save()
    return account


def test_the_digest_says_each_morning_what_waits(daily, say):
    say("a", at("10 09:00"))
    say("b", at("10 21:00"))
    assert deliver_due(now=at("11 06:59"))["email"] == 0
    assert Message.objects.filter(channel=Channel.IN_APP, state=SENT).count() == 2

    deliver_due(now=at("11 07:00"))

    (letter,) = mail.outbox
    assert "2" in letter.subject
    assert "http://127.0.0.1:8000/a/" in letter.body
    assert "http://127.0.0.1:8000/b/" in letter.body
    assert by_mail(state=SENT).count() == 2
    deliver_due(now=at("12 07:00"))
    assert len(mail.outbox) == 1


def test_the_legal_notice_does_not_wait_for_the_digest(daily, say):
    say("notice", at("10 09:00"), Occasion.NOTICE_ISSUED)
    say("task", at("10 09:00"))

    deliver_due(now=at("10 09:00"))

    assert [letter.subject for letter in mail.outbox] == ["Thông báo họp: Họp"]


def test_what_was_read_in_the_app_is_not_in_the_digest(daily, say):
    say("a", at("10 09:00"))
    say("b", at("10 09:00"))
    deliver_due(now=at("10 09:00"))
    read = Message.objects.get(channel=Channel.IN_APP, announcement__key="a")
    open_message(message=read, now=at("10 10:00"))

    deliver_due(now=at("11 07:00"))

    assert "/a/" not in mail.outbox[0].body
    assert by_mail(announcement__key="a").get().state == CANCELLED


def test_a_digest_sent_again_after_a_crash_is_known_to_be_the_same(daily, say):
    say("a", at("10 09:00"))
    say("b", at("10 09:30"))
    deliver_due(now=at("11 07:00"))
    # As if the worker had died before its commit, and one of the two was read in between.
    by_mail().update(state=PENDING, delivered_at=None, leased_until=at("11 07:01"))
    Message.objects.filter(channel=Channel.IN_APP, announcement__key="a").update(
        read_at=at("11 07:02")
    )
    deliver_due(now=at("11 07:05"))

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.body == second.body


def test_the_digests_of_two_days_are_two(daily, say):
    say("a", at("10 09:00"))
    deliver_due(now=at("11 07:00"))
    say("b", at("11 09:00"))
    deliver_due(now=at("12 07:00"))

    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == 2


def test_one_that_cannot_be_written_does_not_hold_the_digest(daily, say):
    say("a", at("10 09:00"))
    say("b", at("10 09:00"))
    Announcement.objects.filter(key="b").update(occasion="no_such")

    deliver_due(now=at("11 07:00"))

    assert "/a/" in mail.outbox[0].body
    assert set(by_mail().values_list("announcement__key", "state")) == {("a", SENT), ("b", PENDING)}


def test_only_what_the_rules_require(account, say):
    account.email_rhythm = User.EmailRhythm.NONE
    account.save()
    say("task", at("10 09:00"))
    say("notice", at("10 09:00"), Occasion.NOTICE_ISSUED)

    assert by_mail().get().announcement.key == "notice"


# Quiet hours


@pytest.fixture
def sleeper(account):
    account.quiet_from, account.quiet_to = time(22), time(6)
    account.save()
    return account


@pytest.mark.parametrize(
    ("moment", "waits_until"),
    [
        ("10 21:59", None),
        ("10 22:00", "11 06:00"),
        ("10 23:59", "11 06:00"),
        ("11 00:00", "11 06:00"),
        ("11 05:59", "11 06:00"),
        ("11 06:00", None),
    ],
)
def test_quiet_over_midnight(sleeper, say, moment, waits_until):
    say("a", at(moment))

    result = deliver_due(now=at(moment))

    assert result["held"] == bool(waits_until)
    assert len(mail.outbox) == (not waits_until)
    if waits_until:
        assert by_mail().get().due_at == at(waits_until)
        deliver_due(now=at(waits_until))
        assert len(mail.outbox) == 1


@pytest.mark.parametrize(("moment", "is_sent"), [("10 12:30", False), ("10 14:00", True)])
def test_quiet_at_noon(sleeper, say, moment, is_sent):
    sleeper.quiet_from, sleeper.quiet_to = time(12), time(14)
    sleeper.save()
    say("a", at(moment))

    deliver_due(now=at(moment))

    assert bool(mail.outbox) == is_sent


def test_the_legal_notice_comes_at_any_hour(sleeper, say):
    say("notice", at("10 23:00"), Occasion.NOTICE_ISSUED)

    deliver_due(now=at("10 23:00"))

    assert len(mail.outbox) == 1


def test_the_app_itself_is_never_quiet(sleeper, say):
    say("a", at("10 23:00"))

    assert deliver_due(now=at("10 23:00"))["in_app"] == 1


def test_a_whole_digest_waits_for_the_end_of_the_quiet_hours(sleeper, say):
    sleeper.email_rhythm, sleeper.quiet_to = User.EmailRhythm.DAILY, time(9)
    sleeper.save()
    say("a", at("10 10:00"))
    say("b", at("10 11:00"))

    deliver_due(now=at("11 07:00"))
    assert not mail.outbox
    deliver_due(now=at("11 09:00"))

    (letter,) = mail.outbox
    assert "/a/" in letter.body
    assert "/b/" in letter.body


def test_half_a_pair_of_quiet_hours_is_refused_by_the_database(account):
    account.quiet_from = time(22)

    with pytest.raises(Exception, match="user_quiet_pair"):
        account.save()


def test_holding_a_city_is_one_statement(sleeper, say, branch, django_assert_max_num_queries):
    people = [factories.member(home=branch, email=f"m{n}@example.vn") for n in range(20)]
    for person in people:
        factories.user(person, quiet_from=time(22), quiet_to=time(6))
    say("a", at("10 23:00"), recipients=Member.objects.all())

    with django_assert_max_num_queries(25):
        assert deliver_due(now=at("10 23:00"))["held"] == 21


# What it looks like


def test_an_email_is_text_and_html_under_one_stable_id(an, say):
    say("notice", at("10 09:00"), Occasion.NOTICE_ISSUED)
    deliver_due(now=at("10 09:00"))

    (letter,) = mail.outbox
    sent = letter.message()
    assert [part.get_content_type() for part in sent.get_payload()] == ["text/plain", "text/html"]
    assert len(sent.get_all("Message-ID")) == 1
    page = letter.alternatives[0][0]
    assert "Thông báo họp: Họp" in page
    assert 'href="http://127.0.0.1:8000/notice/"' in page
    assert "<style" not in page


def test_html_of_an_email_escapes_what_people_wrote(an, say):
    say("a", at("10 09:00"), params={"description": "<img src=x>", "due_on": "1/1", "branch": "B"})
    deliver_due(now=at("10 09:00"))

    assert "<img" not in mail.outbox[0].alternatives[0][0]
    assert "<img src=x>" in mail.outbox[0].body


# Leases


def test_what_is_withdrawn_while_it_is_leased_is_not_sent(an, say):
    say("a", at("10 09:00"))
    (lease,) = outbox.claim_singly(Channel.EMAIL, at("10 09:00"))
    withdraw(key_prefix="a")

    assert lease.renew() is None


def test_a_lease_that_ran_out_and_was_taken_over_is_lost(an, say):
    say("a", at("10 09:00"))
    slow = next(outbox.claim_singly(Channel.EMAIL, at("10 09:00")))
    later = timezone.now() + timedelta(minutes=2)
    quick = next(outbox.claim_singly(Channel.EMAIL, later))

    assert slow.renew() is None
    assert quick.renew() is not None
