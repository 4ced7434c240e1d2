"""What came back: the bytes of an answer, and two answers compared."""

import re


def body_of(response):
    """The bytes of an answer, streamed or not; read once, kept."""
    if response.streaming and not hasattr(response, "kept"):
        response.kept = b"".join(response.streaming_content)
    return response.kept if response.streaming else response.content


_TOKENS = re.compile(r'(csrfmiddlewaretoken"[^>]*value="|X-CSRFToken[^:]*:[^A-Za-z0-9]+)\w+')
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def comparable(response):
    """Status and body without what differs by nature: CSRF tokens and the id asked for."""
    body = body_of(response).decode(errors="replace")
    return response.status_code, _UUID.sub("ID", _TOKENS.sub(r"\1TOKEN", body))
