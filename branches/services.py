"""Verbs that change where: establishing organisations, opening terms, installing rules.

The current columns of `Organization` (name, kind, parent, path, scope keys) are written here and
nowhere else.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from papers.text import fold, normalize, sort_key

from .models import (
    BranchKind,
    Organization,
    OrganizationKind,
    OrganizationVersion,
    RulePack,
    RuleValue,
    Term,
    Tier,
)

DATA = Path(__file__).parent / "data"


def refuse_dissolved(organization: Organization, on: date) -> None:
    """Every verb that enters something new asks here: what was dissolved can only be read."""
    if organization.dissolved_on and organization.dissolved_on <= on:
        raise ValidationError(
            _("“%(name)s” was dissolved on %(day)s; its records can be read, not changed.")
            % {"name": organization.name, "day": f"{organization.dissolved_on:%d/%m/%Y}"}
        )


def path_of(organization_id: int, parent_path: str) -> str:
    """`parent/0000123/`: fixed width, so that one prefix is exactly one subtree."""
    return f"{parent_path}{organization_id:07d}/"


@transaction.atomic
def establish_organization(
    *,
    name: str,
    kind: OrganizationKind,
    parent: Organization | None,
    on: date,
    code: str = "",
    branch_kind: BranchKind | str = "",
    place: str = "",
    document_symbol: str = "",
    decision: str = "",
) -> Organization:
    """A new organisation with its first version. ValidationError when the parent cannot have it."""
    if parent and parent.kind.tier >= kind.tier:
        raise ValidationError(
            {
                "parent": _("“%(parent)s” cannot have a %(kind)s below it; choose a higher level.")
                % {"parent": parent.name, "kind": kind.name}
            }
        )
    if parent:
        # Whatever the day: it would outlive its superior.
        refuse_dissolved(parent, date.max)
    name = normalize(name).strip()
    organization = Organization(
        name=name,
        kind=kind,
        parent=parent,
        code=code or None,
        branch_kind=branch_kind,
        place=place or (parent.place if parent else ""),
        document_symbol=document_symbol,
        established_on=on,
        search_key=fold(name),
        sort_key=sort_key(name),
    )
    organization.full_clean(exclude=["path"])
    organization.save()
    _place_in_tree(organization)
    OrganizationVersion.objects.create(
        organization=organization,
        name=name,
        code=code,
        kind=kind,
        parent=parent,
        branch_kind=branch_kind,
        decision=decision,
        valid_from=on,
    )
    return organization


def _place_in_tree(organization: Organization) -> None:
    """Path and scope keys from the parent's; the keys name the nearest of a tier, self included."""
    parent = organization.parent
    organization.path = path_of(organization.pk, parent.path if parent else "")
    organization.superior_id = parent.superior_id if parent else None
    organization.grassroots_id = parent.grassroots_id if parent else None
    organization.branch_id = parent.branch_id if parent else None
    tier = organization.kind.tier
    if tier == Tier.SUPERIOR:
        organization.superior_id = organization.pk
    if tier == Tier.GRASSROOTS or organization.kind.is_grassroots:
        organization.grassroots_id = organization.pk
    if tier == Tier.BRANCH:
        organization.branch_id = organization.pk
    organization.save(update_fields=["path", "superior", "grassroots", "branch"])


def open_term(
    *, organization: Organization, ordinal: int, name: str, valid_from: date, valid_to: date | None
) -> Term:
    """A term of office. ValidationError when it overlaps another of the organisation."""
    refuse_dissolved(organization, valid_from)
    term = Term(
        organization=organization,
        ordinal=ordinal,
        name=name,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    term.full_clean()
    term.save()
    return term


def read_data(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@transaction.atomic
def install_kinds(*, kinds: type[OrganizationKind] = OrganizationKind) -> None:
    """The kinds of organisation the rules know, from `data/kinds.json`; a second call mends."""
    for row in read_data("kinds.json"):
        kinds.objects.update_or_create(code=row.pop("code"), defaults=row)


@transaction.atomic
def install_national_rules(
    *, packs: type[RulePack] = RulePack, values: type[RuleValue] = RuleValue
) -> None:
    """The national packs of `data/national_rules.json`; a second call mends what differs."""
    for row in read_data("national_rules.json"):
        pack, _created = packs.objects.update_or_create(
            organization=None,
            name=row["name"],
            valid_from=row["valid_from"],
            defaults={"source": row["source"], "valid_to": row["valid_to"]},
        )
        for key, (value, source) in row["values"].items():
            values.objects.update_or_create(
                pack=pack,
                key=key,
                defaults={
                    "value": value,
                    "source": source,
                    # What the Charter fixes, nobody below may put another in its place.
                    "is_locked": key in row.get("locked", ()),
                },
            )
