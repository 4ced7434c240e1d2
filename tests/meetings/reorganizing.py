"""Plans to reorganise with the least that is valid, and what tests ask of the tree afterwards."""

from datetime import date, datetime, time

from django.utils import timezone

from branches.models import Organization
from branches.reorganizing.plan import Kind, Part, ReorganizationPlan
from meetings.services.reorganization import plan_reorganization
from members.models import Affiliation

JULY = date(2025, 7, 1)


def moment(day, hour=20):
    return timezone.make_aware(datetime.combine(day, time(hour)))


AFTER = moment(JULY, 9)
BEFORE = moment(date(2025, 6, 20))


def plan(kind, *, on=JULY, **what):
    return ReorganizationPlan(
        kind=kind,
        effective_on=on,
        decision_number="15-QĐ/TU",
        decision_on=date(2025, 6, 16),
        **what,
    )


def merge(*sources, name="Đảng bộ phường Hợp Nhất", **what):
    first = sources[0]
    return plan(
        Kind.MERGE,
        sources=sources,
        name=name,
        **{"parent": first.parent, "organization_kind": first.kind} | what,
    )


def carry_out(wanted, now=AFTER, by=None):
    return plan_reorganization(plan=wanted, by=by, now=now)


def made(reorganization):
    return Organization.objects.get(
        reorganization_parts__reorganization=reorganization, reorganization_parts__role="target"
    )


def fresh(organization):
    return Organization.objects.select_related("kind", "parent").get(pk=organization.pk)


def homes(member, on):
    rows = Affiliation.objects.in_force(on).filter(member=member, kind="home")
    return [row.organization for row in rows]


def halves(people, cells=(), goes_on=True):
    ids = [person.public_id for person in people]
    return (
        Part("", goes_on=True, members=frozenset(ids[:6]), children=frozenset(cells))
        if goes_on
        else Part("Chi bộ 7A", members=frozenset(ids[:6]), children=frozenset(cells)),
        Part("Chi bộ 7B", members=frozenset(ids[6:])),
    )
