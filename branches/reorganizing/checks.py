"""What is refused before anything changes: cycles, gaps, overlaps, levels that do not fit.

Each error names the field of the form and says what to do. Who belongs where is asked by
`members.services.reorganizing`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from branches.models import Organization, OrganizationKind, OrganizationVersion, Tier
from papers.text import normalize

from .plan import Kind, ReorganizationPlan

MANY = 2


def check_plan(plan: ReorganizationPlan) -> None:
    """ValidationError unless the tree can be changed so from that day on."""
    if not normalize(plan.decision_number).strip():
        raise _refusal("decision_number", _("Write the number of the decision."))
    for name, organizations in [
        ("sources", plan.sources),
        ("target", [plan.target] if plan.target else []),
        ("parent", [plan.parent] if plan.parent else []),
    ]:
        for organization in organizations:
            _check_exists(name, organization, plan.effective_on)
    _check_history(plan)
    CHECKS[plan.kind](plan)


def _check_exists(name: str, organization: Organization, on: date) -> None:
    if organization.dissolved_on:
        words = _("“%(name)s” was dissolved on %(day)s and cannot change any more.")
        raise _refusal(name, words, organization, organization.dissolved_on)
    if organization.established_on > on:
        words = _("“%(name)s” exists only from %(day)s. Choose a later day.")
        raise _refusal(name, words, organization, organization.established_on)


def _check_history(plan: ReorganizationPlan) -> None:
    """A change dated before another one of the same organisation would leave an overlap."""
    later = OrganizationVersion.objects.filter(organization__in=plan.sources)
    # What ends must have existed for a day: its last name may not begin on the day it ends.
    ends = plan.ends_sources
    later = later.filter(
        **{"valid_from__gte" if ends else "valid_from__gt": plan.effective_on}
    ).select_related("organization")
    found = later.order_by("valid_from").first()
    if found:
        words = _("“%(name)s” has a change on %(day)s already. Choose a later day.")
        raise _refusal("effective_on", words, found.organization, found.valid_from)


def _check_establish(plan: ReorganizationPlan) -> None:
    _need_name(plan.name)
    kind, parent = _need_kind(plan), _need_parent(plan)
    _check_level(parent, kind)


def _check_merge(plan: ReorganizationPlan) -> None:
    if len(plan.sources) < MANY:
        raise _refusal("sources", _("Choose at least two organisations to merge."))
    _need_name(plan.name)
    kind, parent = _need_kind(plan), _need_parent(plan)
    _check_same_level(plan.sources)
    _check_apart(plan.sources)
    _check_outside("parent", parent, plan.sources)
    _check_level(parent, kind)
    if _group(kind.tier) != _group(plan.source.kind.tier):
        raise _refusal("organization_kind", _("Choose a kind of the same level as those merged."))
    if kind.tier == Tier.CELL and parent.pk != plan.source.parent_id:
        raise _refusal("parent", _("The new cell stays in the branch of the cells merged."))
    _check_children(plan.sources, kind.tier)


def _check_absorb(plan: ReorganizationPlan) -> None:
    target = plan.target
    if not plan.sources:
        raise _refusal("sources", _("Choose at least one organisation to be absorbed."))
    if target is None:
        raise _refusal("target", _("Choose the organisation that absorbs them."))
    if target in plan.sources:
        raise _refusal("target", _("An organisation cannot absorb itself; choose another one."))
    _check_apart(plan.sources)
    _check_outside("target", target, plan.sources)
    _check_same_level([*plan.sources, target])
    _check_children(plan.sources, target.kind.tier)


def _check_split(plan: ReorganizationPlan) -> None:
    if _one_source(plan).parent is None:
        raise _refusal("sources", _("The top of the tree has no superior for its parts."))
    if len(plan.parts) < MANY:
        raise _refusal("parts", _("A split needs at least two parts; write their names."))
    names = [normalize(part.name).strip() for part in plan.parts if not part.goes_on]
    if "" in names:
        raise _refusal("parts", _("Write the name of every part."))
    if len(set(names)) < len(names):
        raise _refusal("parts", _("Give every part a name of its own."))
    if sum(part.goes_on for part in plan.parts) > 1:
        raise _refusal("parts", _("Only one part can be the organisation that goes on."))
    standing = Organization.objects.filter(parent=plan.source, dissolved_on__isnull=True)
    check_once(
        [part.children for part in plan.parts], dict(standing.values_list("public_id", "name"))
    )


def check_once(parts: Iterable[frozenset[UUID]], needed: dict[UUID, str]) -> None:
    """Everyone and everything of a split is in exactly one part; `needed`: {public id: name}."""
    found = Counter(public_id for part in parts for public_id in part)
    twice = [needed[each] for each, times in found.items() if times > 1 and each in needed]
    if twice:
        words = _("Assigned to two parts: %(names)s. Choose one part for each.")
        raise _refusal("parts", words % {"names": _few(twice)})
    missing = [name for each, name in needed.items() if each not in found]
    if missing:
        words = ngettext(
            "%(count)d is not assigned yet: %(names)s. Choose a part.",
            "%(count)d are not assigned yet: %(names)s. Choose a part for each.",
            len(missing),
        )
        raise _refusal("parts", words % {"count": len(missing), "names": _few(missing)})


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return f"{shown}…" if len(names) > len(names[:5]) else shown


def _check_move(plan: ReorganizationPlan) -> None:
    source, parent = _one_source(plan), _need_parent(plan)
    _check_outside("parent", parent, plan.sources)
    if source.kind.tier == Tier.CELL:
        raise _refusal(
            "sources", _("A cell belongs to its branch; its members would be elsewhere.")
        )
    if parent.pk == source.parent_id:
        raise _refusal("parent", _("It is there already; choose another superior."))
    _check_level(parent, source.kind)


def _check_rename(plan: ReorganizationPlan) -> None:
    source = _one_source(plan)
    if _need_name(plan.name) == source.name:
        raise _refusal("name", _("This is its name already; write the new one."))


def _check_change_kind(plan: ReorganizationPlan) -> None:
    source, kind = _one_source(plan), _need_kind(plan)
    is_other_unit = plan.branch_kind not in ("", source.branch_kind)
    if plan.branch_kind and kind.tier != Tier.BRANCH:
        raise _refusal("branch_kind", _("Only a branch has a kind of unit; leave it empty."))
    if kind.pk == source.kind_id and not is_other_unit:
        raise _refusal("organization_kind", _("It is of this kind already; choose another one."))
    if _group(kind.tier) != _group(source.kind.tier):
        words = _("A branch stays a branch and a committee a committee; merge or split instead.")
        raise _refusal("organization_kind", words)
    if source.parent:
        _check_level(source.parent, kind)
    _check_children([source], kind.tier)


def _check_dissolve(plan: ReorganizationPlan) -> None:
    source = _one_source(plan)
    # Also what moved away only after that day.
    below = OrganizationVersion.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=plan.effective_on), parent=source
    )
    child = below.select_related("organization").order_by("pk").first()
    if child:
        words = _("“%(name)s” is still below it. Move or dissolve what is below first.")
        raise _refusal("sources", words, child.organization)


CHECKS: dict[str, Callable[[ReorganizationPlan], None]] = {
    Kind.ESTABLISH: _check_establish,
    Kind.MERGE: _check_merge,
    Kind.ABSORB: _check_absorb,
    Kind.SPLIT: _check_split,
    Kind.MOVE: _check_move,
    Kind.RENAME: _check_rename,
    Kind.CHANGE_KIND: _check_change_kind,
    Kind.DISSOLVE: _check_dissolve,
}


def _group(tier: int) -> int:
    """Cells, branches, committees: within a group, organisations can become one another."""
    return tier if tier >= Tier.BRANCH else Tier.PROVINCE


def _one_source(plan: ReorganizationPlan) -> Organization:
    if len(plan.sources) != 1:
        raise _refusal("sources", _("Choose one organisation."))
    return plan.source


def _need_name(name: str) -> str:
    name = normalize(name).strip()
    if not name:
        raise _refusal("name", _("Write the name."))
    return name


def _need_kind(plan: ReorganizationPlan) -> OrganizationKind:
    kind = plan.organization_kind
    if kind is None or not kind.is_in_force(plan.effective_on):
        raise _refusal("organization_kind", _("Choose a kind that exists on that day."))
    return kind


def _need_parent(plan: ReorganizationPlan) -> Organization:
    if plan.parent is None:
        raise _refusal("parent", _("Choose the organisation it belongs to."))
    return plan.parent


def _check_level(parent: Organization, kind: OrganizationKind) -> None:
    if parent.kind.tier >= kind.tier:
        words = _("“%(parent)s” cannot have a %(kind)s below it; choose a higher level.")
        raise _refusal("parent", words % {"parent": parent.name, "kind": kind.name})


def _check_same_level(organizations: Iterable[Organization]) -> None:
    organizations = list(organizations)
    if len({_group(organization.kind.tier) for organization in organizations}) > 1:
        raise _refusal("sources", _("Branches go with branches, committees with committees."))
    is_cell = organizations[0].kind.tier == Tier.CELL
    if is_cell and len({organization.parent_id for organization in organizations}) > 1:
        raise _refusal("sources", _("Choose cells of one branch."))


def _check_apart(sources: Sequence[Organization]) -> None:
    for one in sources:
        if any(one != other and one.path.startswith(other.path) for other in sources):
            words = _("“%(name)s” lies below another one chosen; choose only one of them.")
            raise _refusal("sources", words, one)


def _check_outside(name: str, above: Organization, sources: Iterable[Organization]) -> None:
    """No organisation may come to lie below itself, or below one that ends."""
    for source in sources:
        if above.path.startswith(source.path):
            words = _("“%(name)s” lies below “%(above)s”; that would be a circle.")
            raise _refusal(name, words % {"name": above.name, "above": source.name})


def _check_children(sources: Iterable[Organization], tier: int) -> None:
    child = (
        Organization.objects.filter(
            parent__in=list(sources), dissolved_on__isnull=True, kind__tier__lte=tier
        )
        .order_by("pk")
        .first()
    )
    if child:
        words = _("“%(name)s” below it does not fit below this level.")
        raise _refusal("organization_kind", words, child)


def _refusal(
    name: str, words: str, organization: Organization | None = None, day: date | None = None
) -> ValidationError:
    if organization:
        words = words % {"name": organization.name, "day": f"{day:%d/%m/%Y}" if day else ""}
    return ValidationError({name: words})
