"""Small steps of a reorganisation: versions, paths and keys of a subtree, ends, terms."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from branches.models import Organization, OrganizationVersion, Reorganization, Term
from branches.services import path_of

from .plan import Numbering, ReorganizationPlan

REPATH = """
    UPDATE branches_organization
    SET path = %s || substr(path, %s), placed_on = greatest(placed_on, %s)
    WHERE path LIKE %s
"""
# Twin of `branches.services._place_in_tree`, for everything below a path at once: the keys name
# the nearest of a tier, self included.
REKEY = """
    UPDATE branches_organization AS organization
    SET superior_id = near.superior_id, grassroots_id = near.grassroots_id,
        branch_id = near.branch_id
    FROM (
        SELECT below.id,
            (array_agg(above.id ORDER BY above.path DESC)
                FILTER (WHERE kind.tier = 2))[1] AS superior_id,
            (array_agg(above.id ORDER BY above.path DESC)
                FILTER (WHERE kind.tier = 3 OR kind.is_grassroots))[1] AS grassroots_id,
            (array_agg(above.id ORDER BY above.path DESC)
                FILTER (WHERE kind.tier = 5))[1] AS branch_id
        FROM branches_organization AS below
        CROSS JOIN LATERAL unnest(string_to_array(trim(both '/' FROM below.path), '/')::int[])
            AS step(id)
        JOIN branches_organization AS above ON above.id = step.id
        JOIN branches_organizationkind AS kind ON kind.id = above.kind_id
        WHERE below.path LIKE %s
        GROUP BY below.id
    ) AS near
    WHERE near.id = organization.id
    RETURNING organization.id
"""


def replant(organization: Organization, on: date) -> list[int]:
    """Path and scope keys of the organisation and everything below it, from its parent and its
    kind, in two statements; the ids of all of them."""
    old = organization.path
    above = Organization.objects.values_list("path", flat=True)
    parent_id = organization.parent_id
    new = path_of(organization.pk, above.get(pk=parent_id) if parent_id else "")
    with connection.cursor() as cursor:
        if new != old:
            cursor.execute(REPATH, [new, len(old) + 1, on, f"{old}%"])
        cursor.execute(REKEY, [f"{new}%"])
        ids = [pk for (pk,) in cursor.fetchall()]
    organization.refresh_from_db(fields=["path", "superior", "grassroots", "branch"])
    return ids


def from_day(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Dated facts that hold on the day or begin later."""
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def change_version(
    organization: Organization, reorganization: Reorganization, decision: str, **changes: Any
) -> None:
    """From the day on, what `changes` say; the checks made sure that nothing comes later."""
    on = reorganization.effective_on
    version = OrganizationVersion.objects.in_force(on).get(organization=organization)
    if version.valid_from < on:
        OrganizationVersion.objects.filter(pk=version.pk).update(valid_to=on)
        version.pk, version.valid_from, version._state.adding = None, on, True
    version.reorganization, version.decision = reorganization, decision
    for name, value in changes.items():
        setattr(version, name, value)
    version.save()


def hand_over_children(
    old: Organization,
    new: Organization,
    reorganization: Reorganization,
    decision: str,
    only: Iterable[int] | None = None,
) -> list[int]:
    """What lay below `old` lies below `new` from the day on, also where more is entered for later
    days; ids of everything that moved. Dissolved ones come along, so that their records are found
    where the others are."""
    on = reorganization.effective_on
    versions = from_day(OrganizationVersion.objects.filter(parent=old), on)
    children = Organization.objects.filter(parent=old)
    if only is not None:
        versions = versions.filter(organization__in=list(only))
        children = children.filter(pk__in=list(only))
    spanning = list(versions.filter(valid_from__lt=on))
    versions.filter(valid_from__gte=on).update(parent=new, reorganization=reorganization)
    OrganizationVersion.objects.filter(pk__in=[each.pk for each in spanning]).update(valid_to=on)
    for version in spanning:
        version.pk, version.valid_from, version.parent = None, on, new
        version.reorganization, version.decision = reorganization, decision
    OrganizationVersion.objects.bulk_create(spanning)
    moved: list[int] = []
    for child in list(children.order_by("pk")):
        Organization.objects.filter(pk=child.pk).update(parent=new)
        child.parent = new
        moved += replant(child, on)
    return moved


def end_organization(source: Organization, successor: Organization | None, on: date) -> None:
    """It exists no more from that day; whose records it kept, the successor keeps (one step, so
    that no reader follows a chain)."""
    OrganizationVersion.objects.in_force(on).filter(organization=source).update(valid_to=on)
    Term.objects.in_force(on).filter(organization=source, valid_from__lt=on).update(valid_to=on)
    Organization.objects.filter(pk=source.pk).update(dissolved_on=on, succeeded_by=successor)
    if successor:
        Organization.objects.filter(succeeded_by=source).update(succeeded_by=successor)
    source.refresh_from_db(fields=["dissolved_on", "succeeded_by"])


def begin_term(
    organization: Organization, before: Organization | None, plan: ReorganizationPlan
) -> Term | None:
    """The first term of a new organisation; None when nobody said what it is called. HD 06-HD/TW
    lets the number of the congress run on through a merger or split; a new one begins at 1."""
    on = plan.effective_on
    old = term_before(before, on) if before else None
    goes_on = old is not None and plan.numbering == Numbering.CONTINUE
    name = plan.term_name or (old.name if old else "")
    if not name:
        return None
    return Term.objects.create(
        organization=organization,
        ordinal=plan.ordinal or (old.ordinal if old and goes_on else 1),
        name=name,
        valid_from=on,
        valid_to=plan_end(old, on),
        continues=old if goes_on else None,
    )


def term_before(organization: Organization, on: date) -> Term | None:
    term: Term | None = organization.terms.in_force(on - timedelta(days=1)).first()
    return term


def plan_end(term: Term | None, on: date) -> date | None:
    return term.valid_to if term and term.valid_to and term.valid_to > on else None
