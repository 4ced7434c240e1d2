"""The child of the render process by itself: each limit and each part of the second wall."""

import faulthandler
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from papers.pdf import Limits, PaperTimeout, draw
from papers.render_process import run_limited
from papers.renderer import renderer_for

# These tests fork as the render process does; Python 3.12 warns when there are threads.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")

JOB = {
    "wall_seconds": 8,
    "cpu_seconds": 5,
    "memory_bytes": 8_000_000_000,
    "output_bytes": 1_000_000,
}


def read_outside(job):
    return Path("/etc/hostname").read_bytes()


def read_settings(job):
    return Path(job["here"]).read_bytes()


def read_by_way_of_python(job):
    return Path(sys.prefix, "..", "..", "etc", "hostname").read_bytes()


def write(job):
    Path(sys.prefix, "written").write_text("x")
    return b""


def connect(job):
    socket.create_connection(("127.0.0.1", 9))
    return b""


def look_up(job):
    return socket.gethostbyname("localhost").encode()


def start_process(job):
    return subprocess.check_output(["true"])


def run_shell(job):
    return str(os.system("true")).encode()  # noqa: S605 it must be refused


@pytest.mark.parametrize(
    "drawing",
    [read_outside, read_settings, read_by_way_of_python, write, connect, look_up]
    + [start_process, run_shell],
)
def test_the_wall_refuses(drawing):
    answer, pdf = run_limited(JOB | {"here": __file__}, drawing)

    assert answer["status"] == "failed"
    assert answer["detail"].startswith("PermissionError")
    assert pdf == b""


def test_the_wall_lets_python_read_its_own():
    answer, pdf = run_limited(JOB, lambda job: Path(os.__file__).read_bytes())

    assert answer == {"status": "ok"}
    assert pdf == Path(os.__file__).read_bytes()


def spin(job):
    while True:
        pass


def sleep(job):
    time.sleep(60)
    return b""


def ignore_and_sleep(job):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return sleep(job)


@pytest.mark.parametrize(
    ("drawing", "limits", "signalled"),
    [
        (spin, {"cpu_seconds": 1, "wall_seconds": 30}, signal.SIGXCPU),
        (sleep, {"wall_seconds": 0.5}, signal.SIGKILL),
        (ignore_and_sleep, {"wall_seconds": 0.5}, signal.SIGKILL),
    ],
)
def test_time_runs_out(drawing, limits, signalled):
    answer, pdf = run_limited(JOB | limits, drawing)

    assert answer["status"] == "timeout"
    assert answer["detail"].endswith(f"exit {-signalled}")
    assert pdf == b""


def abort(job):
    faulthandler.disable()  # its report would look like a failing test
    os.abort()


@pytest.mark.parametrize(
    ("drawing", "status"),
    [
        (lambda job: bytes(10_000_000_000), "too_large"),
        (lambda job: bytes(2_000_000), "too_large"),
        (lambda job: bytes(999_999), "ok"),
        (abort, "too_large"),
        (lambda job: os._exit(3), "failed"),
        (lambda job: 1 // 0, "failed"),
    ],
    ids=["memory", "output", "just enough", "no memory in C", "gone", "broken"],
)
def test_each_end_has_its_answer(drawing, status):
    answer, pdf = run_limited(JOB, drawing)

    assert answer["status"] == status
    assert bool(pdf) == (status == "ok")


def test_an_error_never_quotes_what_people_wrote():
    def fail(job):
        raise ValueError("Đồng chí A nói")

    answer, _ = run_limited(JOB, fail)

    assert answer["detail"].startswith("ValueError test_limits.py:")
    assert "Đồng" not in answer["detail"]


def test_the_child_dies_with_its_parent(settings):
    renderer = renderer_for(settings.PAPER_FONT_DIR)
    draw("<html lang=vi><title>x</title>", "", epoch=0, limits=Limits())
    server = renderer._process.pid
    hang = "<html lang=vi><title>x</title>" + "<div style='display: flex'>" * 12
    limits = Limits(wall_seconds=10, cpu_seconds=2)
    ends = []
    thread = threading.Thread(target=lambda: ends.append(outcome(hang, limits)))
    thread.start()
    child = wait_for(lambda: Path(f"/proc/{server}/task/{server}/children").read_text().split())

    os.kill(server, signal.SIGKILL)

    wait_for(lambda: not Path(f"/proc/{child[0]}").exists())
    thread.join()
    assert ends == [PaperTimeout]  # the second try, in a new process, ran into its own limit


def outcome(html, limits):
    try:
        draw(html, "", epoch=0, limits=limits)
    except Exception as error:
        return type(error)
    return None


def wait_for(question):
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        if answer := question():
            return answer
        time.sleep(0.01)
    raise AssertionError("It did not happen.")
