"""Headers, cookies and markup of every page, with the settings of an installation."""

import importlib.util
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client, override_settings

from members.models import User
from tests import factories

from .answers import body_of
from .asking import ask, opened_by, targets
from .rules import PUBLIC, ROWS

pytestmark = pytest.mark.django_db
HOST = "so-chi-bo.example"
PRODUCTION = {
    "DEVELOPMENT": "0",
    "SECRET_KEY": "k3Yy-only-for-this-test-" + "0aZ9" * 12,
    "IDENTITY_KEYS": "k3Yy-only-for-this-test-" + "1bY8" * 12,
    "ALLOWED_HOSTS": HOST,
    "CSRF_TRUSTED_ORIGINS": f"https://{HOST}",
    "SITE_URL": f"https://{HOST}",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "DEFAULT_FROM_EMAIL": f"so-chi-bo@{HOST}",
    "TRUSTED_PROXIES": "1",
}
# What belongs to the test run and not to the installation.
OURS = {"DATABASES", "CACHES", "STORAGES", "MEDIA_ROOT", "STATIC_ROOT", "PASSWORD_HASHERS"}
CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


@pytest.fixture
def installation(monkeypatch):
    """The settings file read as an installation would read it."""
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    spec = importlib.util.spec_from_file_location(
        "settings_of_an_installation", settings.BASE_DIR / "config" / "settings.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    security = {
        name: getattr(module, name)
        for name in dir(module)
        if name.isupper() and name not in OURS and not name.startswith("EMAIL")
    }
    with override_settings(**security):
        yield Client(headers={"host": HOST, "x-forwarded-proto": "https"})


def policy_of(response):
    parts = [part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";")]
    return {name: value for name, _space, value in parts if name}


def test_installation_answers_with_these_headers(installation, world):
    installation.force_login(world.accounts["secretary"])

    page = installation.get("/")

    assert page.status_code == 200
    assert policy_of(page) == CSP
    assert {name: page[name] for name in EXPECTED} == EXPECTED
    assert not {"Server", "X-Powered-By"} & set(page.headers)


EXPECTED = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pytest.mark.parametrize("path", ["/login/", "/no-such-page/", "/healthz"])
def test_strangers_get_the_same_protection(installation, path):
    page = installation.get(path)

    assert policy_of(page) == CSP
    protections = EXPECTED.keys() - {"Cache-Control"}
    assert {name: page[name] for name in protections} == {n: EXPECTED[n] for n in protections}


def log_in(browser, account):
    """By the form, so that the cookies are those of the app."""
    account = User.objects.get(pk=account.pk)
    account.set_password(factories.PASSWORD)
    account.save()
    browser.get("/login/")
    sent = {"username": account.username, "password": factories.PASSWORD}
    assert browser.post("/login/", sent).status_code == 302


def test_cookies_are_tied_to_this_very_host(installation, world):
    log_in(installation, world.accounts["secretary"])

    cookies = installation.cookies
    assert {"__Host-session", "__Host-csrf"} <= set(cookies)
    for name, cookie in cookies.items():
        assert cookie["secure"], name
        assert cookie["httponly"], name
        assert cookie["samesite"] in {"Lax", "Strict"}, name
        assert cookie["path"] == "/", name
        assert not cookie["domain"], name


def test_plain_http_goes_to_https_except_health(installation):
    plain = Client(headers={"host": HOST})

    moved = plain.get("/login/")

    assert (moved.status_code, moved.url) == (301, f"https://{HOST}/login/")
    assert plain.get("/healthz").status_code == 200


def test_foreign_host_is_refused(installation):
    assert Client(headers={"host": "evil.example"}).get("/login/", secure=True).status_code == 400


def test_error_page_of_an_installation_tells_nothing(installation):
    page = installation.get("/no-such-page/").content.decode()

    assert "Traceback" not in page
    assert settings.SECRET_KEY not in page
    assert "config.urls" not in page


def test_check_deploy_finds_nothing(monkeypatch):
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    # For the browser of these tests; no installation has it.
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)

    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def observatory_score(response, cookies):
    """What Mozilla's scanner would give for these headers (http-observatory, scoring.md)."""
    policy = policy_of(response)
    session = [cookie for name, cookie in cookies.items() if "session" in name]
    rules = [
        (10, policy.get("default-src") == "'none'" and "unsafe" not in str(policy)),
        (5, policy.get("frame-ancestors") == "'none'"),
        (5, "preload" in response.get("Strict-Transport-Security", "")),
        (5, response.get("Referrer-Policy") in {"same-origin", "no-referrer", "strict-origin"}),
        (5, bool(session) and all(cookie["samesite"] for cookie in session)),
    ]
    return 100 + sum(points for points, holds in rules if holds)


def test_local_observatory_score(installation, world):
    log_in(installation, world.accounts["secretary"])

    page = installation.get("/")

    assert observatory_score(page, installation.cookies) == 130


# Every page that somebody may open


PAGES = [name for name in ROWS if "GET" in ROWS[name].methods]
FILES = {
    "meetings:attachment_download",
    "meetings:directive_download",
    "meetings:paper",
    "meetings:yearbook",
}
# Drawn into a page that is open already.
PARTS = {"meetings:checkin_code"}
# Attributes and elements that a strict policy silently drops.
INLINE = re.compile(
    r"<[^>]+\s(?:style|on[a-z]+)\s*=|<style\b|<script(?![^>]*\bsrc=)", re.IGNORECASE
)


@pytest.mark.parametrize("name", PAGES)
def test_page_keeps_the_policy(world, clients, name):
    role, url = next(
        (role, url)
        for place, key, url in targets(world, name)
        if (role := opened_by(name, place, key))
    )

    response = ask(clients["anonymous" if ROWS[name].rule == PUBLIC else role], "GET", url)

    if ROWS[name].rule != PUBLIC:
        assert "no-store" in response["Cache-Control"]
    if name in FILES:
        # A file may hold anything: nothing of it runs, and nothing it names is fetched.
        assert policy_of(response)["default-src"] == "'none'"
        assert not {"script-src", "connect-src"} & policy_of(response).keys()
        assert response["X-Content-Type-Options"] == "nosniff"
        return
    assert policy_of(response) == CSP
    if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
        html = body_of(response).decode()
        assert INLINE.findall(html) == []
        if name not in PARTS:
            assert_well_formed(html)


def assert_well_formed(html):
    assert html.count("<h1") == 1
    assert re.search(r'<html[^>]* lang="vi"', html)
    assert re.search(r"<title>\s*\S", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)
