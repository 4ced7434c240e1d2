"""Talks to the render process; each process of ours has one, started when first needed.

A talk that broke off is never resumed: the process is killed and the next job gets a new one.
"""

import atexit
import functools
import json
import logging
import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

START_SECONDS = 60.0
GRACE_SECONDS = 5.0  # beyond a job's own limit, for the render process to kill and answer

# No secret of ours may stand in the memory of a process that reads what strangers wrote.
_PASSED_ON = {
    *("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "VIRTUAL_ENV", "PYTHONPATH"),
    *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"),
}
_READ, _WRITE = select.POLLIN, select.POLLOUT
_ROOT = Path(__file__).resolve().parent.parent

logger = logging.getLogger(__name__)


class RenderProcessMissing(Exception):
    """The render process cannot work here; says what it said."""


class Renderer:
    """A resident render process and the turn-taking with it."""

    def __init__(self, font_dir: Path) -> None:
        self._font_dir = font_dir
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._unread = b""

    def run(self, job: dict[str, Any], html: str, css: str) -> tuple[dict[str, Any], bytes]:
        """The answer (`status`, `detail`) and the PDF, empty unless the status is `ok`."""
        parts = html.encode(), css.encode()
        head = json.dumps(job | {"html_bytes": len(parts[0]), "css_bytes": len(parts[1])})
        message = head.encode() + b"\n" + b"".join(parts)
        with self._lock:
            # It may have ended since the last job, so one new start is fair; a second is not.
            for last_try in (False, True):
                try:
                    return self._ask(message, job["wall_seconds"])
                except TimeoutError:
                    self.close()
                    return {"status": "timeout", "detail": "no answer"}, b""
                except (OSError, EOFError) as error:
                    logger.info("The render process has ended (%s).", type(error).__name__)
                    self.close()
                    if last_try:
                        break
                except BaseException:
                    self.close()  # a soft time limit, say: the talk is out of step now
                    raise
        return {"status": "failed", "detail": "broke off twice"}, b""

    def close(self) -> None:
        """Asked first, so that it can take its child and its files with it."""
        if process := self._let_go():
            process.terminate()
            try:
                process.wait(timeout=2)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def after_fork(self) -> None:
        """The process belongs to the parent of this copy."""
        self._lock = threading.Lock()
        if process := self._let_go():
            process.returncode = 0  # not ours to wait for

    def _let_go(self) -> "subprocess.Popen[bytes] | None":
        process, self._process, self._unread = self._process, None, b""
        if process and process.stdin and process.stdout:
            process.stdin.close()
            process.stdout.close()
        return process

    def _ask(self, message: bytes, wall_seconds: float) -> tuple[dict[str, Any], bytes]:
        if self._process is None:
            self._start()
        deadline = time.monotonic() + wall_seconds + GRACE_SECONDS
        self._write(message, deadline)
        answer = json.loads(self._read_line(deadline))
        return answer, self._read(answer["bytes"], deadline)

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "papers.render_process", str(self._font_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # library warnings quote what people wrote
            bufsize=0,
            cwd=_ROOT,
            env={name: value for name, value in os.environ.items() if name in _PASSED_ON},
            start_new_session=True,  # Ctrl-C ends us; it ends when our pipe closes
        )
        os.set_blocking(self._fd("stdin"), False)
        hello = json.loads(self._read_line(time.monotonic() + START_SECONDS))
        if hello["status"] != "ready":
            raise RenderProcessMissing(hello["detail"])

    def _fd(self, name: str) -> int:
        return int(getattr(self._process, name).fileno())

    def _write(self, data: bytes, deadline: float) -> None:
        rest = memoryview(data)
        while rest:
            self._wait(deadline, write=True)
            rest = rest[os.write(self._fd("stdin"), rest[:65536]) :]

    def _read_line(self, deadline: float) -> bytes:
        while b"\n" not in self._unread:
            self._fill(deadline)
        line, _, self._unread = self._unread.partition(b"\n")
        return line

    def _read(self, size: int, deadline: float) -> bytes:
        parts = [self._unread]
        self._unread = b""
        while (missing := size - sum(map(len, parts))) > 0:
            self._fill(deadline, missing)
            parts.append(self._unread)
            self._unread = b""
        return b"".join(parts)

    def _fill(self, deadline: float, size: int = 65536) -> None:
        self._wait(deadline, write=False)
        part = os.read(self._fd("stdout"), size)
        if not part:
            raise EOFError
        self._unread += part

    def _wait(self, deadline: float, *, write: bool) -> None:
        # Not select(): a busy web process may have file numbers beyond its 1,024.
        waiting = select.poll()
        waiting.register(self._fd("stdin" if write else "stdout"), _WRITE if write else _READ)
        if not waiting.poll(max(deadline - time.monotonic(), 0) * 1000):
            raise TimeoutError


@functools.cache
def renderer_for(font_dir: Path) -> Renderer:
    renderer = Renderer(font_dir)
    atexit.register(renderer.close)
    os.register_at_fork(after_in_child=renderer.after_fork)
    return renderer
