import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client, RequestFactory

from members import throttle
from members.models import LoginAttempt
from tests import factories
from tests.factories import PASSWORD

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


@pytest.fixture
def account(db):
    return factories.user(username="quynh", password=PASSWORD)


@pytest.fixture
def limits(settings):
    settings.LOGIN_LIMITS = {
        "account from one address": (3, 3600),
        "account": (5, 86_400),
        "address": (8, 3600),
    }


def from_address(address, **headers):
    return RequestFactory().get("/login/", REMOTE_ADDR=address, **headers)


def log_in(username="quynh", password="sai", address="198.51.100.1", client=None):
    client = client or Client()
    return client.post("/login/", {"username": username, "password": password}, REMOTE_ADDR=address)


# Counting


def test_charge_refuses_beyond_the_limit_and_says_how_long(db, limits):
    for _ in range(3):
        throttle.charge(from_address("198.51.100.1"), "quynh", NOON)

    with pytest.raises(throttle.TooManyAttempts) as refused:
        throttle.charge(from_address("198.51.100.1"), "quynh", NOON + timedelta(minutes=50))

    assert refused.value.seconds == 600


def test_charge_begins_anew_in_the_next_window(db, limits):
    for _ in range(3):
        throttle.charge(from_address("198.51.100.1"), "quynh", NOON)

    throttle.charge(from_address("198.51.100.1"), "quynh", NOON + timedelta(hours=1))


def test_refused_attempts_are_not_counted_against_the_account(db, limits):
    for _ in range(3):
        throttle.charge(from_address("198.51.100.1"), "quynh", NOON)
    for _ in range(10):
        with pytest.raises(throttle.TooManyAttempts):
            throttle.charge(from_address("198.51.100.1"), "quynh", NOON)

    throttle.charge(from_address("203.0.113.9"), "quynh", NOON)


def test_charge_caps_the_account_over_all_addresses(db, limits):
    for number in range(5):
        throttle.charge(from_address(f"198.51.100.{number}"), "quynh", NOON)

    with pytest.raises(throttle.TooManyAttempts) as refused:
        throttle.charge(from_address("198.51.100.200"), "QUỲNH", NOON)

    assert refused.value.seconds == 19 * 3600


def test_charge_caps_the_address_over_all_accounts(db, limits):
    for number in range(8):
        throttle.charge(from_address("198.51.100.1"), f"account{number}", NOON)

    with pytest.raises(throttle.TooManyAttempts):
        throttle.charge(from_address("198.51.100.1"), "quynh", NOON)


def test_give_back_leaves_only_failures(db, limits):
    throttle.charge(from_address("198.51.100.1"), "quynh", NOON)
    throttle.give_back(throttle.charge(from_address("198.51.100.1"), "quynh", NOON))

    assert set(LoginAttempt.objects.values_list("failures", flat=True)) == {1}


def test_neither_names_nor_addresses_are_kept(db):
    throttle.charge(from_address("198.51.100.1"), "mật khẩu gõ nhầm ô", NOON)

    kept = " ".join(LoginAttempt.objects.values_list("bucket", flat=True))
    assert "198.51" not in kept
    assert "mat khau" not in kept


@pytest.mark.django_db(transaction=True)
def test_charge_lets_no_more_through_when_many_come_at_once(limits):
    let_through, start = [], threading.Barrier(12)

    def attempt():
        start.wait()
        try:
            throttle.charge(from_address("198.51.100.1"), "quynh", NOON)
            let_through.append(1)
        except throttle.TooManyAttempts:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(let_through) == 3
    assert set(LoginAttempt.objects.values_list("failures", flat=True)) == {3}


def test_forget_old_attempts_keeps_what_still_counts(db, limits):
    throttle.charge(from_address("198.51.100.1"), "quynh", NOON)

    assert throttle.forget_old_attempts(NOON + timedelta(hours=23)) == 0
    assert throttle.forget_old_attempts(NOON + timedelta(days=4)) == 3


# Whose address


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 192.0.2.7", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "<script>", "unknown"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_client_address_believes_only_trusted_proxies(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies

    request = from_address("192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)

    assert throttle.client_address(request) == expected


# Through the page


def test_login_answers_429_with_the_time_to_wait(account, limits):
    for _ in range(3):
        assert log_in().status_code == 200

    response = log_in(password=PASSWORD)

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600


def test_login_of_the_owner_from_another_address(account, limits):
    for _ in range(3):
        log_in()

    assert log_in(password=PASSWORD, address="203.0.113.9").status_code == 302


def test_login_from_a_known_browser_when_the_account_is_under_attack(account, limits):
    own = Client()
    log_in(password=PASSWORD, client=own)
    own.post("/logout/")
    for number in range(6):
        log_in(address=f"198.51.100.{number}")

    assert log_in(password=PASSWORD, address="203.0.113.9").status_code == 429
    assert log_in(password=PASSWORD, address="203.0.113.9", client=own).status_code == 302


def test_a_known_browser_is_known_for_its_own_account_only_and_has_limits(account, limits):
    factories.user(username="khue", password=PASSWORD)
    own = Client()
    log_in(username="khue", password=PASSWORD, client=own)
    own.post("/logout/")

    statuses = [log_in(client=own, address=f"198.51.100.{n}").status_code for n in range(6)]
    own_statuses = [
        log_in(username="khue", client=own, address=f"203.0.113.{n}").status_code for n in range(4)
    ]

    assert statuses == [200] * 5 + [429]
    assert own_statuses == [200] * 3 + [429]


def test_a_forged_mark_of_a_browser_is_worth_nothing(account, limits):
    own = Client()
    log_in(password=PASSWORD, client=own)
    own.post("/logout/")
    own.cookies["device"] = own.cookies["device"].value[:-1] + "x"
    for number in range(5):
        log_in(address=f"198.51.100.{number}")

    assert log_in(password=PASSWORD, client=own).status_code == 429


def test_right_passwords_are_not_counted(account, limits):
    statuses = [log_in(password=PASSWORD).status_code for _ in range(10)]

    assert statuses == [302] * 10


class CountingHasher(MD5PasswordHasher):
    algorithm = "counting"
    calls = 0

    def encode(self, password, salt):
        type(self).calls += 1
        return super().encode(password, salt)


def test_unknown_names_cost_as_much_and_read_the_same(db, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    factories.user(username="quynh", password=PASSWORD)
    factories.user(username="closed", password=PASSWORD, is_active=False)
    costs, pages = [], []

    for username in ("quynh", "nobody", "closed"):
        CountingHasher.calls = 0
        page = log_in(username=username).content.decode()
        costs.append(CountingHasher.calls)
        pages.append(_without_token(page).replace(username, "…"))

    assert costs == [1, 1, 1]
    assert pages[0] == pages[1] == pages[2]


def _without_token(page):
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_password_change_is_limited_too(account, limits, sign_in):
    client = sign_in(account)
    wrong = {"old_password": "sai", "new_password1": "x", "new_password2": "y"}

    statuses = [client.post("/me/password/", wrong).status_code for _ in range(4)]

    assert statuses == [200, 200, 200, 429]
