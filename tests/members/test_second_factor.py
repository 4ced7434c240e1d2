import time
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from members.models import AuditEntry, Invitation
from members.services import invitations
from tests import factories
from tests.factories import PASSWORD

START = "2026-03-01 08:00:00+07:00"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def quynh(branch):
    person = factories.member(home=branch, name="Nguyễn Thị Quỳnh")
    return factories.user(person, username="quynh", password=PASSWORD)


def log_in(client=None):
    client = client or Client()
    client.response = client.post("/login/", {"username": "quynh", "password": PASSWORD})
    return client


def is_in(client):
    return client.get("/me/messages/").status_code == 200


def shown(key):
    """What the app shows now."""
    made = TOTP(bytes.fromhex(key))
    made.time = time.time()
    return f"{made.token():06d}"


@pytest.fixture
def recovery_codes(quynh, clock):
    """The second step is set up; a minute later."""
    client = log_in()
    client.get("/me/second-factor/")
    key = client.session["second_factor_key"]
    page = client.post("/me/second-factor/", {"code": shown(key)})
    clock.shift(timedelta(minutes=1))
    return page.context["codes"]


@pytest.fixture
def key(recovery_codes):
    return TOTPDevice.objects.get().key


def test_setting_up_asks_for_a_first_code(quynh, clock):
    client = log_in()
    page = client.get("/me/second-factor/").content.decode()
    assert "data:image/svg+xml" in page

    assert client.post("/me/second-factor/", {"code": "000000"}).status_code == 422
    assert not TOTPDevice.objects.exists()


def test_recovery_codes_are_kept_as_hashes(recovery_codes):
    kept = " ".join(StaticToken.objects.values_list("token", flat=True))

    assert len(recovery_codes) == 8
    assert not [code for code in recovery_codes if code.replace("-", "") in kept.upper()]


def test_the_password_alone_opens_nothing(key):
    client = log_in()

    assert client.response.url == "/login/code/"
    assert not is_in(client)


def test_a_code_opens_once(key, clock):
    code = shown(key)
    first, second = log_in(), log_in()

    assert first.post("/login/code/", {"code": code}).url == "/"
    assert second.post("/login/code/", {"code": code}).status_code == 422
    assert (is_in(first), is_in(second)) == (True, False)


def test_a_recovery_code_opens_once(recovery_codes):
    first, second = log_in(), log_in()
    first.post("/login/code/", {"code": recovery_codes[0].lower()})
    second.post("/login/code/", {"code": recovery_codes[0]})

    assert (is_in(first), is_in(second)) == (True, False)


def test_codes_cannot_be_tried_for_ever(key, clock):
    client = log_in()
    tried = [client.post("/login/code/", {"code": "000000"}).status_code for _try in range(11)]

    assert tried[-1] == 429
    assert set(tried[:-1]) == {422}


def test_the_second_step_waits_ten_minutes(key, clock):
    client = log_in()
    clock.shift(timedelta(minutes=11))

    assert client.post("/login/code/", {"code": shown(key)}).url == "/login/"


def test_without_a_password_there_is_no_second_step(client, db):
    assert client.get("/login/code/").url == "/login/"


def test_taking_it_off_asks_for_a_code(key, clock):
    client = log_in()
    client.post("/login/code/", {"code": shown(key)})
    clock.shift(timedelta(minutes=1))

    assert client.post("/me/second-factor/", {"code": "000000"}).status_code == 422
    client.post("/me/second-factor/", {"code": shown(key)})

    assert not TOTPDevice.objects.exists()
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["confirm_second_factor", "drop_second_factor"]


def test_a_reset_takes_it_off(key, quynh, secretary, now):
    slip = Invitation.Channel.SLIP
    invitations.reset_access(member=quynh.member, channel=slip, by=secretary, now=now)

    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()


def test_the_shell_helps_whom_nobody_else_can(key, clock):
    client = log_in()
    client.post("/login/code/", {"code": shown(key)})

    call_command("lift_second_factor", "quynh", stdout=StringIO())

    assert not is_in(client)
    assert is_in(log_in())
    assert AuditEntry.objects.filter(verb="drop_second_factor", by=None).exists()
    with pytest.raises(CommandError):
        call_command("lift_second_factor", "nobody")


def test_people_with_a_post_must_set_it_up_first(quynh, branch, clock, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    factories.post(quynh.member, branch)
    client = log_in()

    assert client.get("/members/").url == "/me/second-factor/"
    assert client.get("/admin/").url == "/me/second-factor/"
    client.get("/me/second-factor/")
    code = shown(client.session["second_factor_key"])
    client.post("/me/second-factor/", {"code": code})

    assert client.get("/members/").status_code == 200


def test_plain_members_need_not(quynh, clock, settings):
    settings.SECOND_FACTOR_REQUIRED = True

    assert is_in(log_in())
