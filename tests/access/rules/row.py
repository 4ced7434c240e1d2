"""A row: who may open an address, on what, and what a browser would post there."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.access.rights import PLACES
from tests.access.world import HOLDS_MEETINGS

PUBLIC = "public"
SIGNED_IN = "signed in"
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
EVERYWHERE = tuple(PLACES)


@dataclass(frozen=True)
class Row:
    """`rule`: PUBLIC, SIGNED_IN or the name of the permission asked for at the object.

    `on`: the objects the address may name, as keys of `world.at[place]`; empty for addresses
    without an object. `data(made)` makes what a browser would post; without it the form is read
    off the pages. `post_needs`: what writing asks for beyond `rule`. `query` follows the address
    where the page shows nothing without it.
    `owners`: {role: place} of the few who find the object at all, whatever their rights.
    `also`: other statuses that somebody who may come in can get, with the reason beside the row.
    """

    rule: str
    methods: tuple[str, ...] = ("GET",)
    on: tuple[str, ...] = ()
    places: tuple[str, ...] = tuple(HOLDS_MEETINGS)
    data: Callable[[dict], dict] | None = None
    post_needs: str = ""
    query: str = ""
    owners: dict[str, str] | None = None
    also: tuple[int, ...] = ()
