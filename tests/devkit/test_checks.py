"""Checks go on after a failure, stay short, and the verdict is the worst of them."""

import os
import sys

import pytest

from devkit import checks, steps
from devkit.checks import SHOWN_LINES, Check, Outcome
from devkit.steps import Failure


def _python(code):
    return Check("sample", [sys.executable, "-c", code], "do this")


def test_passing_check_is_one_line(capsys):
    outcome = checks._run(_python("print('noise')"), dict(os.environ))

    assert outcome.passed
    assert capsys.readouterr().out.startswith("✓ sample")


def test_failing_check_shows_why_and_what_to_do(capsys):
    outcome = checks._run(_python("print('because'); raise SystemExit(3)"), dict(os.environ))

    shown = capsys.readouterr().out
    assert not outcome.passed
    assert "because" in shown
    assert "→ do this" in shown


def test_long_output_is_cut_and_kept_in_a_file(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "LOGS", tmp_path)

    checks._run(_python("print(*range(500), sep='\\n'); raise SystemExit(1)"), dict(os.environ))

    assert len(capsys.readouterr().out.splitlines()) < SHOWN_LINES + 10
    assert (tmp_path / "check-sample.log").read_text().startswith("0\n1\n")


@pytest.mark.parametrize(("second", "code"), [(True, 0), (False, 1)])
def test_verdict_is_the_worst(second, code, capsys):
    outcomes = [Outcome("a", True, 0.1, "x"), Outcome("b", second, 0.1, "y")]

    assert checks._summary(outcomes) == code


def test_every_check_named_in_the_docs_is_run():
    assert [item.name for item in checks._checks()] == [
        "formatting", "lint", "templates", "imports", "types", "migrations", "translations",
        "deployment",
    ]  # fmt: skip


def test_failing_step_shows_the_end_of_its_output_and_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(steps, "LOGS", tmp_path)

    with pytest.raises(Failure) as failure:
        steps.call(
            [sys.executable, "-c", "print('no disk'); raise SystemExit(1)"], remedy="Free it."
        )

    assert "no disk" in str(failure.value)
    assert "Free it." in str(failure.value)


def test_missing_program_is_a_failure_with_a_remedy(tmp_path, monkeypatch):
    monkeypatch.setattr(steps, "LOGS", tmp_path)

    with pytest.raises(Failure, match=r"no-such-program was not found\. Install it\."):
        steps.call(["no-such-program"], remedy="Install it.")
