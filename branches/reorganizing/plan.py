"""What a decision to reorganise says, and how it is kept in `Reorganization`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from branches.models import Organization, OrganizationKind, Reorganization, ReorganizationPart
from papers.text import normalize

Kind = Reorganization.Kind
Role = ReorganizationPart.Role


class Numbering(models.TextChoices):
    CONTINUE = "continue", gettext_lazy("goes on from the organisation before")
    RESTART = "restart", gettext_lazy("begins again at 01")


class Posts(models.TextChoices):
    END = "end", gettext_lazy("all end; the new committee is appointed")
    CARRY = "carry", gettext_lazy("committee members go on; secretaries and deputies end")


@dataclass(frozen=True)
class Part:
    """One part of a split. `goes_on`: it is the organisation itself, under its own name.

    `members` and `children` are public ids; each member and child is in exactly one part.
    """

    name: str
    goes_on: bool = False
    members: frozenset[UUID] = frozenset()
    children: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class ReorganizationPlan:
    """`sources` are changed or end, the first one's series of papers may go on; `target` absorbs;
    `parent` is the new superior; `ordinal` empty: as `numbering` says."""

    kind: str
    effective_on: date
    decision_number: str
    decision_on: date
    note: str = ""
    sources: tuple[Organization, ...] = ()
    target: Organization | None = None
    parent: Organization | None = None
    organization_kind: OrganizationKind | None = None
    name: str = ""
    code: str = ""
    place: str = ""
    branch_kind: str = ""
    parts: tuple[Part, ...] = ()
    numbering: str = Numbering.CONTINUE
    ordinal: int | None = None
    term_name: str = ""
    posts: str = Posts.END

    @property
    def source(self) -> Organization:
        return self.sources[0]

    @property
    def decision(self) -> str:
        """As it stands beside what it changed."""
        number = normalize(self.decision_number).strip()
        return f"{number} ({self.decision_on:%d/%m/%Y})"

    @property
    def ends_sources(self) -> bool:
        if self.kind == Kind.SPLIT:
            return not any(part.goes_on for part in self.parts)
        return self.kind in (Kind.MERGE, Kind.ABSORB, Kind.DISSOLVE)

    @property
    def scope(self) -> Organization:
        """The lowest organisation that everything concerned lies below; who changes the tree
        must have the right there."""
        above = [o.parent or o for o in [*self.sources, *([self.target] if self.target else [])]]
        above += [self.parent] if self.parent else []
        lines = [organization.ancestor_ids for organization in above]
        common = [step[0] for step in zip(*lines, strict=False) if len(set(step)) == 1]
        if not common:
            raise ValidationError(_("These organisations have no superior in common."))
        return Organization.objects.select_related("kind").get(pk=common[-1])


def store_plan(plan: ReorganizationPlan, *, by_id: int | None, now: datetime) -> Reorganization:
    """The row of a plan, waiting for its day."""
    reorganization = Reorganization.objects.create(
        kind=plan.kind,
        effective_on=plan.effective_on,
        decision_number=normalize(plan.decision_number).strip(),
        decision_on=plan.decision_on,
        note=normalize(plan.note).strip(),
        scope=plan.scope,
        plan=_as_json(plan),
        created_at=now,
        created_by_id=by_id,
    )
    add_parts(reorganization, plan.sources, Role.SOURCE)
    add_parts(reorganization, [plan.target] if plan.target else [], Role.TARGET)
    return reorganization


def add_parts(reorganization: Reorganization, organizations: Any, role: str) -> None:
    for organization in organizations:
        ReorganizationPart.objects.get_or_create(
            reorganization=reorganization, organization=organization, role=role
        )


def _as_json(plan: ReorganizationPlan) -> dict[str, Any]:
    kept = {
        "name": plan.name,
        "code": plan.code,
        "place": plan.place,
        "branch_kind": str(plan.branch_kind),
        "kind": plan.organization_kind.code if plan.organization_kind else "",
        "parent": str(plan.parent.public_id) if plan.parent else "",
        "parts": [
            {
                "name": part.name,
                "goes_on": part.goes_on,
                "members": sorted(map(str, part.members)),
                "children": sorted(map(str, part.children)),
            }
            for part in plan.parts
        ],
        "numbering": str(plan.numbering),
        "ordinal": plan.ordinal,
        "term_name": plan.term_name,
        "posts": str(plan.posts),
    }
    return {key: value for key, value in kept.items() if value not in ("", None, [])}


def plan_of(reorganization: Reorganization) -> ReorganizationPlan:
    """The plan of a row, with the organisations as they are now."""
    kept: dict[str, Any] = reorganization.plan
    organizations = Organization.objects.select_related("kind", "parent__kind")
    parts = reorganization.parts.order_by("pk").values_list("role", "organization_id")
    found = organizations.in_bulk([pk for _role, pk in parts])
    sources = [found[pk] for role, pk in parts if role == Role.SOURCE]
    targets = [found[pk] for role, pk in parts if role == Role.TARGET]
    return ReorganizationPlan(
        kind=reorganization.kind,
        effective_on=reorganization.effective_on,
        decision_number=reorganization.decision_number,
        decision_on=reorganization.decision_on,
        note=reorganization.note,
        sources=tuple(sources),
        target=targets[0] if targets and reorganization.kind == Kind.ABSORB else None,
        parent=organizations.get(public_id=kept["parent"]) if "parent" in kept else None,
        organization_kind=OrganizationKind.objects.get(code=kept["kind"])
        if "kind" in kept
        else None,
        parts=tuple(_part_of(part) for part in kept.get("parts", [])),
        **{key: kept[key] for key in _PLAIN if key in kept},
    )


_PLAIN = ("name", "code", "place", "branch_kind", "numbering", "ordinal", "term_name", "posts")


def _part_of(kept: dict[str, Any]) -> Part:
    return Part(
        name=kept["name"],
        goes_on=kept["goes_on"],
        members=frozenset(map(UUID, kept["members"])),
        children=frozenset(map(UUID, kept["children"])),
    )
