"""Children of dev.py end with it, however it ends."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from devkit import processes, servers
from devkit.postgres import _refuse_foreign
from devkit.processes import child, clear_remains, died
from devkit.steps import Failure

ROOT = Path(__file__).resolve().parents[2]
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
PARENT = """
import os, sys, time
from devkit import processes, servers
from pathlib import Path
processes.PIDS = processes.LOGS = Path(sys.argv[1])
with processes.child("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"],
                     env=dict(os.environ)) as running:
    print(running.process.pid, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "PIDS", tmp_path / "pids")
    monkeypatch.setattr(processes, "LOGS", tmp_path / "logs")
    return tmp_path


def _is_gone(pid, seconds=5.0):
    deadline = time.monotonic() + seconds
    while processes._started(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_child_is_stopped_when_the_block_ends(folder):
    with child("sleeper", SLEEP, env=dict(os.environ)) as running:
        assert processes._started(running.process.pid)

    assert _is_gone(running.process.pid)
    assert list((folder / "pids").iterdir()) == []


def test_grandchildren_end_with_the_child(folder):
    code = (
        "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c',"
        " 'import time; time.sleep(60)']); print(p.pid, flush=True); p.wait()"
    )
    with child("parent", [sys.executable, "-c", code], env=dict(os.environ)) as running:
        while not running.log.read_text().strip():
            time.sleep(0.02)
        grandchild = int(running.log.read_text())

    assert _is_gone(grandchild)


@pytest.mark.skipif(sys.platform != "linux", reason="the signal on a parent's death is Linux's")
def test_child_ends_when_its_parent_is_killed(tmp_path):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, tmp_path], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    pid = int(parent.stdout.readline())

    parent.kill()
    parent.wait()
    parent.stdout.close()

    assert _is_gone(pid)


def test_remains_of_a_killed_run_are_cleared(folder):
    left = subprocess.Popen(SLEEP, start_new_session=True)
    (folder / "pids").mkdir()
    (folder / "pids" / "web").write_text(f"{left.pid} {processes._started(left.pid)}")

    clear_remains()

    # Asked to stop; on a machine too busy to answer, made to.
    assert left.wait(5) in (-signal.SIGINT, -signal.SIGKILL, 1)
    assert list((folder / "pids").iterdir()) == []


def test_process_that_took_over_a_number_is_spared(folder):
    other = subprocess.Popen(SLEEP, start_new_session=True)
    (folder / "pids").mkdir()
    (folder / "pids" / "web").write_text(f"{other.pid} 1")

    clear_remains()

    assert other.poll() is None
    other.kill()
    other.wait()


def test_death_of_a_child_is_told_with_its_last_words(folder):
    with child("web", [sys.executable, "-c", "print('no such table')"], env={}) as running:
        running.process.wait(10)

        assert "no such table" in str(died(running))


def test_folder_of_someone_else_is_refused(tmp_path):
    with pytest.raises(Failure, match="belongs to someone else"):
        _refuse_foreign(tmp_path, owner=os.getuid() + 1)


def test_link_in_place_of_a_folder_is_refused(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)

    with pytest.raises(Failure, match="belongs to someone else"):
        _refuse_foreign(tmp_path / "link", owner=os.getuid())


def test_nobody_clears_what_another_test_run_needs(tmp_path, monkeypatch):
    monkeypatch.setattr(servers, "VAR", tmp_path)

    with contextlib.ExitStack() as other, contextlib.ExitStack() as mine:
        assert servers.try_claim(other, "test-3")
        assert not servers.is_alone(mine)

    with contextlib.ExitStack() as run, contextlib.ExitStack() as mine:
        assert servers.try_claim(run, "run")
        assert servers.is_alone(mine, holding="run")
