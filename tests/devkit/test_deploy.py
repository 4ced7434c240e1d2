"""The scripts and files of an installation."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _new_secrets(folder, *arguments):
    return subprocess.run(
        [sys.executable, folder / "deploy" / "new_secrets.py", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_new_secrets_fit_together_and_are_written_once(tmp_path):
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")

    first = _new_secrets(tmp_path, "smtp://mail.example")
    written = {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}
    second = _new_secrets(tmp_path, "smtp://mail.example")

    assert first.returncode == 0
    assert written["postgres_password"] in written["database_url"]
    assert written["redis_password.conf"].split()[1] in written["redis_url"]
    assert len(written["secret_key"]) >= 50
    assert written["email_url"] == "smtp://mail.example"
    assert not any(text.endswith("\n") for name, text in written.items() if ".conf" not in name)
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
    assert second.returncode != 0
    assert (tmp_path / "secrets" / "secret_key").read_text() == written["secret_key"]


def test_image_runs_without_root():
    stages = (ROOT / "Dockerfile").read_text().split("\nFROM ")

    assert re.findall(r"^USER (\w+)$", stages[-1], re.MULTILINE) == ["app"]
    assert "HEALTHCHECK" in stages[-1]


def test_what_must_not_enter_the_image_is_left_out():
    ignored = set((ROOT / ".dockerignore").read_text().split())

    assert {".git", ".env", "secrets", "var"} <= ignored
