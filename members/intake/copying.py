"""Rows into a table by COPY, some thousands at a time."""

import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper

_ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": None})
_SPECIAL = re.compile("[\\\\\n\r\t\0]")


def encode(value: Any) -> str:
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    text = str(value)
    return text.translate(_ESCAPED) if _SPECIAL.search(text) else text


def copy_rows(
    cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """`table` and `columns` are names of ours, never of a file."""
    lines = "".join(["\t".join([encode(value) for value in row]) + "\n" for row in rows])
    if lines:
        names = ", ".join(f'"{column}"' for column in columns)
        cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', io.StringIO(lines))
