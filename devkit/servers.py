"""The two servers the app needs: the caller's (DATABASE_URL, REDIS_URL) or embedded ones."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field

from devkit.environment import in_venv
from devkit.pango import pango_environment
from devkit.paths import PYTHON, ROOT, VAR
from devkit.postgres import postgres
from devkit.processes import Child
from devkit.steps import Failure, call, step
from devkit.valkey import valkey

DATABASE = "sochibo"
TEST_SLOTS = 8
ADDRESSES = VAR / "servers.json"


@dataclass
class Servers:
    env: dict[str, str]
    children: list[Child] = field(default_factory=list)


@contextlib.contextmanager
def servers(name: str, *, throwaway: bool = False) -> Iterator[Servers]:
    """Both servers, running; `env` is what the app's processes get."""
    with contextlib.ExitStack() as stack:
        env = {**in_venv(), **pango_environment()}
        env.setdefault("DEVELOPMENT", "1")
        ready = Servers(env)
        if "DATABASE_URL" not in os.environ:
            with step("PostgreSQL"):
                url, server = stack.enter_context(postgres(name, throwaway=throwaway))
            env["DATABASE_URL"] = f"{url}/{DATABASE}"
            ready.children.append(server)
        if "REDIS_URL" not in os.environ:
            with step("Valkey"):
                env["REDIS_URL"], server = stack.enter_context(valkey(name))
            ready.children.append(server)
        ensure_database(env)
        yield ready


def ensure_database(env: dict[str, str]) -> None:
    call(
        [PYTHON, "-m", "devkit.database", "create"],
        env=env,
        remedy="The server of DATABASE_URL must be running and let this user create a database.",
    )


def recreate_database(env: dict[str, str]) -> None:
    with step("Old database dropped"):
        call(
            [PYTHON, "-m", "devkit.database", "drop"],
            env=env,
            remedy="Close whatever else is connected to it.",
        )
    ensure_database(env)


@contextlib.contextmanager
def run_servers() -> Iterator[Servers]:
    """The servers of `dev.py run`: the running ones if it runs, else started for the time being."""
    with contextlib.ExitStack() as stack:
        if try_claim(stack, "run"):
            yield stack.enter_context(servers("run"))
        elif ADDRESSES.exists():
            env = {**in_venv(), **pango_environment(), **json.loads(ADDRESSES.read_text())}
            yield Servers(env)
        else:
            raise Failure("dev.py run is just starting in this folder; try again when it serves.")


@contextlib.contextmanager
def published(env: dict[str, str]) -> Iterator[None]:
    """Leave the addresses where other commands find them while `dev.py run` lasts."""
    ADDRESSES.unlink(missing_ok=True)
    ADDRESSES.touch(mode=0o600)  # there are passwords in it
    names = ("DATABASE_URL", "REDIS_URL", "DEVELOPMENT", "SITE_URL")
    ADDRESSES.write_text(json.dumps({name: env[name] for name in names}))
    try:
        yield
    finally:
        ADDRESSES.unlink(missing_ok=True)


@contextlib.contextmanager
def test_servers() -> Iterator[Servers]:
    """Servers that forget everything in a crash; several test runs at once get one pair each."""
    with contextlib.ExitStack() as stack:
        for number in range(1, TEST_SLOTS + 1):
            if try_claim(stack, f"test-{number}"):
                yield stack.enter_context(servers(f"test-{number}", throwaway=True))
                return
        raise Failure(f"{TEST_SLOTS} test runs are going on in {ROOT}; wait for one to end.")


def is_alone(stack: contextlib.ExitStack, *, holding: str = "") -> bool:
    """Whether no other command in this folder has servers up; none can start any until the stack
    ends. `holding`: the claim that is the caller's own."""
    names = {"run", "reliability", *(f"test-{number}" for number in range(1, TEST_SLOTS + 1))}
    return all(try_claim(stack, name) for name in sorted(names - {holding}))


def try_claim(stack: contextlib.ExitStack, name: str) -> bool:
    """Take a lock until the stack ends, or say that somebody else has it."""
    try:
        stack.enter_context(claimed(name))
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def claimed(name: str, *, wait: bool = False) -> Iterator[None]:
    """A lock that ends with the process, however it ends. BlockingIOError if it is taken."""
    folder = VAR / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
