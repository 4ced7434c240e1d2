"""Runs inside the virtual environment: servers of its own, and the app on them, to be crashed."""

import contextlib
import os
import random
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
import redis

from devkit.paths import PYTHON, ROOT, VENV
from devkit.postgres import free_port, postgres
from devkit.processes import Child, child
from devkit.servers import ensure_database
from devkit.steps import call
from devkit.valkey import valkey

from .audit import Audit
from .killing import children_of, wait_until
from .sinks import PushSink, SmtpSink

DATABASE = "reliability"
START_SECONDS = 90


class Stage:
    """One PostgreSQL, one Valkey, a mail server, a push service, and what is started on them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a run that can be repeated
        self.stack = contextlib.ExitStack()
        self.database_stack, self.broker_stack = contextlib.ExitStack(), contextlib.ExitStack()
        self.mail, self.push = SmtpSink(), PushSink()
        self.pool: Child | None = None
        # No proxy of the environment stands between us and our own process.
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def __enter__(self) -> "Stage":
        self.stack.enter_context(self.mail)
        self.stack.enter_context(self.push)
        self.stack.callback(self.database_stack.close)
        self.stack.callback(self.broker_stack.close)
        url, self.database = self.database_stack.enter_context(postgres(DATABASE, throwaway=False))
        self.database_port = urlsplit(url).port
        self.broker_url, self.broker = self.broker_stack.enter_context(valkey(DATABASE))
        os.environ.update(self._environment(f"{url}/{DATABASE}"))
        ensure_database(dict(os.environ))
        call([PYTHON, ROOT / "manage.py", "migrate", "-v0"], env=os.environ, remedy="Read it.")
        django.setup()
        self.audit = self.stack.enter_context(Audit(os.environ["DATABASE_URL"]))
        return self

    def __exit__(self, *_error: object) -> None:
        self.stack.close()

    def _environment(self, database_url: str) -> dict[str, str]:
        """As in production, but for the encrypted line, and for static files, which nobody asks for
        here: DEBUG would answer with a page for developers where people are told to try again."""
        self.port = free_port()
        return {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "stage-only-" + "x" * 50,
            "IDENTITY_KEYS": "stage-only-" + "y" * 40,
            "ALLOWED_HOSTS": "127.0.0.1,testserver",
            "HTTPS": "0",
            "SECOND_FACTOR_REQUIRED": "0",
            "STATICFILES_BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
            "DATABASE_URL": database_url,
            "REDIS_URL": self.broker_url,
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
            "EMAIL_TIMEOUT": "2",
            "VAPID_PRIVATE_KEY": "7Yp0cV0w2vq1mE3lXq3c0k3rM1Fv2cJ9bYf6Q2o3n5A",
            "PUSH_HOSTS": f"http://127.0.0.1:{self.push.port}",
            "LOG_LEVEL": "ERROR",
        }

    # What runs on it

    @contextlib.contextmanager
    def workers(self, *, beats: int = 1) -> Iterator[None]:
        """Celery as in production: one worker of two processes, and beat."""
        celery = [str(PYTHON), "-m", "celery", "-A", "config"]
        with contextlib.ExitStack() as stack:
            worker = [*celery, "worker", "--concurrency", "2", "--loglevel", "ERROR"]
            stack.enter_context(self._kept_alive("reliability-worker", worker))
            for number in range(beats):
                file = ROOT / "var" / f"reliability-beat-{number}"
                beat = [*celery, "beat", "-s", str(file), "--loglevel", "ERROR"]
                stack.enter_context(child(f"reliability-beat-{number}", beat, env=os.environ))
            assert wait_until(lambda: len(children_of(self.pool_pid())) >= 2, START_SECONDS)  # noqa: S101
            yield

    @contextlib.contextmanager
    def _kept_alive(self, name: str, command: list[str]) -> Iterator[None]:
        """Begun anew when it ends, as docker-compose.yml has it: a worker whose broker goes away in
        the middle of a receipt ends itself."""
        stopped = threading.Event()

        def keep() -> None:
            while not stopped.is_set():
                with child(name, command, env=os.environ) as self.pool:
                    while self.pool.process.poll() is None and not stopped.wait(0.2):
                        pass

        # The process ends with this thread, so the thread lives as long as it.
        thread = threading.Thread(target=keep)
        thread.start()
        try:
            yield
        finally:
            stopped.set()
            thread.join()

    def pool_pid(self) -> int:
        return self.pool.process.pid if self.pool else 0

    @contextlib.contextmanager
    def bare_workers(self) -> Iterator[None]:
        """Two processes that do nothing but deliver. Celery ends itself when its processes die as
        often as here; what is on trial is the delivery."""
        command = [str(PYTHON), "-m", "devkit.reliability.pool", "2"]
        with child("reliability-pool", command, env=os.environ) as self.pool:
            assert wait_until(lambda: len(children_of(self.pool_pid())) >= 2, START_SECONDS)  # noqa: S101
            yield

    @contextlib.contextmanager
    def web(self) -> Iterator[Child]:
        command = [str(VENV / "bin" / "gunicorn"), "config.wsgi:application", "--threads", "4"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--log-level", "error"]
        with child("reliability-web", command, env=os.environ) as server:
            assert wait_until(lambda: bool(self.ask("/healthz")), START_SECONDS)  # noqa: S101
            yield server

    def _request(self, path: str, cookie: str = "") -> urllib.request.Request:
        return urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Cookie": cookie}
        )

    def ask(self, path: str) -> str:
        """What the web process answers; empty when it does not."""
        with contextlib.suppress(OSError):
            return str(self.opener.open(self._request(path), timeout=5).read())
        return ""

    def fetch(self, path: str, cookie: str) -> None:
        """One page as somebody who is logged in gets it, to the last byte."""
        self.opener.open(self._request(path, cookie), timeout=30).read()

    def status(self, path: str, cookie: str = "") -> str:
        """The number that the web process answers with."""
        try:
            return str(self.opener.open(self._request(path, cookie), timeout=10).status)
        except urllib.error.HTTPError as error:
            return str(error.code)
        except OSError as error:
            return type(error).__name__

    # Blows

    def flush_broker(self) -> None:
        with contextlib.suppress(redis.RedisError):
            redis.Redis.from_url(self.broker_url).flushall()

    def stop_broker(self) -> None:
        self.broker_stack.close()

    def start_broker(self) -> None:
        """At the same address, with nothing in it: it keeps nothing on disk."""
        parts = urlsplit(self.broker_url)
        self.broker_url, self.broker = self.broker_stack.enter_context(
            valkey(DATABASE, port=parts.port, password=parts.password)
        )

    def crash_database(
        self, *, away: float = 0, meanwhile: Callable[[], None] = lambda: None
    ) -> None:
        """Immediate mode: it stops in the middle of everything and recovers from its log."""
        self.database.process.send_signal(signal.SIGQUIT)
        self.database.process.wait()
        self.database_stack.close()
        meanwhile()
        time.sleep(away)
        _url, self.database = self.database_stack.enter_context(
            postgres(DATABASE, throwaway=False, port=self.database_port)
        )

    # Waiting

    def settle(self, keys: str, seconds: float, *, left: int = 0) -> bool:
        """Until no more than `left` rows of these announcements wait."""
        return wait_until(lambda: self._waiting(keys) <= left, seconds)

    def _waiting(self, keys: str) -> int:
        with contextlib.suppress(Exception):  # the server may just have been crashed
            return self.audit.waiting(keys)
        return 1 << 30

    def manage(self, *arguments: Any) -> None:
        call([PYTHON, Path(ROOT) / "manage.py", *map(str, arguments)], env=os.environ, remedy="?")
