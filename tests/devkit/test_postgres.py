"""The embedded server: Vietnamese letters, and starts after every kind of end."""

import os
import shutil
import stat
import subprocess
import sys

import psycopg2
import pytest

from devkit import postgres as embedded
from devkit import processes
from devkit.postgres import postgres


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """A cluster of this test alone; gives its name."""
    monkeypatch.setattr(embedded, "VAR", tmp_path)
    monkeypatch.setattr(processes, "PIDS", tmp_path / "pids")
    monkeypatch.setattr(processes, "LOGS", tmp_path / "logs")
    name = f"self-test-{os.getpid()}"
    yield name
    made = embedded._cluster(name)
    shutil.rmtree(made.data)
    made.password_file.unlink(missing_ok=True)


def _ask(url, question):
    connection = psycopg2.connect(f"{url}/postgres")
    cursor = connection.cursor()
    cursor.execute(question)
    answer = cursor.fetchone()
    connection.close()
    return answer[0]


def test_server_starts_asks_for_its_password_and_starts_again(cluster):
    with postgres(cluster, throwaway=True) as (url, _server):
        assert _ask(url, "SELECT lower('ĐẶNG ƯỚC') || upper('ở')") == "đặng ướcỞ"
        assert _ask(url, "SHOW listen_addresses") == "127.0.0.1"
        address, password = url.rpartition("@")[2], url.rpartition("@")[0].rpartition(":")[2]
        with pytest.raises(psycopg2.OperationalError, match="no password supplied"):
            psycopg2.connect(f"postgres://postgres@{address}/postgres")
    data = embedded._cluster(cluster).data

    # A server that was cut off leaves its mark, whose number may be anybody's by now.
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    (data / "postmaster.pid").write_text(f"{other.pid}\n{data}\n")
    with postgres(cluster, throwaway=True) as (url, _server):
        assert password in url
        assert _ask(url, "SELECT 1") == 1

    assert other.poll() is None
    other.kill()
    other.wait()
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


def test_forgotten_server_is_stopped_first(cluster):
    with postgres(cluster, throwaway=True) as (_url, forgotten):
        with postgres(cluster, throwaway=True) as (url, _server):
            assert _ask(url, "SELECT 1") == 1

        assert forgotten.process.wait(10) == 0


def test_passwords_are_for_their_owner_only(cluster):
    with postgres(cluster, throwaway=True):
        made = embedded._cluster(cluster)

        assert stat.S_IMODE(made.password_file.stat().st_mode) == 0o600
