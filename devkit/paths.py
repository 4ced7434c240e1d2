"""Where things are. The only place that knows folder names of the checkout."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or ROOT / "staticfiles")

VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var")  # settings.py reads the same variable
LOGS = VAR / "logs"
PIDS = VAR / "pids"
SYSTEM_LIBRARIES = VAR / "sys"  # libraries unpacked without root
FONTS_CONF = VAR / "fonts.conf"
BROWSER = VAR / "browser"  # the npm browser, when no other is there

# Two checkouts of one machine must not share a database folder.
CHECKOUT_ID = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]


def fingerprint(*parts: Path | str) -> str:
    """A hash over the contents of files and over plain strings."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def stamped(stamp: Path, value: str) -> bool:
    """Whether the stamp file says that the work for this value was done."""
    return stamp.is_file() and stamp.read_text() == value
