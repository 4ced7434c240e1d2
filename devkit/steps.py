"""Steps of the set-up: each is shown with its seconds, and a failing one says what to do."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from devkit.paths import LOGS, ROOT

TAIL_LINES = 25


class Failure(Exception):
    """A step that cannot go on; the message is one sentence that says what to do."""


def say(text: str = "") -> None:
    print(text, flush=True)


@contextlib.contextmanager
def step(name: str) -> Iterator[list[str]]:
    """Show the name now and the seconds afterwards; lines put in the list follow as notes."""
    notes: list[str] = []
    on_terminal = sys.stdout.isatty()
    if on_terminal:
        print(f"  {name} …", end="", flush=True)
    started = time.monotonic()
    try:
        yield notes
    except BaseException:
        print(f"{chr(13) if on_terminal else ''}✗ {name:<34} {_seconds(started)}", flush=True)
        raise
    print(f"{chr(13) if on_terminal else ''}✓ {name:<34} {_seconds(started)}", flush=True)
    for note in notes:
        say(f"    {note}")


def _seconds(started: float) -> str:
    return f"{time.monotonic() - started:6.1f} s"


def call(
    command: Sequence[str | Path],
    *,
    remedy: str,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    user: int | None = None,
    group: int | None = None,
) -> None:
    """Run a command quietly; what it prints goes to setup.log, its end is shown if it fails."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log_path = LOGS / "setup.log"
    with log_path.open("ab") as log:
        log.write(("\n$ " + " ".join(map(str, command)) + "\n").encode())
        log.flush()
        start = log.tell()
        try:
            code = subprocess.run(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(env) if env is not None else None,
                cwd=cwd,
                preexec_fn=end_with_parent(),
                user=user,
                group=group,
                extra_groups=[] if user is not None else None,
                check=False,
            ).returncode
        except FileNotFoundError as error:
            raise Failure(f"{error.filename} was not found. {remedy}") from error
    if code != 0:
        raise Failure(f"{_tail(log_path, start)}\n{remedy} (all of it: {log_path})")


def _tail(log: Path, start: int) -> str:
    with log.open("rb") as file:
        file.seek(start)
        lines = file.read().decode(errors="replace").splitlines()
    return "\n".join("    " + line for line in lines[-TAIL_LINES:])


def end_with_parent(sig: int = signal.SIGTERM) -> Callable[[], None] | None:
    """A preexec_fn: the child gets this signal when dev.py dies, even by kill -9 (Linux only).

    It runs after the change of user, which would clear it.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def prepare() -> None:
        libc.prctl(1, int(sig), 0, 0, 0)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return prepare
