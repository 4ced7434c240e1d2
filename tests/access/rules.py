"""One row for each URL name: who may, on what. A view without a row here fails the build."""

from collections.abc import Callable
from dataclasses import dataclass

from .rights import PLACES
from .world import HOLDS_MEETINGS

PUBLIC = "public"
SIGNED_IN = "signed in"

# Kind of object → rights any of which make it visible; without one of them it answers as if it
# did not exist. Names are those of `world.at[place]`.
VISIBLE_WITH = {
    "organization": {"SEE_FIGURES"},
    "member": {"SEE_MEMBERS"},
    "planned_meeting": {"SEE_MEETINGS"},
    "committee_meeting": {"SEE_MEETINGS"},
    "called_meeting": {"READ_NOTICES", "SEE_MEETINGS"},
    "held_meeting": {"READ_NOTICES", "SEE_MEETINGS"},
    "minuted_meeting": {"READ_NOTICES", "SEE_MEETINGS"},
    "approved_meeting": {"READ_NOTICES", "SEE_MEETINGS"},
    "planned_attachment": {"SEE_MEETINGS"},
    "attachment": {"READ_NOTICES", "SEE_MEETINGS"},
    "held_resolution": {"SEE_MEETINGS"},
    "approved_resolution": {"READ_MINUTES", "SEE_MEETINGS"},
    "held_task": {"SEE_MEETINGS"},
    "approved_task": {"SEE_MEETINGS"},
    "notice_paper": {"READ_NOTICES", "SEE_MEETINGS"},
    "draft_paper": {"SEE_MEETINGS"},
    "minutes_paper": {"READ_MINUTES", "SEE_MEETINGS"},
}


@dataclass(frozen=True)
class Row:
    """`rule`: PUBLIC, SIGNED_IN or the name of the permission asked for at the object.

    `on`: the objects the address may name, as keys of `world.at[place]`; empty for addresses
    without an object. `data(made)` makes what a browser would post for that place.
    `seen_with` overrides `VISIBLE_WITH`. `own`: only objects of one's own are found at all.
    """

    rule: str
    methods: tuple[str, ...] = ("GET",)
    on: tuple[str, ...] = ()
    places: tuple[str, ...] = tuple(HOLDS_MEETINGS)
    data: Callable[[dict], dict] | None = None
    seen_with: frozenset[str] | None = None
    own: bool = False

    def visible_with(self, key):
        return VISIBLE_WITH[key] if self.seen_with is None else self.seen_with


GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
EVERYWHERE = tuple(PLACES)

ROWS: dict[str, Row] = {
    "home": Row(SIGNED_IN),
    "healthz": Row(PUBLIC),
    "readyz": Row(PUBLIC),
}
