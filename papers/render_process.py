"""The process that makes PDFs: `python -m papers.render_process FONT_DIR`. It knows no Django.

It imports WeasyPrint once, then forks a child with hard limits for each job on standard input and
kills it when its time is up. Talk of this process and of papers/renderer.py: a line of JSON, then
the bytes it announces.
"""

import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from papers.drawing import Drawing

IDLE_SECONDS = 600  # then the process ends; the next job starts a new one
MESSAGE_BYTES = 10_000
FONT_FILE_BYTES = 8_000_000
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")
_WRITING = os.O_WRONLY | os.O_RDWR

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""

Draw = Callable[[dict[str, Any]], bytes]


def main() -> None:
    """Answers `ready` or `unavailable`, then serves until standard input ends."""
    talk_in, talk_out = os.fdopen(os.dup(0), "rb", 0), os.fdopen(os.dup(1), "wb", 0)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # or the folder would stay behind
    os.dup2(2, 1)  # nothing that a library prints may mix with the talk
    with tempfile.TemporaryDirectory(prefix="papers-") as folder:
        # Only these fonts exist for Pango: no letter can fall back to another family.
        conf = Path(folder, "fonts.conf")
        fonts, cache = escape(sys.argv[1]), escape(str(Path(folder, "cache")))
        conf.write_text(FONTS_CONF.format(fonts=fonts, cache=cache), encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(conf)
        try:
            # Pango may be missing; only this process must find out.
            from papers.drawing import Drawing  # noqa: PLC0415

            drawing = Drawing(Path(sys.argv[1]))
        except (OSError, ImportError) as error:
            send(talk_out, {"status": "unavailable", "detail": str(error)[:MESSAGE_BYTES]})
            return
        send(talk_out, {"status": "ready"})
        serve(talk_in, talk_out, drawing, conf)


def serve(talk_in: BinaryIO, talk_out: BinaryIO, drawing: "Drawing", conf: Path) -> None:
    while select.select([talk_in], [], [], IDLE_SECONDS)[0]:
        line = read_line(talk_in)
        # Somebody tidied up temporary files: without ours, letters would be lost in silence.
        if not line or not conf.exists():
            return
        job = json.loads(line)
        job["html"] = read_exactly(talk_in, job["html_bytes"]).decode()
        job["css"] = read_exactly(talk_in, job["css_bytes"]).decode()
        answer, pdf = run_limited(job, drawing, close=(talk_in, talk_out))
        send(talk_out, answer | {"bytes": len(pdf)}, pdf)
        if answer["status"] == "ok":
            drawing.remember(job["css"])


def run_limited(
    job: dict[str, Any], draw: Draw, *, close: tuple[BinaryIO, ...] = ()
) -> tuple[dict[str, str], bytes]:
    """One job in a child of its own. Returns the answer and the PDF, empty unless `ok`."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        for stream in close:
            stream.close()
        os.close(read_end)
        _be_the_child(job, draw, write_end)
    os.close(write_end)
    try:
        output, ended = _collect(read_end, job["wall_seconds"], job["output_bytes"])
    finally:
        os.close(read_end)
        # Also when it ended by itself: what it may have started ends with it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if ended == "ended" and output[:1] == b"P":
        return {"status": "ok"}, output[1:]
    if ended == "ended" and output[:1] == b"E":
        return json.loads(output[1:]), b""
    return _reason(ended, status), b""


def _be_the_child(job: dict[str, Any], draw: Draw, write_end: int) -> None:
    """Never returns: the copy of the parent's stack must not run on."""
    try:
        os.setsid()
        _die_with_parent()
        _limit(job)
        _wall_in()
        try:
            result = b"P" + draw(job)
        except (RecursionError, MemoryError) as error:
            result = b"E" + _failure("too_large", error)
        except Exception as error:
            result = b"E" + _failure("failed", error)
        with os.fdopen(write_end, "wb") as pipe:
            pipe.write(result)
    finally:
        os._exit(0)


def _limit(job: dict[str, Any]) -> None:
    limits = {
        resource.RLIMIT_CPU: job["cpu_seconds"],
        resource.RLIMIT_AS: job["memory_bytes"],
        resource.RLIMIT_FSIZE: FONT_FILE_BYTES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for kind, value in limits.items():
        # macOS refuses some; the wall clock holds everywhere.
        with contextlib.suppress(ValueError, OSError):
            # One more second of CPU until SIGKILL, so that SIGXCPU tells the reason.
            resource.setrlimit(kind, (value, value + (kind == resource.RLIMIT_CPU)))


def _wall_in() -> None:
    """A second wall behind the fetcher that refuses: Python itself connects and opens nothing."""
    own = tuple(str(Path(root).resolve()) + os.sep for root in (sys.prefix, sys.base_prefix))

    def refuse(event: str, args: tuple[Any, ...]) -> None:
        if event.startswith(_FORBIDDEN):
            raise PermissionError(event)
        if event == "open" and not isinstance(args[0], int):
            path, mode, flags = os.path.realpath(os.fsdecode(args[0])), args[1] or "r", args[2]
            if mode not in ("r", "rb") or flags & _WRITING or not path.startswith(own):
                raise PermissionError(event)

    sys.addaudithook(refuse)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def _failure(status: str, error: BaseException) -> bytes:
    # Where it broke, never the words of the error: they may quote what people wrote.
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return json.dumps({"status": status, "detail": f"{type(error).__name__} {place}"}).encode()


def _collect(pipe: int, wall_seconds: float, output_bytes: int) -> tuple[bytes, str]:
    """Reads until the child ends, is late, or writes too much."""
    parts: list[bytes] = []
    size, deadline = 0, time.monotonic() + wall_seconds
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            return b"", "late"
        part = os.read(pipe, 1 << 16)
        if not part:
            return b"".join(parts), "ended"
        parts.append(part)
        size += len(part)
        if size > output_bytes:
            return b"", "too much"


def _reason(ended: str, status: int) -> dict[str, str]:
    detail = f"{ended}, exit {status}"
    if ended == "late" or status == -signal.SIGXCPU:
        return {"status": "timeout", "detail": detail}
    # GLib aborts when it gets no memory.
    if ended == "too much" or status in (-signal.SIGABRT, -signal.SIGTRAP):
        return {"status": "too_large", "detail": detail}
    # The CPU limit's last word is SIGKILL, and nobody else sends it before the child has ended.
    if status == -signal.SIGKILL:
        return {"status": "timeout", "detail": detail}
    return {"status": "failed", "detail": detail}


def send(stream: BinaryIO, message: dict[str, Any], payload: bytes = b"") -> None:
    data = memoryview(json.dumps(message).encode() + b"\n" + payload)
    while data:
        data = data[stream.write(data) :]


def read_line(stream: BinaryIO) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        char = stream.read(1)
        if not char:
            return b""
        line += char
    return line


def read_exactly(stream: BinaryIO, size: int) -> bytes:
    parts = []
    while size > 0:
        part = stream.read(min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, EOFError, KeyboardInterrupt):
        main()
