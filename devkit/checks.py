"""`dev.py check` and `dev.py fix`: everything that must hold before a change is handed in."""

import secrets
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from devkit.environment import ensure_packages
from devkit.paths import LOGS, PYTHON, ROOT, VENV
from devkit.processes import foreground
from devkit.servers import claimed
from devkit.steps import say
from devkit.testing import pytest_command, test_environment

SHOWN_LINES = 60


@dataclass(frozen=True)
class Check:
    name: str
    command: list[str]
    remedy: str
    env: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    seconds: float
    remedy: str


def check(arguments: Sequence[str]) -> int:
    """Run every check and then the tests, whatever fails on the way; arguments go to pytest."""
    with test_environment() as env:
        # Meant for tests in a browser; in an installation it would be a mistake.
        plain = {name: text for name, text in env.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
        outcomes = [_run(item, plain) for item in _checks()]
        say("\n── tests ──")
        started = time.monotonic()
        passed = foreground(pytest_command(arguments), env) == 0
        remedy = "python3 dev.py test ARGUMENTS repeats a part of them"
        outcomes.append(Outcome("tests", passed, time.monotonic() - started, remedy))
    return _summary(outcomes)


def fix(_arguments: Sequence[str]) -> int:
    """Repair what a machine can repair."""
    with claimed("setup", wait=True):
        ensure_packages(tests=True)
    commands = [
        [_tool("ruff"), "check", "--fix", "."],
        [_tool("ruff"), "format", "."],
        [_tool("djhtml"), "--tabwidth", "2", *_template_folders()],
    ]
    # djhtml answers 1 when it changed something.
    codes = [subprocess.run(command, cwd=ROOT, check=False).returncode for command in commands]
    return 1 if any(codes[:2]) else 0


def _checks() -> list[Check]:
    manage = [str(PYTHON), "manage.py"]
    fixable = "python3 dev.py fix"
    concise = ["--output-format", "concise"]
    return [
        Check("formatting", [_tool("ruff"), "format", "--check", *concise, "."], fixable),
        Check("lint", [_tool("ruff"), "check", *concise, "."], f"{fixable}, then by hand"),
        Check(
            "templates",
            [_tool("djhtml"), "--check", "--tabwidth", "2", *_template_folders()],
            fixable,
        ),
        Check("imports", [_tool("lint-imports"), "--no-logo"], "see docs/architecture.md"),
        Check("types", [str(PYTHON), "-m", "mypy"], "add or correct the annotation"),
        Check(
            "migrations",
            [*manage, "makemigrations", "--check", "--dry-run"],
            "python3 dev.py manage makemigrations APP --name what_it_does",
        ),
        Check(
            "translations",
            [str(PYTHON), "-m", "devkit.translations", "check"],
            "python3 dev.py messages, then translate what it added",
        ),
        Check(
            "deployment",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            "correct config/settings.py",
            _production(),
        ),
    ]


def _tool(name: str) -> str:
    return str(VENV / "bin" / name)


def _template_folders() -> list[str]:
    return [str(path) for path in (ROOT / "templates", *ROOT.glob("*/templates")) if path.is_dir()]


def _production() -> dict[str, str]:
    """What an installation sets, with names that exist nowhere."""
    return {
        "DEVELOPMENT": "0",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "IDENTITY_KEYS": secrets.token_urlsafe(48),
        "ALLOWED_HOSTS": "so-chi-bo.example",
        "CSRF_TRUSTED_ORIGINS": "https://so-chi-bo.example",
        "SITE_URL": "https://so-chi-bo.example",
        "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
        "DEFAULT_FROM_EMAIL": "so-chi-bo@so-chi-bo.example",
    }


def _run(item: Check, env: dict[str, str]) -> Outcome:
    started = time.monotonic()
    done = subprocess.run(
        item.command,
        env={**env, **item.env},
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    seconds, passed = time.monotonic() - started, done.returncode == 0
    say(f"{'✓' if passed else '✗'} {item.name:<34} {seconds:6.1f} s")
    if not passed:
        say(f"{_shortened(done.stdout, LOGS / f'check-{item.name}.log')}\n    → {item.remedy}\n")
    return Outcome(item.name, passed, seconds, item.remedy)


def _shortened(text: str, log: Path) -> str:
    lines = text.rstrip().splitlines()
    if len(lines) <= SHOWN_LINES:
        return "\n".join(lines)
    log.write_text(text)
    return "\n".join([f"… {len(lines) - SHOWN_LINES} lines before: {log}", *lines[-SHOWN_LINES:]])


def _summary(outcomes: list[Outcome]) -> int:
    say("\n── summary ──")
    for outcome in outcomes:
        mark, hint = ("✓", "") if outcome.passed else ("✗", f"  → {outcome.remedy}")
        say(f"{mark} {outcome.name:<14} {outcome.seconds:6.1f} s{hint}")
    return 0 if all(outcome.passed for outcome in outcomes) else 1
