"""`dev.py test`: test packages, a browser, throwaway servers, then pytest on all cores."""

import contextlib
import sys
from collections.abc import Iterator, Sequence

from devkit.app import ensure_translations
from devkit.chromium import ensure_browser
from devkit.environment import ensure_packages
from devkit.pango import ensure_pango
from devkit.paths import PYTHON, VAR
from devkit.processes import clear_remains, foreground
from devkit.servers import claimed, is_alone, test_servers

NO_TESTS = 5  # pytest's exit code; a suite without tests has not passed


@contextlib.contextmanager
def test_environment() -> Iterator[dict[str, str]]:
    """Everything set up and running that a test may ask for."""
    with claimed("setup", wait=True):
        ensure_packages(tests=True)
        ensure_pango()
        browser = ensure_browser()
    with contextlib.ExitStack() as stack:
        if is_alone(stack):  # so what is left is dead
            clear_remains()
    with test_servers() as ready:
        env = {**ready.env, **browser}
        ensure_translations(env)
        yield env


def pytest_command(arguments: Sequence[str]) -> list[str]:
    command = [str(PYTHON), "-m", "pytest"]
    wish = ("-n", "--numprocesses", "--pdb", "--trace", "--collect-only", "--co")
    if not any(argument.startswith(wish) for argument in arguments):
        command += ["-n", "logical", "--dist", "worksteal"]
    return [*command, *arguments]


def test(arguments: Sequence[str]) -> int:
    """Run the tests; arguments go to pytest."""
    with test_environment() as env:
        return foreground(pytest_command(arguments), env)


def coverage(arguments: Sequence[str]) -> int:
    """Run the tests and show which lines and branches none of them reached."""
    tool = [str(PYTHON), "-m", "coverage"]
    with test_environment() as env:
        (VAR / "coverage").mkdir(parents=True, exist_ok=True)
        foreground([*tool, "erase"], env)
        tests = pytest_command(arguments)[1:]
        code = foreground([*tool, "run", *tests], env)
        foreground([*tool, "combine", "--quiet"], env)
        sys.stdout.flush()
        return foreground([*tool, "report"], env) or code
