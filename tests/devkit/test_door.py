"""dev.py from outside: it says in one sentence what is wrong."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from devkit.testing import pytest_command

ROOT = Path(__file__).resolve().parents[2]


def _dev(tmp_path, *arguments, **variables):
    return subprocess.run(
        [sys.executable, ROOT / "dev.py", *arguments],
        env={**os.environ, "VAR_DIR": str(tmp_path), **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_a_command_it_lists_them(tmp_path):
    done = _dev(tmp_path)

    assert done.returncode == 0
    for command in ("run", "test", "check", "fix", "bench", "demo", "screenshots"):
        assert f"\n  {command} " in done.stdout


def test_unknown_command_is_an_error(tmp_path):
    assert _dev(tmp_path, "serve").returncode == 2


def test_taken_port_is_said_at_once(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = _dev(tmp_path, "run", PORT=str(port))

    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert f"PORT={port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_port_must_be_a_number(tmp_path):
    done = _dev(tmp_path, "run", PORT="web")

    assert done.returncode == 1
    assert "PORT=web is not a port" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "parallel"),
    [([], True), (["-k", "x"], True), (["-n0"], False), (["--pdb"], False)],
)
def test_tests_run_in_parallel_unless_that_is_in_the_way(arguments, parallel):
    command = pytest_command(arguments)

    assert ("logical" in command) is parallel
    assert command[-len(arguments) or len(command) :] == arguments
