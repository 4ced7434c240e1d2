"""Notifications on telephones: whom the worker calls, what it says, what becomes of the answer."""

import json
import re

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import call_command

from devkit.reliability.sinks import BUSY, REFUSED, SILENT, TAKEN, PushSink, SmtpSink
from members import vapid
from members.delivery import deliver_due, run
from members.models import Channel, Member, Message, MessageState, Occasion, PushSubscription
from members.services.messages import announce
from tests import factories

AUTH = vapid.to_text(bytes(range(16)))


@pytest.fixture(autouse=True)
def key(settings):
    settings.VAPID_PRIVATE_KEY = vapid.new_private_key()


@pytest.fixture(scope="module")
def phone():
    return ec.generate_private_key(vapid.CURVE)


@pytest.fixture
def subscription(phone):
    point = phone.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {
        "endpoint": "https://fcm.googleapis.com/fcm/send/abc",
        "p256dh": vapid.to_text(point),
        "auth": AUTH,
    }


@pytest.fixture
def sink(settings):
    with PushSink() as service:
        settings.PUSH_HOSTS = [f"http://127.0.0.1:{service.port}"]
        yield service


@pytest.fixture
def device(sink, secretary, subscription, now):
    values = subscription | {"endpoint": f"http://127.0.0.1:{sink.port}/phone"}
    return PushSubscription.objects.create(user=secretary, created_at=now, **values)


@pytest.fixture
def say(branch, secretary, now):
    def said(key="a", **changes):
        return announce(
            **{
                "key": key,
                "occasion": Occasion.TASK_DUE_SOON,
                "organization": branch,
                "path": "/secret-page/",
                "params": {"description": "Kỷ luật", "due_on": "1/1", "branch": "CB"},
                "recipients": Member.objects.filter(pk=secretary.member_id),
                "by": None,
                "now": now,
                **changes,
            }
        )

    return said


def pushed(**lookup):
    return Message.objects.filter(channel=Channel.PUSH, **lookup)


# Whom the worker calls


@pytest.mark.parametrize(
    ("endpoint", "is_known"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/abc", True),
        ("https://web.push.apple.com/abc", True),
        ("https://wns2-sg2p.notify.windows.com/w/?token=abc", True),
        ("https://fcm.googleapis.com:443/abc", True),
        ("http://fcm.googleapis.com/abc", False),
        ("https://fcm.googleapis.com:8443/abc", False),
        ("https://fcm.googleapis.com@10.0.0.1/abc", False),
        ("https://fcm.googleapis.com.evil.example/abc", False),
        ("https://evilpush.apple.com.example/abc", False),
        ("https://push.apple.com.evil/abc", False),
        ("https://127.0.0.1/abc", False),
        ("https://[::1]/abc", False),
        ("https://169.254.169.254/latest/meta-data/", False),
        ("https://postgres:5432/", False),
        ("https://fcm.googleapis.com:http/", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_makers_of_browsers_are_called(endpoint, is_known):
    assert vapid.is_push_service(endpoint) is is_known


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://10.0.0.1/"},
        {"p256dh": "AAAA"},
        {"auth": "AAAA"},
        {"auth": "không"},
        {"endpoint": ""},
    ],
)
def test_what_is_no_subscription_is_refused(secretary_client, subscription, wrong):
    page = secretary_client.post("/me/notifications/add/", subscription | wrong)

    assert page.status_code == 422
    assert not PushSubscription.objects.exists()


def test_an_endpoint_that_is_no_longer_believed_is_not_called(device, say, settings, sink, now):
    settings.PUSH_HOSTS = ["fcm.googleapis.com"]
    say()
    deliver_due(now=now)

    assert not sink.log
    assert not PushSubscription.objects.exists()


# What it says


def test_a_notification_says_nothing_of_what_it_is_about(device, say, phone, sink, now):
    say()
    deliver_due(now=now)

    (body,) = sink.bodies
    text = http_ece.decrypt(body, private_key=phone, auth_secret=bytes(range(16)))
    said = json.loads(text)
    message = pushed().get()
    assert message.state == MessageState.SENT
    assert said["tag"] == message.announcement.public_id.hex
    assert said["url"] == f"/me/messages/{message.announcement.public_id}/"
    assert set(said) == {"text", "tag", "url"}
    assert "Kỷ luật" not in text.decode()
    assert "secret-page" not in text.decode()
    assert sink.log == [(said["tag"], "/phone")]


def test_the_same_message_has_the_same_tag(device, say, sink, now):
    say()
    deliver_due(now=now)
    pushed().update(state=MessageState.PENDING, delivered_at=None)
    deliver_due(now=now)

    assert len(sink.log) == 2
    assert sink.doubles == 1


def test_who_has_no_device_or_wants_no_such_reminder_gets_none(device, say, secretary):
    say("a")
    secretary.muted_occasions = [Occasion.TASK_DUE_SOON]
    secretary.save()
    say("b")
    device.delete()
    say("c")

    assert [message.announcement.key for message in pushed()] == ["a"]


# What becomes of the answer


def test_a_device_that_is_gone_is_forgotten(device, say, sink, now):
    sink.answers = lambda _path: REFUSED
    say()
    deliver_due(now=now)

    assert not PushSubscription.objects.exists()
    assert pushed().get().state == MessageState.CANCELLED


def test_one_device_that_takes_it_is_enough(device, say, sink, secretary, subscription, now):
    gone = subscription | {"endpoint": f"http://127.0.0.1:{sink.port}/gone"}
    PushSubscription.objects.create(user=secretary, created_at=now, **gone)
    sink.answers = lambda path: REFUSED if path == "/gone" else TAKEN
    say()
    deliver_due(now=now)

    assert PushSubscription.objects.get() == device
    assert pushed().get().state == MessageState.SENT


def test_a_busy_service_is_asked_again_later(device, say, sink, now):
    sink.answers = lambda _path: BUSY
    say()
    deliver_due(now=now)

    message = pushed().get()
    assert (message.state, message.failure) == (MessageState.PENDING, "429")
    assert message.due_at > now


def test_nobody_is_led_elsewhere(device, say, sink, now):
    sink.STATUS = sink.STATUS | {BUSY: "307 Temporary Redirect\r\nLocation: /elsewhere"}
    sink.answers = lambda path: BUSY if path == "/phone" else TAKEN
    say()
    deliver_due(now=now)

    assert not sink.log
    assert pushed().get().failure == "TooManyRedirects"


# The page


def test_a_device_is_added_listed_and_removed(secretary_client, secretary, subscription):
    page = secretary_client.post(
        "/me/notifications/add/",
        subscription,
        follow=True,
        headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130.0"},
    ).content.decode()
    device = PushSubscription.objects.get()
    assert (device.user, device.device) == (secretary, "Chrome, Android")
    assert "Chrome, Android" in page
    assert f'data-key="{vapid.public_key()}"' in page

    secretary_client.post(f"/me/notifications/{device.public_id}/remove/")

    assert not PushSubscription.objects.exists()


def test_a_shared_browser_tells_whoever_asked_last(secretary_client, reader, subscription, now):
    PushSubscription.objects.create(user=reader, created_at=now, **subscription)
    secretary_client.post("/me/notifications/add/", subscription)

    assert PushSubscription.objects.get().user != reader


def test_without_a_key_nothing_is_offered(secretary_client, subscription, settings):
    settings.VAPID_PRIVATE_KEY = ""

    assert "data-push" not in secretary_client.get("/me/notifications/").content.decode()
    assert secretary_client.post("/me/notifications/add/", subscription).status_code == 422
    assert not PushSubscription.objects.exists()


def test_the_script_is_served_from_the_root_and_kept_by_nobody(client):
    response = client.get("/service-worker.js")

    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache"
    script = response.content.decode()
    # What it keeps is the page without a network and its files, asked for as nobody.
    assert re.findall(r"kept\.(\w+)\(([^)]*)", script) == [
        ("addAll", "[...new Set(files"),
        ("put", "OFFLINE, page"),
    ]
    assert 'credentials: "omit"' in script


def test_a_new_page_without_a_network_makes_a_new_script(client, monkeypatch):
    before = client.get("/service-worker.js").content
    page = client.get("/offline/")
    monkeypatch.setattr("members.views.push.render_to_string", lambda name: "another page")

    assert page.status_code == 200
    assert "Set-Cookie" not in page
    assert client.get("/service-worker.js").content != before


def test_a_new_key_is_one_a_browser_takes(capsys, settings):
    call_command("new_push_key")
    settings.VAPID_PRIVATE_KEY = capsys.readouterr().out

    point = vapid.to_bytes(vapid.public_key())
    assert (len(point), point[0]) == (65, 4)


def test_nobody_removes_anothers_device(reader, secretary_client, subscription, now):
    device = PushSubscription.objects.create(user=reader, created_at=now, **subscription)

    assert secretary_client.post(f"/me/notifications/{device.public_id}/remove/").status_code == 404


def test_ten_devices_are_enough(secretary_client, secretary, subscription, now):
    for number in range(10):
        values = subscription | {"endpoint": f"https://fcm.googleapis.com/{number}"}
        PushSubscription.objects.create(user=secretary, created_at=now, **values)

    assert secretary_client.post("/me/notifications/add/", subscription).status_code == 422
    assert factories.user().push_subscriptions.count() == 0


def test_a_silent_mail_server_holds_up_no_notification(device, say, settings, secretary, sink, now):
    member = secretary.member
    member.email = "bithu@example.com"
    member.save(update_fields=["email"])
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 0.2
    say()

    with SmtpSink(answers=lambda _to: SILENT) as mail:
        settings.EMAIL_PORT = mail.port
        counts = deliver_due(now=now)

    assert (counts["push"], counts["email"], counts["failed"]) == (1, 0, 1)


def test_each_channel_has_its_turn_however_long_another_takes(
    device, say, settings, secretary, monkeypatch, now
):
    member = secretary.member
    member.email = "bithu@example.com"
    member.save(update_fields=["email"])
    monkeypatch.setattr(run, "SECONDS_EACH", 0)
    for key in "abc":
        say(key=key)

    counts = deliver_due(now=now)

    assert (counts["push"], counts["email"]) == (1, 1)
