"""Writes the secrets that docker-compose.yml mounts, once. Standard library only.

    python3 deploy/new_secrets.py 'smtp+tls://user:password@mail.example:587'

The folder is closed to others; the files in it are readable, because each container reads them
as a user of its own.
"""

import secrets
import sys
from base64 import urlsafe_b64encode
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "secrets"


def main(email_url: str) -> None:
    if FOLDER.exists():
        sys.exit(f"{FOLDER} exists; its secrets are in use and stay as they are.")
    database, redis = secrets.token_hex(24), secrets.token_hex(24)
    texts = {
        "secret_key": secrets.token_urlsafe(64),
        "postgres_password": database,
        "database_url": f"postgres://postgres:{database}@postgres:5432/sochibo",
        "redis_password.conf": f"requirepass {redis}\n",
        "redis_url": f"redis://:{redis}@redis:6379/0",
        "email_url": email_url,
        "identity_keys": secrets.token_urlsafe(48),
        # A number below the order of P-256, as `manage.py new_push_key` makes it.
        "vapid_private_key": base64url(secrets.token_bytes(32)),
    }
    FOLDER.mkdir(mode=0o700)
    for name, text in texts.items():
        (FOLDER / name).write_text(text)  # no line end: it would become part of the value
        (FOLDER / name).chmod(0o444)
    print(f"{len(texts)} secrets in {FOLDER}; keep a copy where you keep your backups.")


def base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
