"""Pango and its companions, which WeasyPrint loads to make PDFs: found, installed, or unpacked.

The app runs without them (PDF buttons say so); the tests of papers do not.
"""

import contextlib
import ctypes
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from devkit.environment import in_venv
from devkit.paths import FONTS_CONF, NODE_MODULES, PYTHON, SYSTEM_LIBRARIES, VAR
from devkit.steps import Failure, call, step

LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
DEBIAN_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
WITHOUT = "PDFs cannot be made until Pango is there"

FONTS_CONF_TEXT = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def ensure_pango() -> None:
    """Try the ways in order; if none works, say so in one line and go on."""
    if _in_system() or _unpacked().is_dir():
        return
    with step("Pango (for PDFs)") as notes:
        if sys.platform == "darwin":
            notes.append(f"{WITHOUT}: brew install pango")
        elif not shutil.which("apt-get"):
            notes.append(f"{WITHOUT}: install it with your system's package manager")
        elif os.geteuid() == 0:
            notes += _noted(apt_install, DEBIAN_PACKAGES)
        else:
            notes += _noted(_unpack)


def pango_environment() -> dict[str, str]:
    """What processes that make PDFs need when the libraries were unpacked under var/."""
    if not _unpacked().is_dir():
        return {}
    paths = [str(_unpacked()), os.environ.get("LD_LIBRARY_PATH", "")]
    return {
        "LD_LIBRARY_PATH": os.pathsep.join(filter(None, paths)),
        # Without a configuration Pango does not fail, it crashes the process.
        "FONTCONFIG_FILE": str(fonts_conf()),
    }


def fonts_conf() -> Path:
    """A fontconfig configuration of our own, for machines that have none."""
    fonts, cache = NODE_MODULES / "@expo-google-fonts", VAR / "cache" / "fonts"
    FONTS_CONF.write_text(FONTS_CONF_TEXT.format(fonts=fonts, cache=cache))
    return FONTS_CONF


def _in_system() -> bool:
    if sys.platform != "linux":
        found = subprocess.run(
            [PYTHON, "-c", "import weasyprint"], env=in_venv(), capture_output=True, check=False
        )
        return found.returncode == 0
    try:
        for name in LIBRARIES:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _unpacked() -> Path:
    return SYSTEM_LIBRARIES / "usr" / "lib" / f"{platform.machine()}-linux-gnu"


def _noted(way: object, *arguments: object) -> list[str]:
    try:
        way(*arguments)  # type: ignore[operator]
    except Failure as failure:
        return [*str(failure).strip().splitlines()[-2:], f"{WITHOUT}; the rest works"]
    return []


def apt_install(packages: tuple[str, ...]) -> None:
    """Install system packages as root."""
    remedy = f"Install by hand: apt-get install {' '.join(packages)}."
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    call(["apt-get", "-qq", "update"], env=env, remedy=remedy)
    call(["apt-get", "-qq", "-y", "--no-install-recommends", "install", *packages],
         env=env, remedy=remedy)  # fmt: skip


def _unpack() -> None:
    """As an ordinary user: let apt download into a private folder, and unpack there."""
    state = VAR / "apt"
    shutil.rmtree(state, ignore_errors=True)
    for folder in ("state/lists/partial", "cache/archives/partial"):
        (state / folder).mkdir(parents=True)
    options = {
        "Dir::State": state / "state",
        "Dir::State::status": "/var/lib/dpkg/status",
        "Dir::Cache": state / "cache",
        "Dir::Log": state,
        "Debug::NoLocking": 1,
        "APT::Sandbox::User": "",
    }
    apt = ["apt-get", "-qq", *(f"-o{name}={value}" for name, value in options.items())]
    remedy = f"As root: apt-get install {' '.join(DEBIAN_PACKAGES)}."
    half_made = VAR / "sys.new"
    shutil.rmtree(half_made, ignore_errors=True)
    with contextlib.ExitStack() as cleanup:
        cleanup.callback(shutil.rmtree, state, ignore_errors=True)  # 160 MB of lists
        call([*apt, "update"], remedy=remedy)
        call([*apt, "-y", "--no-install-recommends", "--download-only", "install",
              *DEBIAN_PACKAGES], remedy=remedy)  # fmt: skip
        for archive in sorted((state / "cache" / "archives").glob("*.deb")):
            call(["dpkg-deb", "-x", archive, half_made], remedy=remedy)
    shutil.rmtree(SYSTEM_LIBRARIES, ignore_errors=True)
    half_made.rename(SYSTEM_LIBRARIES)
