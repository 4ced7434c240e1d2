from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from members.models import AuditEntry, Invitation, UserSession
from members.services import invitations, sessions
from tests import factories
from tests.factories import PASSWORD

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1"
COMPUTER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0.0.0 Safari/537.36 Edg/130.0"


@pytest.fixture
def quynh(branch):
    person = factories.member(home=branch, name="Nguyễn Thị Quỳnh")
    return factories.user(person, username="quynh", password=PASSWORD)


def log_in(user_agent):
    client = Client(headers={"user-agent": user_agent})
    client.post("/login/", {"username": "quynh", "password": PASSWORD})
    return client


def is_in(client):
    return client.get("/me/settings/").status_code == 200


@pytest.fixture
def phone(quynh):
    return log_in(PHONE)


@pytest.fixture
def computer(quynh):
    return log_in(COMPUTER)


def test_one_sees_ones_devices_and_no_key(phone, computer):
    page = phone.get("/me/sessions/")

    assert page.context["here"].device == "Safari, iPhone"
    assert [session.device for session in page.context["others"]] == ["Edge, Windows"]
    keys = set(Session.objects.values_list("session_key", flat=True))
    assert not keys & set(UserSession.objects.values_list("key_hash", flat=True))


def test_one_logs_another_device_out(phone, computer, quynh):
    [other] = phone.get("/me/sessions/").context["others"]

    phone.post(f"/me/sessions/{other.public_id}/end/")

    assert (is_in(phone), is_in(computer)) == (True, False)
    assert AuditEntry.objects.get().verb == "end_session"


def test_one_logs_all_others_out(phone, computer):
    third = log_in(COMPUTER)

    phone.post("/me/sessions/end/")

    assert [is_in(client) for client in (phone, computer, third)] == [True, False, False]


def test_nobody_ends_anothers_session(phone, secretary_client):
    theirs = UserSession.objects.get()

    response = secretary_client.post(f"/me/sessions/{theirs.public_id}/end/")

    assert response.status_code == 404
    assert is_in(phone)


def test_logging_out_takes_it_off_the_list(phone):
    phone.post("/logout/")

    assert not UserSession.objects.exists()


def test_a_new_password_leaves_this_device_alone(phone, computer):
    new = "bốn từ dễ nhớ"
    phone.post(
        "/me/password/",
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )

    assert (is_in(phone), is_in(computer)) == (True, False)
    page = phone.get("/me/sessions/")
    assert page.context["here"].device == "Safari, iPhone"
    assert not page.context["others"]


def test_a_reset_logs_every_device_out(phone, quynh, secretary, now):
    invitations.reset_access(
        member=quynh.member, channel=Invitation.Channel.SLIP, by=secretary, now=now
    )

    assert not is_in(phone)
    assert not quynh.sessions.exists()


def test_use_is_noted_each_five_minutes(quynh):
    with time_machine.travel("2026-03-01 08:00:00+07:00", tick=False) as clock:
        client = log_in(PHONE)
        began = UserSession.objects.get().used_at
        clock.shift(timedelta(minutes=4))
        is_in(client)
        assert UserSession.objects.get().used_at == began
        clock.shift(timedelta(minutes=2))
        is_in(client)
        assert UserSession.objects.get().used_at == began + timedelta(minutes=6)


def test_a_session_ends_twelve_hours_after_the_log_in_however_busy(quynh):
    with time_machine.travel("2026-03-01 08:00:00+07:00", tick=False) as clock:
        client = log_in(PHONE)
        clock.shift(timedelta(hours=11))
        assert is_in(client)
        clock.shift(timedelta(hours=1, minutes=1))
        assert not is_in(client)


def test_old_notes_are_forgotten(quynh, now):
    factories.user_session(quynh, created_at=now - timedelta(hours=13))
    kept = factories.user_session(quynh)

    assert sessions.forget_old_sessions(now=now) == 1
    assert list(UserSession.objects.all()) == [kept]


def test_who_holds_a_post_is_logged_out_when_nobody_uses_it(quynh, branch, settings):
    factories.post(quynh.member, branch)
    with time_machine.travel("2026-11-22T19:00+07:00", tick=False) as clock:
        client = log_in(PHONE)
        clock.shift(timedelta(seconds=settings.SESSION_IDLE_SECONDS))
        assert is_in(client)

        clock.shift(timedelta(seconds=settings.SESSION_IDLE_SECONDS + 301))
        page = client.get("/tasks/", follow=True)

    assert page.redirect_chain == [("/login/?next=%2Ftasks%2F", 302)]
    assert [str(message) for message in page.context["messages"]]


def test_a_plain_member_stays_logged_in_all_day(quynh, settings):
    with time_machine.travel("2026-11-22T08:00+07:00", tick=False) as clock:
        client = log_in(PHONE)
        clock.shift(timedelta(hours=11))
        assert is_in(client)


def test_form_sent_after_the_session_ended_leads_back_to_its_page(client, db):
    """The browser has kept what was typed and puts it back there."""
    page = "http://testserver/meetings/1/minutes/?item=2"

    answer = client.post("/me/settings/", {"text_size": 2}, headers={"referer": page})
    other = client.post("/me/settings/", headers={"referer": "https://elsewhere.example/"})

    assert answer.url == "/login/?next=%2Fmeetings%2F1%2Fminutes%2F%3Fitem%3D2"
    assert other.url == "/login/"


def test_log_in_goes_to_no_other_site(quynh, client):
    typed = {"username": "quynh", "password": PASSWORD, "next": "https://elsewhere.example/"}

    assert client.post("/login/", typed).url == "/"
