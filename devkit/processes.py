"""Child processes that live as long as dev.py: started, recorded, stopped, and the remains of a
killed run cleared away."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from devkit.paths import LOGS, PIDS, ROOT
from devkit.steps import Failure, end_with_parent

PATIENCE = 15.0  # seconds a process has to stop by itself


@dataclass
class Child:
    name: str
    process: "subprocess.Popen[bytes]"
    log: Path
    stop_signal: int
    told_to_stop: bool = False


@contextlib.contextmanager
def child(
    name: str,
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    stop_signal: int = signal.SIGTERM,
    user: int | None = None,
    group: int | None = None,
) -> Iterator[Child]:
    """A process in its own session (Ctrl-C does not reach it); stopped when the block ends."""
    for folder in (LOGS, PIDS):
        folder.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd="/" if user is not None else ROOT,  # another user may not enter the checkout
            start_new_session=True,
            preexec_fn=end_with_parent(stop_signal),
            user=user,
            group=group,
            extra_groups=[] if user is not None else None,
        )
    pid_file = PIDS / name
    pid_file.write_text(f"{process.pid} {_started(process.pid)}")
    running = Child(name, process, log, stop_signal)
    try:
        yield running
    finally:
        _stop(running)
        pid_file.unlink(missing_ok=True)


def tell_to_stop(running: Child) -> None:
    """Ask without waiting, so that several can stop at the same time. Asked twice, Celery drops
    the task it is working on."""
    if not running.told_to_stop and running.process.poll() is None:
        running.process.send_signal(running.stop_signal)
    running.told_to_stop = True


def _stop(running: Child) -> None:
    process = running.process
    if process.poll() is None:
        tell_to_stop(running)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
    _kill_session(process.pid)
    process.wait()


def _kill_session(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def foreground(command: Sequence[str | Path], env: Mapping[str, str]) -> int:
    """Run a command in this terminal and give its exit code; Ctrl-C lets it end by itself."""
    process = subprocess.Popen(
        [str(part) for part in command], env=dict(env), cwd=ROOT, preexec_fn=end_with_parent()
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        if not (sys.stdin and sys.stdin.isatty()):  # a terminal has sent it Ctrl-C as well
            process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            process.wait(PATIENCE)
        raise
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def died(running: Child) -> Failure:
    """The failure to report for a child that is gone though nobody stopped it."""
    lines = running.log.read_text(errors="replace").splitlines()[-20:]
    text = "\n".join("    " + line for line in lines)
    return Failure(
        f"{text}\n{running.name} stopped by itself (exit code {running.process.poll()}); "
        f"the reason stands in {running.log}."
    )


def clear_remains() -> None:
    """End what a killed dev.py left behind. Nothing, normally: see end_with_parent."""
    if not PIDS.is_dir():
        return
    for pid_file in PIDS.iterdir():
        pid_text, _, started = pid_file.read_text().partition(" ")
        # A number that another process has by now has another start time.
        if pid_text.isdigit() and started and _started(int(pid_text)) == started:
            _end_session(int(pid_text))
        pid_file.unlink(missing_ok=True)


def _end_session(leader: int) -> None:
    # SIGINT is a fast stop for PostgreSQL; the others stop on it too.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGINT)
    deadline = time.monotonic() + PATIENCE
    while _started(leader) and time.monotonic() < deadline:
        time.sleep(0.1)
    _kill_session(leader)


def _started(pid: int) -> str:
    """When a process was started, in whatever unit the system gives; empty if it is gone."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            return "" if fields[0] == "Z" else fields[19]
        return ""
    if not shutil.which("ps"):
        return ""
    shown = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout.strip()
