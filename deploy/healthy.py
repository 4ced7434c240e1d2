"""Whether the process of this container does its work; exit code 0 if so. Standard library only.

web: the page that asks the database answers; worker: it answers a ping through the broker;
beat: it has written its schedule lately.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

BEAT_SILENCE = 600  # it writes every three minutes
PING_SECONDS = 20


def web() -> bool:
    # Django answers only to the names it knows.
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
    request = urllib.request.Request("http://127.0.0.1:8000/readyz", headers={"Host": host})
    return bool(urllib.request.urlopen(request, timeout=4).status == 200)  # noqa: S310 - our own address


def worker() -> bool:
    command = ["celery", "-A", "config", "inspect", "ping", "--timeout", "5"]
    command += ["--destination", f"celery@{socket.gethostname()}"]
    return not subprocess.run(command, capture_output=True, timeout=PING_SECONDS).returncode


def beat() -> bool:
    files = Path(os.environ["VAR_DIR"]).glob("celerybeat-schedule*")
    return any(time.time() - file.stat().st_mtime < BEAT_SILENCE for file in files)


CHECKS: dict[str, Callable[[], bool]] = {"web": web, "worker": worker, "beat": beat}

if __name__ == "__main__":
    sys.exit(0 if CHECKS[sys.argv[1]]() else 1)
