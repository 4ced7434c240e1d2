"""One row for each URL name: who may, on what. A view without a row here fails the build."""

from . import (
    campaigns,
    directives,
    engine,
    evening,
    figures,
    floor,
    imports,
    people,
    planning,
    posts,
    prepare,
    record,
    templates,
    visits,
    year,
)
from .row import PUBLIC, SIGNED_IN, Row
from .visibility import ADDRESSED_BY, VISIBLE_WITH

PARTS = (
    year,
    campaigns,
    directives,
    engine,
    people,
    posts,
    figures,
    planning,
    prepare,
    evening,
    floor,
    record,
    templates,
    visits,
    imports,
)
ROWS: dict[str, Row] = {name: row for part in PARTS for name, row in part.ROWS.items()}

__all__ = ["ADDRESSED_BY", "PUBLIC", "ROWS", "SIGNED_IN", "VISIBLE_WITH", "Row"]
