"""The key that says to the makers of browsers who sends a notification (VAPID, RFC 8292), and which
addresses of theirs are believed. Without a key the channel is not offered."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

CURVE = ec.SECP256R1()


def is_offered() -> bool:
    return bool(settings.VAPID_PRIVATE_KEY)


def new_private_key() -> str:
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return to_text(number.to_bytes(32, "big"))


def public_key() -> str:
    """What a browser is given when it subscribes; empty where the channel is not offered."""
    return _public_of(settings.VAPID_PRIVATE_KEY) if is_offered() else ""


@lru_cache(maxsize=4)
def _public_of(private: str) -> str:
    key = ec.derive_private_key(int.from_bytes(to_bytes(private), "big"), CURVE)
    return to_text(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def to_text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def to_bytes(text: str) -> bytes:
    """ValueError when it is not base64."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def is_key_pair(p256dh: str, auth: str) -> bool:
    """Whether a message can be sealed with what the browser gave."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, to_bytes(p256dh))
        return len(to_bytes(auth)) == 16
    except ValueError:
        return False


def is_push_service(endpoint: str) -> bool:
    """Whether the address belongs to a maker of browsers. Whoever subscribes names the address that
    our worker will call: anything else could be a machine inside the office's network.

    A host of `PUSH_HOSTS` that begins with a point stands for all below it; one with a scheme is a
    service of one's own, at exactly that address.
    """
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    if f"{parts.scheme}://{parts.netloc}" in settings.PUSH_HOSTS:
        return True
    host = (parts.hostname or "").lower()
    if parts.scheme != "https" or port not in (None, 443) or "@" in parts.netloc:
        return False
    return any(
        host == known or (known.startswith(".") and host.endswith(known))
        for known in settings.PUSH_HOSTS
    )
