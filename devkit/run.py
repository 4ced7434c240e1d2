"""`dev.py run`: set up what is missing, then web, worker and beat until Ctrl-C."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence

from devkit.app import prepare
from devkit.environment import ensure_packages
from devkit.pango import ensure_pango
from devkit.paths import LOGS, PYTHON, ROOT, VENV
from devkit.processes import Child, child, clear_remains, died, tell_to_stop
from devkit.servers import claimed, is_alone, published, servers, try_claim
from devkit.steps import Failure, say, step

READY_SECONDS = 60
WATCH_SECONDS = 0.5
HOST = "127.0.0.1"


def run(arguments: Sequence[str]) -> int:
    """Serve the app with its demo data; ends with Ctrl-C or SIGTERM, or when a process dies."""
    started = time.monotonic()
    port = _port()
    with contextlib.ExitStack() as stack:
        if not try_claim(stack, "run"):
            raise Failure("dev.py run is already going on in this folder; stop it first.")
        _refuse_taken(port)
        with contextlib.ExitStack() as others:
            if is_alone(others, holding="run"):  # so what is left is dead
                clear_remains()
        with claimed("setup", wait=True):
            ensure_packages(tests=False)
            ensure_pango()
        env, children = stack.enter_context(serving(port, reload="--reload" in arguments))
        with _until_interrupted():
            _announce(env, time.monotonic() - started)
            _watch(children)
    return 0


@contextlib.contextmanager
def serving(port: int, *, reload: bool = False) -> Iterator[tuple[dict[str, str], list[Child]]]:
    """Servers, then web, worker and beat, answering; stopped in reverse order."""
    address = f"http://{HOST}:{port}"
    with contextlib.ExitStack() as stack:
        ready = stack.enter_context(servers("run"))
        # Who changes code wants to see where it breaks; whoever only looks sees what people see.
        env = {"SITE_URL": address, "DEBUG": "1" if reload else "0", **ready.env}
        prepare(env)
        children = list(ready.children)
        with step("Web, worker, beat"):
            for name, command in _commands(port, reload=reload).items():
                children.append(stack.enter_context(child(name, command, env=env)))
            _await_page(f"{address}/readyz", children)
        stack.enter_context(published(env))
        try:
            yield env, children
        finally:
            for running in children[len(ready.children) :]:
                tell_to_stop(running)


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Failure(f"PORT={text} is not a port; say for example PORT=8001.")
    return int(text)


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise Failure(
                f"Port {port} is taken; choose another: PORT={port + 1} python3 dev.py run"
            ) from None


def _commands(port: int, *, reload: bool) -> dict[str, list[str]]:
    gunicorn = [str(VENV / "bin" / "gunicorn"), "config.wsgi:application"]
    gunicorn += ["--bind", f"{HOST}:{port}", "--workers", "2", "--threads", "4"]
    gunicorn += ["--graceful-timeout", "5", "--access-logfile", "-"]
    gunicorn += ["--reload"] if reload else []
    celery = [str(PYTHON), "-m", "celery", "-A", "config"]
    worker = [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"]
    return {"web": gunicorn, "worker": worker, "beat": [*celery, "beat", "--loglevel", "INFO"]}


def _await_page(address: str, children: list[Child]) -> None:
    # No proxy of the environment stands between us and our own process.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + READY_SECONDS
    while True:
        _refuse_dead(children)
        try:
            if opener.open(address, timeout=5).status == 200:
                return
        except (urllib.error.URLError, OSError) as error:
            if time.monotonic() > deadline:
                raise Failure(
                    f"{address} does not answer ({error}): read {LOGS}/web.log."
                ) from error
        time.sleep(0.1)


def _refuse_dead(children: list[Child]) -> None:
    for running in children:
        if running.process.poll() is not None:
            raise died(running)


def _announce(env: dict[str, str], seconds: float) -> None:
    say(f"\nSổ Chi Bộ: {env['SITE_URL']}   (ready in {seconds:.0f} s, logs in {LOGS})")
    logins = subprocess.run(
        [PYTHON, ROOT / "manage.py", "demo", "--logins"],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if logins.returncode == 0 and logins.stdout.strip():
        say("Demo log-ins, one per role:")
        say("\n".join("  " + line for line in logins.stdout.rstrip().splitlines()))
    say("Ctrl-C stops everything.")


def _watch(children: list[Child]) -> None:
    while True:
        _refuse_dead(children)
        time.sleep(WATCH_SECONDS)


@contextlib.contextmanager
def _until_interrupted() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        # A second Ctrl-C must not leave half of them running.
        for sig in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sig, signal.SIG_IGN)
        say("\nStopping …" if sys.stdout.isatty() else "Stopping …")
