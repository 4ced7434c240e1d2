"""The commands of dev.py: one line each, and the code behind it."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence

from devkit import checks, testing
from devkit.app import ensure_static_files, ensure_tables, ensure_translations, prepare
from devkit.chromium import browser_if_any, ensure_browser
from devkit.environment import ensure_packages, in_venv
from devkit.pango import ensure_pango
from devkit.paths import PYTHON, ROOT
from devkit.postgres import free_port
from devkit.processes import foreground
from devkit.run import run, serving
from devkit.servers import claimed, recreate_database, run_servers, servers, try_claim
from devkit.steps import Failure, say

INTERRUPTED = 130


def manage(arguments: Sequence[str]) -> int:
    """Run a manage.py command with the servers of `run` up, in this terminal."""
    with claimed("setup", wait=True):
        ensure_packages(tests=True)
        ensure_pango()
    with run_servers() as ready:
        ensure_translations(ready.env)
        if arguments[:1] in (["demo"], ["bench"]):
            ensure_tables(ready.env)
        if arguments[:1] in (["bench"], ["runserver"]):  # their pages name the collected files
            ensure_static_files(ready.env)
        return foreground([PYTHON, ROOT / "manage.py", *arguments], ready.env)


def reset(_arguments: Sequence[str]) -> int:
    """Throw the embedded database of `run` away and fill a new one with demo data."""
    if "DATABASE_URL" in os.environ:
        raise Failure("reset leaves the server of DATABASE_URL alone; drop its database yourself.")
    with contextlib.ExitStack() as stack:
        if not try_claim(stack, "run"):
            raise Failure("dev.py run is going on in this folder; stop it first.")
        with claimed("setup", wait=True):
            ensure_packages(tests=False)
        env = stack.enter_context(servers("run")).env
        recreate_database(env)
        prepare(env)
    return 0


def screenshots(arguments: Sequence[str]) -> int:
    """Take the pictures of the README, from a demo that runs already or one started for it."""
    with claimed("setup", wait=True):
        ensure_packages(tests=True)
        ensure_pango()
        browser = ensure_browser()
    with contextlib.ExitStack() as stack:
        if try_claim(stack, "run"):
            env, _children = stack.enter_context(serving(free_port()))
        else:
            env = stack.enter_context(run_servers()).env
        env = {**env, **browser, "DJANGO_SETTINGS_MODULE": "config.settings"}
        return foreground([PYTHON, "-m", "devkit.screenshots", *arguments], env)


def messages(_arguments: Sequence[str]) -> int:
    """Bring locale/vi up to date with the texts in code and templates."""
    with claimed("setup", wait=True):
        ensure_packages(tests=True)
    return foreground([PYTHON, "-m", "devkit.translations", "add"], in_venv())


def bench(arguments: Sequence[str]) -> int:
    """Measure pages and statements; `reliability` instead crashes servers that it starts itself."""
    if arguments[:1] != ["reliability"]:
        # A browser draws what our papers are compared with, where there is one.
        os.environ.update(browser_if_any())
        return manage(["bench", *arguments])
    with claimed("setup", wait=True):
        ensure_packages(tests=True)
    with claimed("reliability", wait=True):
        return foreground([PYTHON, "-m", "devkit.reliability", *arguments[1:]], in_venv())


COMMANDS: dict[str, tuple[Callable[[Sequence[str]], int], str]] = {
    "run": (run, "serve the app with demo data on http://127.0.0.1:8000 (PORT=… changes it)"),
    "test": (testing.test, "run the tests in parallel; arguments go to pytest"),
    "check": (checks.check, "format, lint, types, imports, migrations, translations, tests"),
    "fix": (checks.fix, "repair formatting and what the linter can repair"),
    "messages": (messages, "add new texts to locale/vi, remove old ones"),
    "coverage": (testing.coverage, "run the tests and show what they did not reach"),
    "screenshots": (screenshots, "take the pictures of the README from the demo"),
    "demo": (lambda rest: manage(["demo", *rest]), "make demo data (manage.py demo …)"),
    "bench": (bench, "measure (manage.py bench [PART …]); `bench reliability` kills and counts"),
    "reset": (reset, "throw the database of `run` away and make the demo data anew"),
    "manage": (manage, "any manage.py command, with the servers up"),
}


def main(arguments: Sequence[str]) -> int:
    """Run one command; a failure ends in its one sentence, not in a traceback."""
    if not arguments or arguments[0] not in COMMANDS:
        say("python3 dev.py COMMAND\n")
        for name, (_, line) in COMMANDS.items():
            say(f"  {name:<12} {line}")
        return 0 if not arguments or arguments[0] in ("help", "-h", "--help") else 2
    os.chdir(ROOT)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return COMMANDS[arguments[0]][0](arguments[1:])
    except Failure as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return INTERRUPTED


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
