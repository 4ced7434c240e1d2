"""What the tree looks like after a reorganisation; people and meetings follow `Reshaped`."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection
from django.utils.translation import gettext as _

from branches.models import Organization, Reorganization, Term
from branches.services import establish_organization
from papers.text import fold, normalize, sort_key

from .plan import Kind, ReorganizationPlan, Role, add_parts
from .tree import begin_term, change_version, end_organization, hand_over_children, replant

TREE_LOCK = 2025_0701


@dataclass(frozen=True)
class TreeChange:
    """One organisation that is not what it was, in words."""

    name: str
    what: str


@dataclass
class Reshaped:
    """`ended`: {source: who keeps its records}; `parts`: of a split, in the plan's order;
    `moved`: ids of organisations whose place or scope keys may differ."""

    ended: dict[Organization, Organization | None] = field(default_factory=dict)
    parts: list[Organization] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)
    changes: list[TreeChange] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)

    def say(self, organization: Organization, what: str) -> None:
        self.changes.append(TreeChange(organization.name, what))


def lock_tree() -> None:
    """One change of the tree at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])


def reshape(plan: ReorganizationPlan, reorganization: Reorganization) -> Reshaped:
    """Carries the plan out in the tree; the caller has checked it and holds the lock."""
    reshaped = Reshaped()
    SHAPES[plan.kind](plan, reorganization, reshaped)
    return reshaped


def _establish(plan: ReorganizationPlan, row: Reorganization, reshaped: Reshaped) -> None:
    organization = _found(plan, row, plan.name)
    reshaped.say(organization, _("is established below “%(parent)s”") % {"parent": plan.parent})
    _begin_term(organization, None, plan, reshaped)


def _merge(plan: ReorganizationPlan, row: Reorganization, reshaped: Reshaped) -> None:
    organization = _found(plan, row, plan.name)
    reshaped.say(organization, _("is established below “%(parent)s”") % {"parent": plan.parent})
    _begin_term(organization, plan.source, plan, reshaped)
    for source in plan.sources:
        _give_up(source, organization, plan, row, reshaped)


def _absorb(plan: ReorganizationPlan, row: Reorganization, reshaped: Reshaped) -> None:
    if plan.target is None:  # pragma: no cover – the checks refused it
        raise ValueError
    for source in plan.sources:
        _give_up(source, plan.target, plan, row, reshaped)


def _give_up(
    source: Organization,
    successor: Organization,
    plan: ReorganizationPlan,
    row: Reorganization,
    reshaped: Reshaped,
) -> None:
    reshaped.say(source, _("ends; its records go to “%(name)s”") % {"name": successor})
    _hand_over(source, successor, plan, row, reshaped)
    end_organization(source, successor, plan.effective_on)
    reshaped.ended[source] = successor


def _hand_over(
    source: Organization,
    successor: Organization,
    plan: ReorganizationPlan,
    row: Reorganization,
    reshaped: Reshaped,
    only: list[int] | None = None,
) -> None:
    standing = source.children.filter(dissolved_on__isnull=True).order_by("sort_key", "pk")
    children = list(standing if only is None else standing.filter(pk__in=only))
    reshaped.moved.update(hand_over_children(source, successor, row, plan.decision, only))
    for child in children:
        reshaped.say(child, _("belongs to “%(name)s” now") % {"name": successor})


def _split(plan: ReorganizationPlan, row: Reorganization, reshaped: Reshaped) -> None:
    source = plan.source
    for part in plan.parts:
        if part.goes_on:
            organization = source
            reshaped.say(source, _("goes on with the members assigned to it"))
        else:
            organization = _found(plan, row, part.name)
            reshaped.say(organization, _("is established out of “%(name)s”") % {"name": source})
            _begin_term(organization, source, plan, reshaped)
        reshaped.parts.append(organization)
    for part, organization in zip(plan.parts, reshaped.parts, strict=True):
        children = source.children.filter(public_id__in=part.children)
        if organization != source:
            ids = list(children.values_list("pk", flat=True))
            _hand_over(source, organization, plan, row, reshaped, only=ids)
    if plan.ends_sources:
        _give_up(source, reshaped.parts[0], plan, row, reshaped)


def _move(plan: ReorganizationPlan, row: Reorganization, reshaped: Reshaped) -> None:
    source = plan.source
    change_version(source, row, plan.decision, parent=plan.parent)
    source.parent = plan.parent
    source.save(update_fields=["parent"])
    reshaped.moved.update(replant(source, plan.effective_on))
    reshaped.say(source, _("belongs to “%(name)s” now") % {"name": plan.parent})


def _rename(plan: ReorganizationPlan, row: Reorganization, reshaped: Reshaped) -> None:
    source, name = plan.source, normalize(plan.name).strip()
    reshaped.say(source, _("is called “%(name)s” now") % {"name": name})
    change_version(source, row, plan.decision, name=name)
    source.name, source.search_key, source.sort_key = name, fold(name), sort_key(name)
    source.clean_fields(exclude=["path"])
    source.save(update_fields=["name", "search_key", "sort_key"])


def _change_kind(plan: ReorganizationPlan, row: Reorganization, reshaped: Reshaped) -> None:
    source, kind = plan.source, plan.organization_kind
    unit = plan.branch_kind or source.branch_kind
    change_version(source, row, plan.decision, kind=kind, branch_kind=unit)
    source.kind, source.branch_kind = kind, unit  # type: ignore[assignment]  # the checks refused None
    source.save(update_fields=["kind", "branch_kind"])
    reshaped.moved.update(replant(source, plan.effective_on))
    words = {"kind": kind, "unit": source.get_branch_kind_display()}
    what = _("is a %(kind)s now (%(unit)s)") if plan.branch_kind else _("is a %(kind)s now")
    reshaped.say(source, what % words)


def _dissolve(plan: ReorganizationPlan, row: Reorganization, reshaped: Reshaped) -> None:
    end_organization(plan.source, None, plan.effective_on)
    reshaped.ended[plan.source] = None
    reshaped.say(plan.source, _("is dissolved"))


SHAPES: dict[str, Callable[[ReorganizationPlan, Reorganization, Reshaped], None]] = {
    Kind.ESTABLISH: _establish,
    Kind.MERGE: _merge,
    Kind.ABSORB: _absorb,
    Kind.SPLIT: _split,
    Kind.MOVE: _move,
    Kind.RENAME: _rename,
    Kind.CHANGE_KIND: _change_kind,
    Kind.DISSOLVE: _dissolve,
}


def _found(plan: ReorganizationPlan, row: Reorganization, name: str) -> Organization:
    """A new organisation; of a split, like the one it comes from."""
    like = plan.sources[0] if plan.sources else None
    is_part = plan.kind == Kind.SPLIT and like is not None
    organization = establish_organization(
        name=name,
        kind=like.kind if like and is_part else plan.organization_kind,  # type: ignore[arg-type]  # the checks refused None
        parent=like.parent if like and is_part else plan.parent,
        on=plan.effective_on,
        code="" if is_part else plan.code,
        branch_kind=plan.branch_kind or (like.branch_kind if like else ""),
        place=plan.place or (like.place if like and is_part else ""),
        decision=plan.decision,
    )
    organization.versions.update(reorganization=row)
    add_parts(row, [organization], Role.TARGET)
    return organization


def _begin_term(
    organization: Organization,
    before: Organization | None,
    plan: ReorganizationPlan,
    reshaped: Reshaped,
) -> None:
    term = begin_term(organization, before, plan)
    if term:
        reshaped.terms.append(term)
