"""Joining our pages with documents that people attached, in a limited process of its own."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from papers.pdf import PaperFailed

# Pages and bytes of one pack; what is beyond stays a file of its own.
MOST_PAGES = 300
MOST_BYTES = 60 * 1024 * 1024
_CHILD = {
    "wall_seconds": 60,
    "cpu_seconds": 50,
    "memory_bytes": 2 << 30,
    "output_bytes": 2 * MOST_BYTES,
}
_WHOLE_SECONDS = 180
_ROOT = Path(__file__).resolve().parent.parent
# No secret of ours may stand in the memory of a process that reads what strangers wrote.
_PASSED_ON = {"PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "VIRTUAL_ENV", "LD_LIBRARY_PATH"}
KINDS = {"application/pdf": "pdf", "image/jpeg": "picture", "image/png": "picture"}

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """A document as it was attached."""

    content_type: str
    content: bytes

    @property
    def kind(self) -> str:
        return KINDS[self.content_type]


@dataclass(frozen=True)
class Pages:
    """Of each page whether it lies on its side; or why there are none: “locked”, “broken”."""

    landscape: tuple[bool, ...] = ()
    problem: str = ""


def inspect(sources: Sequence[Source]) -> list[Pages]:
    """Looks into each; what breaks the libraries is a broken file, not a broken server."""
    answer, _ = _run("inspect", sources, b"")
    return [
        Pages(tuple(found.get("landscape", ())), found.get("problem", ""))
        for found in answer["found"]
    ]


def bind(front: bytes, sources: Sequence[Source]) -> bytes:
    """`front` with the pages of the sources in its last pages, the frames."""
    answer, pdf = _run("bind", sources, front)
    if answer["status"] != "ok":
        logger.warning("A pack was not bound: %s", answer)
        raise PaperFailed
    return pdf


def _run(do: str, sources: Sequence[Source], front: bytes) -> tuple[dict[str, Any], bytes]:
    files = [*([front] if do == "bind" else []), *(source.content for source in sources)]
    head = {"do": do, "kinds": [source.kind for source in sources], **_CHILD}
    head["sizes"] = [len(content) for content in files]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "papers.bind_process"],
            input=b"".join([json.dumps(head).encode(), b"\n", *files]),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # the libraries quote what people wrote
            timeout=_WHOLE_SECONDS,
            cwd=_ROOT,
            env={name: value for name, value in os.environ.items() if name in _PASSED_ON},
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        logger.warning("The binding process failed: %s", type(error).__name__)
        raise PaperFailed from error
    line, _, pdf = done.stdout.partition(b"\n")
    return json.loads(line), pdf
