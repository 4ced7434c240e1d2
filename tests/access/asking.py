"""Asking an address of the table as somebody, and comparing what came back."""

import re
import uuid

from django.db import connection, transaction
from django.urls import reverse

from .addresses import ADDRESSES
from .rights import has_anywhere, rights
from .rules import PUBLIC, ROWS, SIGNED_IN

# What may change without anybody's data changing.
NOT_DATA = {"django_session", "django_migrations"}
LOGIN = "login"
ALLOWED, FORBIDDEN, NOT_FOUND = "allowed", 403, 404


def url_of(name, public_id=None):
    """The address of a row; `public_id` fills its one id."""
    return reverse(name, args=[public_id] if ADDRESSES[name].converters else None)


def nowhere(name):
    """The address of an object that does not exist."""
    return url_of(name, uuid.uuid4())


def targets(world, name):
    """(place, key, address) of each object a row speaks of; one with None where it has none."""
    row = ROWS[name]
    if not row.on:
        return [(None, None, url_of(name))]
    return [
        (place, key, url_of(name, world.at[place][key].public_id))
        for place in row.places
        for key in row.on
        if key in world.at[place]
    ]


def expected(name, role, place, key):
    """What the answer sheet says: ALLOWED, 403, 404, or LOGIN."""
    row = ROWS[name]
    if row.rule == PUBLIC:
        return ALLOWED
    if role == "anonymous":
        return LOGIN
    if place is None:
        is_allowed = row.rule == SIGNED_IN or has_anywhere(role, row.rule)
        return ALLOWED if is_allowed else FORBIDDEN
    held = rights(role, place)
    if not held & row.visible_with(key):
        return NOT_FOUND
    return ALLOWED if row.rule == SIGNED_IN or row.rule in held else FORBIDDEN


def posted(world, name, place):
    """What a browser would post there; without a place, what it would post at home."""
    row = ROWS[name]
    return row.data(world.at[place or "branch"]) if row.data else {}


def send(client, method, url, data=None, **headers):
    return getattr(client, method.lower())(url, data or {}, headers=headers or None)


def ask(client, method, url, data=None, **headers):
    """One request whose effects are taken back."""
    with transaction.atomic():
        response = send(client, method, url, data, **headers)
        body_of(response)
        transaction.set_rollback(True)
    return response


def body_of(response):
    """The bytes of an answer, streamed or not; read once, kept."""
    if response.streaming and not hasattr(response, "kept"):
        response.kept = b"".join(response.streaming_content)
        response.close()
    return response.kept if response.streaming else response.content


_TOKENS = re.compile(r'(csrfmiddlewaretoken"[^>]*value="|X-CSRFToken[^:]*:[^A-Za-z0-9]+)\w+')
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def comparable(response):
    """Status and body without what differs by nature: CSRF tokens and the id asked for."""
    body = body_of(response).decode(errors="replace")
    return response.status_code, _UUID.sub("ID", _TOKENS.sub(r"\1TOKEN", body))


def checksum():
    """{table: a word for its content}."""
    tables = sorted(set(connection.introspection.table_names()) - NOT_DATA)
    one = "SELECT '{0}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {0} t"
    parts = [one.format(table) for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())
