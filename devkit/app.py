"""What the app needs before it is served: tables, demo data, static files, translations."""

import subprocess
from pathlib import Path

from devkit.environment import site_packages
from devkit.paths import PYTHON, ROOT, STATIC_ROOT, VAR, VENV, fingerprint, stamped
from devkit.steps import call, step

SETUP_LOG = "Read the lines above"


def manage(env: dict[str, str], *arguments: str, remedy: str) -> None:
    call([PYTHON, ROOT / "manage.py", *arguments], env=env, remedy=remedy)


def prepare(env: dict[str, str]) -> None:
    """Everything between running servers and serving pages."""
    ensure_translations(env)
    ensure_tables(env)
    if _is_empty(env):
        with step("Demo data"):
            manage(env, "demo", remedy=f"{SETUP_LOG}; `python3 dev.py demo` repeats this step.")
    ensure_static_files(env)


def ensure_tables(env: dict[str, str]) -> None:
    with step("Database tables"):
        manage(
            env,
            "migrate",
            "--no-input",
            remedy="Correct what the lines above say; where only the tables do not fit the code, "
            "`python3 dev.py reset` makes new ones with new demo data.",
        )


def _is_empty(env: dict[str, str]) -> bool:
    answer = subprocess.run(
        [PYTHON, "-m", "devkit.database", "state"],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout.strip() == "empty"


def ensure_translations(env: dict[str, str]) -> None:
    """Compile every .po that is newer than its .mo; only .po files are committed."""
    for source in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with step(f"Translations ({source.parent.parent.name})"):
            call(
                [VENV / "bin" / "pybabel", "compile", "-i", source, "-o", target],
                env=env,
                remedy=f"{source.relative_to(ROOT)} has a mistake; correct the line named above.",
            )


def ensure_static_files(env: dict[str, str]) -> None:
    """Collect anew when a file of ours or the packages changed."""
    stamp = VAR / "static.stamp"
    value = fingerprint(*_static_sources(), str(STATIC_ROOT), site_packages().name)
    if stamped(stamp, value) and (STATIC_ROOT / "staticfiles.json").exists():
        return
    with step("Static files"):
        # With DEBUG they would get no hashed names.
        manage(
            env,
            "collectstatic",
            "--no-input",
            "--clear",
            remedy=f"{SETUP_LOG}: usually a style sheet names a file that is not there.",
        )
    stamp.write_text(value)


def _static_sources() -> list[Path]:
    folders = [ROOT / "static", *ROOT.glob("*/static")]
    ours = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [ROOT / "package-lock.json", ROOT / "requirements.lock", *sorted(set(ours))]
