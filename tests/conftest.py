"""What all tests share: quick settings, the cast and their browsers, data of migrations kept."""

import os

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import timezone, translation
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import sync_playwright
from pytest_django.plugin import blocking_manager_key

from config.celery import app as celery_app

from .cast import CAST, Tree, play, play_moved_away, play_technical_admin

CHROMIUM_FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
FLUSHING = {"transactional_db", "live_server"}
MIGRATED_ROWS = pytest.StashKey[str]()
OUR_APPS = {"branches", "members", "meetings"}

# Times say more of the machine than of the code. A verdict must not depend on luck, a developer's
# run may find something new.
hypothesis_settings.register_profile("ours", deadline=None, derandomize="CI" in os.environ)
hypothesis_settings.load_profile("ours")


@pytest.fixture(scope="session", autouse=True)
def quick_settings(tmp_path_factory):
    """No slow hasher, no hashed static files, no Redis, no file outside a temporary folder."""
    celery_app.conf.task_always_eager = True
    celery_app.conf.task_eager_propagates = True
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
    ):
        yield


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        models = [model for model in apps.get_models() if model._meta.app_label in OUR_APPS]
        rows = [row for model in models if model.objects.exists() for row in model.objects.all()]
        request.config.stash[MIGRATED_ROWS] = serializers.serialize("json", rows)
    yield
    with django_db_blocker.unblock():
        connection.close()  # the server may have ended it long ago: nobody asked for a while
        _end_other_sessions()
    _reload_migrated_rows(request.config)  # for --reuse-db, when the last test flushed


def _end_other_sessions():
    """A thread of the live server may still be saying goodbye; the database is dropped next."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """A test that flushes takes the rows of migrations with it; the next one needs them."""
    yield
    mark = item.get_closest_marker("django_db")
    flushed = FLUSHING & set(getattr(item, "fixturenames", ()))
    if nextitem and (flushed or (mark and mark.kwargs.get("transaction"))):
        _reload_migrated_rows(item.config)


def _reload_migrated_rows(config):
    with config.stash[blocking_manager_key].unblock(), transaction.atomic():
        for loaded in serializers.deserialize("json", config.stash[MIGRATED_ROWS]):
            loaded.save()


@pytest.fixture
def in_english():
    """Words of refusals as they stand in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """`with commit():` runs what the block left for after its commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


# The cast. `secretary` is an account, `secretary.member` the person, `secretary_client` a browser
# in which they are logged in.


@pytest.fixture
def tree(db):
    return Tree()


@pytest.fixture
def branch(tree):
    return tree.branch


@pytest.fixture
def sign_in(db):
    """A browser in which the account is logged in."""

    def signed_in(user):
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def moved_away(tree):
    return play_moved_away(tree)


@pytest.fixture
def technical_admin(db):
    return play_technical_admin()


def _account(username):
    @pytest.fixture(name=username)
    def account(tree):
        return play(tree, username)

    return account


def _browser(username):
    @pytest.fixture(name=f"{username}_client")
    def browser(request, sign_in):
        return sign_in(request.getfixturevalue(username))

    return browser


for _username in CAST:
    globals()[_username] = _account(_username)
for _username in [*CAST, "moved_away", "technical_admin"]:
    globals()[f"{_username}_client"] = _browser(_username)


@pytest.fixture(scope="session")
def chromium():
    """The one browser of this worker: Playwright cannot be started twice in a process.

    Its loop runs in this thread for the rest of the session; the ORM is used by tests and by the
    threads of the live server, never by the loop.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=CHROMIUM_FLAGS
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
