"""The organisations of the import's subtree, found by code or by name, with or without accents."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from branches.models import Organization, Tier
from papers.text import fold

from .problems import Trouble

REMEMBERED = 50_000
# What people leave out or put before a name.
_PREFIXES = ("chi bo ", "dang bo ", "dang uy ", "to dang ", "cb ", "dang bo bo phan ")


@dataclass(frozen=True, slots=True)
class Place:
    pk: int
    name: str
    code: str
    tier: int
    path: str
    parent_id: int | None
    superior_id: int | None
    grassroots_id: int | None
    branch_id: int | None
    kind_id: int
    established_on: date
    dissolved_on: date | None

    def stands_on(self, on: date) -> bool:
        return self.established_on <= on and (self.dissolved_on is None or on < self.dissolved_on)

    @property
    def ancestor_ids(self) -> list[int]:
        return [int(part) for part in self.path.split("/") if part]


COLUMNS = [
    "pk",
    "name",
    "code",
    "kind__tier",
    "path",
    "parent_id",
    "superior_id",
    "grassroots_id",
    "branch_id",
    "kind_id",
    "established_on",
    "dissolved_on",
]


class Places:
    """Its size is that of the tree, whatever the size of the file."""

    def __init__(self, scope: Organization, on: date) -> None:
        self.scope, self.on = scope, on
        self.by_id: dict[int, Place] = {}
        self.by_code: dict[str, list[Place]] = defaultdict(list)
        self.by_name: dict[str, list[Place]] = defaultdict(list)
        self.by_rest: dict[str, list[Place]] = defaultdict(list)
        self._found: dict[tuple[object, ...], Place] = {}
        rows = Organization.objects.under([scope.path]).values_list(*COLUMNS)
        for pk, name, code, *rest in rows.iterator():
            self._add(Place(pk, name, code or "", *rest))

    def _add(self, place: Place) -> None:
        self.by_id[place.pk] = place
        if place.code:
            self.by_code[fold(place.code)].append(place)
        name = fold(place.name)
        self.by_name[name].append(place)
        self.by_rest[_rest(name)].append(place)

    def find(
        self, text: str, *, above: str = "", tiers: frozenset[int] = frozenset(), under: int = 0
    ) -> Place:
        """The organisation that stands on the day. `above` names one above it; `tiers` are those
        it may have; `under` is the id of its parent. Trouble when there is none, or several."""
        key = (text, above, tiers, under)
        found = self._found.get(key)
        if found is None:
            found = self._find(text, above, tiers, under)
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            self._found[key] = found
        return found

    def _find(self, text: str, above: str, tiers: frozenset[int], under: int) -> Place:
        wanted = fold(text)
        for index in (
            self.by_code.get(wanted, []),
            self.by_name.get(wanted, []),
            self.by_rest.get(_rest(wanted), []),
        ):
            fit = [place for place in index if self._fits(place, tiers, under)]
            if above:
                fit = [place for place in fit if self._is_below(place, above)]
            exact = [place for place in fit if place.name.lower() == text.lower()]
            fit = exact or fit
            if len(fit) > 1:
                raise Trouble("place_several", text=text, count=len(fit), scope=self.scope.name)
            if fit:
                return fit[0]
        shown = f"{text} – {above}" if above else text
        raise Trouble("place_unknown", text=shown, scope=self.scope.name, day=f"{self.on:%d/%m/%Y}")

    def _fits(self, place: Place, tiers: frozenset[int], under: int) -> bool:
        return (
            place.stands_on(self.on)
            and (not tiers or place.tier in tiers)
            and (not under or place.parent_id == under)
        )

    def _is_below(self, place: Place, above: str) -> bool:
        wanted = fold(above)
        superiors = (self.by_id.get(pk) for pk in place.ancestor_ids[:-1])
        return any(
            one
            and (
                fold(one.code) == wanted
                or fold(one.name) == wanted
                or _rest(fold(one.name)) == _rest(wanted)
            )
            for one in superiors
        )


def _rest(name: str) -> str:
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name


BRANCHES = frozenset({int(Tier.BRANCH)})
CELLS = frozenset({int(Tier.CELL)})
