"""The commands of dev.py: one line each, and the code behind it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence

from devkit.app import ensure_translations, prepare
from devkit.environment import ensure_packages
from devkit.pango import ensure_pango
from devkit.paths import PYTHON, ROOT
from devkit.run import run
from devkit.servers import claimed, run_servers
from devkit.steps import Failure, end_with_parent, say

INTERRUPTED = 130


def manage(arguments: Sequence[str]) -> int:
    """Run a manage.py command with the servers of `run` up, in this terminal."""
    with claimed("setup", wait=True):
        ensure_packages(tests=True)
        ensure_pango()
    with run_servers() as ready:
        if arguments[:1] == ["bench"]:
            prepare(ready.env)
        else:
            ensure_translations(ready.env)
        return subprocess.run(
            [PYTHON, ROOT / "manage.py", *arguments],
            env=ready.env,
            cwd=ROOT,
            preexec_fn=end_with_parent(),
            check=False,
        ).returncode


COMMANDS: dict[str, tuple[Callable[[Sequence[str]], int], str]] = {
    "run": (run, "serve the app with demo data on http://127.0.0.1:8000 (PORT=… changes it)"),
    "demo": (lambda rest: manage(["demo", *rest]), "make demo data (manage.py demo …)"),
    "bench": (lambda rest: manage(["bench", *rest]), "measure (manage.py bench …)"),
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
