"""Which fields each kind of list has, and which it cannot do without."""

from collections.abc import Collection, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext

from branches.models import Organization, Tier
from members.models import ImportBatch

from .fields import MEMBERS, Field
from .tree_fields import ORGANIZATIONS, POSTS

Kind = ImportBatch.Kind
FIELDS: dict[str, Sequence[Field]] = {
    Kind.ORGANIZATIONS: ORGANIZATIONS,
    Kind.MEMBERS: MEMBERS,
    Kind.POSTS: POSTS,
}


NAMES = {"full_name", "given_name"}
IDENTIFYING = {"birth_date", "born_male", "born_female", "card_number", "identity_number"}


def missing_fields(kind: str, fields: Collection[str], organization: Organization) -> list[str]:
    """In words: what no column holds although rows cannot do without."""
    given = set(fields)
    words = []
    if kind == Kind.ORGANIZATIONS:
        needed = {"name", "kind"}
    else:
        needed = {"post", "place"} if kind == Kind.POSTS else {"home"}
        if organization.kind.tier == Tier.BRANCH:
            needed -= {"home"}
        if not given & NAMES:
            words.append(gettext("Say which column holds the names."))
        if not given & IDENTIFYING:
            words.append(
                gettext("Say which column holds the date of birth, card or identity number.")
            )
    labels = labels_of(kind)
    return words + [
        gettext("Say which column holds: %(field)s.") % {"field": labels[name]}
        for name in sorted(needed - given)
    ]


def labels_of(kind: str) -> dict[str, Promise]:
    return {field.name: field.label for field in FIELDS[kind]}
