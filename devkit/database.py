"""Runs inside the virtual environment: creates or drops the database of DATABASE_URL, or says
whether it has organisations already."""

import os
import sys
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import errors, sql


def create(url: str) -> None:
    """Create the database unless it is there. One that can be entered needs no right to create."""
    try:
        psycopg2.connect(url).close()
        return
    except psycopg2.OperationalError as error:
        if "does not exist" not in str(error):
            raise
    with suppress(errors.DuplicateDatabase):  # someone else was faster
        _beside(url, "CREATE DATABASE {}")


def drop(url: str) -> None:
    _beside(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)")


def _beside(url: str, statement: str) -> None:
    """Run a statement about the database from another one of the same server."""
    parts = urlsplit(url)
    connection = psycopg2.connect(urlunsplit(parts._replace(path="/postgres")))
    connection.autocommit = True  # neither statement may stand in a transaction
    name = sql.Identifier(parts.path.removeprefix("/"))
    try:
        connection.cursor().execute(sql.SQL(statement).format(name))
    finally:
        connection.close()


def is_empty(url: str) -> bool:
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('branches_organization') IS NULL")
        if cursor.fetchone() == (True,):
            return True
        cursor.execute("SELECT NOT EXISTS (SELECT FROM branches_organization)")
        return cursor.fetchone() == (True,)


if __name__ == "__main__":
    address = os.environ["DATABASE_URL"]
    if sys.argv[1] == "state":
        print("empty" if is_empty(address) else "filled")
    else:
        {"create": create, "drop": drop}[sys.argv[1]](address)
