"""Asking an address of the table as somebody, and comparing what came back."""

import uuid
from copy import deepcopy

from django.db import connection, transaction
from django.urls import reverse

from .addresses import ADDRESSES
from .answers import body_of
from .rights import ROLES, has_anywhere, rights
from .rules import ADDRESSED_BY, PUBLIC, ROWS, SIGNED_IN, VISIBLE_WITH

# What may change without anybody's data changing.
NOT_DATA = {"django_session", "django_migrations"}
OFFICERS = ["secretary", "district_reviewer", "clerk", "auditor"]
LOGIN = "login"
ALLOWED, FORBIDDEN, NOT_FOUND = "allowed", 403, 404


def url_of(name, public_id=None, place_id=None):
    """The address of a row; `public_id` fills its one id. Of two, `organization_id` is where the
    object is looked at from: there the permission is asked for, and `place_id` fills it."""
    ids = dict.fromkeys(ADDRESSES[name].converters, public_id)
    if len(ids) > 1:
        ids["organization_id"] = place_id
    return f"{reverse(name, kwargs=ids)}{ROWS[name].query}"


def nowhere(name):
    """The address of an object that does not exist."""
    return url_of(name, uuid.uuid4(), uuid.uuid4())


def targets(world, name):
    """(place, key, address) of each object a row speaks of; one with None where it has none."""
    row = ROWS[name]
    if not row.on:
        return [(None, None, url_of(name))]
    return [
        (place, key, url_of(name, *_ids(world.at[place], ADDRESSED_BY.get(key, key))))
        for place in row.places
        for key in row.on
        if key in world.at[place]
    ]


def _ids(made, key):
    return made[key].public_id, made["organization"].public_id


def expected(name, role, place, key, method="GET"):
    """What the answer sheet says: ALLOWED, 403, 404, or LOGIN."""
    row = ROWS[name]
    if row.rule == PUBLIC:
        return ALLOWED
    if role == "anonymous":
        return LOGIN
    if place is None:
        is_allowed = row.rule == SIGNED_IN or has_anywhere(role, row.rule)
        return ALLOWED if is_allowed else FORBIDDEN
    if row.owners:
        return ALLOWED if row.owners.get(role) == place else NOT_FOUND
    held = rights(role, place)
    if not held & VISIBLE_WITH[key]:
        return NOT_FOUND
    needed = {row.rule} - {SIGNED_IN}
    if method == "POST" and row.post_needs:
        needed.add(row.post_needs)
    return ALLOWED if needed <= held else FORBIDDEN


def opened_by(name, place, key, method="GET"):
    """Somebody who may ask it so: an officer first; None when nobody of the cast may."""
    return next(
        (
            role
            for role in [*OFFICERS, *ROLES]
            if expected(name, role, place, key, method) == ALLOWED and role != "anonymous"
        ),
        None,
    )


def send(client, method, url, data=None, **headers):
    response = getattr(client, method.lower())(url, data or {}, headers=headers or None)
    # A file is closed when it was read to its end.
    body_of(response)
    return response


def ask(client, method, url, data=None, **headers):
    """One request whose effects are taken back, those on the browser too."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = send(client, method, url, data, **headers)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def checksum():
    """{table: a word for its content}."""
    tables = sorted(set(connection.introspection.table_names()) - NOT_DATA)
    one = "SELECT '{0}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {0} t"
    parts = [one.format(table) for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())
