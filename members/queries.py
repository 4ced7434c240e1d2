"""What pages about people ask across models."""

from datetime import date

from django.db.models import Q

from branches.models import Organization, Tier

from .access import Access
from .permissions import Permission

Places = list[tuple[Organization, str]]


def roll_places(access: Access, chosen: Organization | None, today: date) -> Places:
    """The organisations to choose from on the roll, with a label: those above the chosen one (and
    itself), then those just below. Two queries whatever the size of the tree; a branch without
    cells offers nothing."""
    scopes = access.scopes.get(Permission.SEE_MEMBERS, [])
    # The tops of what may be seen: a scope below another adds nothing.
    tops = [s for s in scopes if not any(s.path.startswith(t.path) and s != t for t in scopes)]
    above, below = _around(tops, chosen)
    found = (
        Organization.objects.standing(today)
        .filter(Q(pk__in=above) | below)
        .order_by("kind__tier", "sort_key", "pk")
    )
    up = {o.pk: (o, f"↑ {o.name}" if o != chosen else o.name) for o in found if o.pk in above}
    down = [(o, f"– {o.name}" if chosen else o.name) for o in found if o.pk not in up]
    return [up[pk] for pk in above if pk in up] + down


def _around(tops: list[Organization], chosen: Organization | None) -> tuple[list[int], Q]:
    if chosen:
        top = next(t for t in tops if chosen.path.startswith(t.path))
        return chosen.ancestor_ids[len(top.ancestor_ids) - 1 :], Q(parent=chosen)
    if len(tops) == 1 and tops[0].kind.tier != Tier.CELL:
        return [], Q(parent=tops[0])
    return [], Q(pk__in=[top.pk for top in tops] if len(tops) > 1 else [])
