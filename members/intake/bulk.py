"""Many rows of a model at once, with the defaults that `save` would give them."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from .copying import copy_rows


class Bulk:
    """`given`: the columns whose values the caller brings; the others get the model's default."""

    def __init__(self, model: type[Model], given: str) -> None:
        fields = {str(field.column): field for field in model._meta.concrete_fields}
        self.table = model._meta.db_table
        self.given = given.split()
        # What the database fills in itself is left to it: identities and its own defaults.
        rest = [
            field
            for column, field in fields.items()
            if column not in self.given and not field.primary_key and not field.has_db_default()
        ]
        self.columns = [*self.given, *(str(field.column) for field in rest)]
        self.rest = [field.get_default() for field in rest]

    def insert(self, rows: Sequence[Sequence[Any]]) -> None:
        with connection.cursor() as cursor:
            copy_rows(cursor, self.table, self.columns, [(*row, *self.rest) for row in rows])


def new_ids(model: type[Model], count: int) -> list[int]:
    """Numbers that nobody else gets, whatever becomes of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]
