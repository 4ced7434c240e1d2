"""Runs inside the virtual environment (it needs brotli): unpacks the browser that npm brought."""

import io
import sys
import tarfile
from pathlib import Path

import brotli

ARCHIVES = ("al2023.tar.br", "swiftshader.tar.br")


def unpack(packages: Path, target: Path) -> None:
    """The program, the libraries it needs, and its software graphics, into one folder."""
    source = packages / "@sparticuz" / "chromium" / "bin"
    target.mkdir(parents=True)
    program = target / "chromium"
    program.write_bytes(brotli.decompress((source / "chromium.br").read_bytes()))
    program.chmod(0o755)
    for name in ARCHIVES:
        data = io.BytesIO(brotli.decompress((source / name).read_bytes()))
        with tarfile.open(fileobj=data) as archive:
            # `filter=` came with 3.11.4; the lock's hash vouches for the archive before that.
            safe = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
            archive.extractall(target, **safe)  # type: ignore[arg-type]  # see above  # noqa: S202


if __name__ == "__main__":
    unpack(Path(sys.argv[1]), Path(sys.argv[2]))
