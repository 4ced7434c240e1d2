"""Whatever is decided, in whatever order, for past days or days to come: what must hold, holds."""

import itertools
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from branches.models import Organization, OrganizationKind, OrganizationVersion
from branches.reorganizing.plan import Kind, Part
from members.models import Affiliation, Member
from members.services.reorganizing import members_of
from tests import factories

from .reorganizing import carry_out, moment, plan

FIRST = date(2025, 1, 1)
DAYS = [FIRST + timedelta(days=10 * n) for n in range(12)]
LAST = DAYS[-1]

# Numbers choose among what there is when the step is taken, so that most steps are possible.
steps = st.lists(
    st.tuples(
        st.sampled_from(Kind.values),
        st.sampled_from(DAYS),
        st.lists(st.integers(0, 40), min_size=4, max_size=4),
    ),
    min_size=1,
    max_size=6,
)


class ReorganizationStorm(TestCase):
    def setUp(self):
        province = factories.organization(kind_code="province_body", name="Tỉnh")
        for ward in range(2):
            above = factories.organization(
                parent=province, kind_code="superior_body", name=f"Phường {ward}"
            )
            body = factories.organization(
                parent=above, kind_code="grassroots_body", name=f"Khu {ward}"
            )
            for number in range(2):
                branch = factories.organization(parent=body, name=f"Chi bộ {ward}{number}")
                cell = factories.organization(parent=branch, kind_code="cell", name="Tổ")
                for person in range(3):
                    factories.member(home=branch, cell=cell if person else None)

    @settings(
        max_examples=6,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )
    @given(steps)
    def test_invariants_hold(self, storm):
        for number, (kind, on, choices) in enumerate(storm):
            # Refused is fine; what was refused must have left nothing, which is checked below.
            try:
                carry_out(_wanted(number, kind, on, choices), moment(LAST))
            except ValidationError:
                continue

        everybody_has_one_home_every_day()
        paths_and_keys_are_those_of_the_parents()
        versions_follow_each_other_and_end_with_the_organisation()
        members_add_up()


def _wanted(number, kind, on, choices):
    a, b, c, d = choices
    standing = list(
        Organization.objects.filter(dissolved_on__isnull=True)
        .exclude(kind__tier=6)
        .select_related("kind", "parent__kind")
        .order_by("pk")
    )
    one = standing[a % len(standing)]
    alike = [each for each in standing if each.kind_id == one.kind_id and each != one] or standing
    name = f"Tên {number}"
    if kind == Kind.ESTABLISH:
        kinds = list(OrganizationKind.objects.order_by("code"))
        what = {"parent": one, "organization_kind": kinds[b % len(kinds)], "name": name}
    elif kind == Kind.MERGE:
        what = {
            "sources": (one, alike[b % len(alike)]),
            "parent": standing[c % len(standing)] if d % 3 == 0 else one.parent,
            "organization_kind": one.kind,
            "name": name,
        }
    elif kind == Kind.ABSORB:
        what = {"sources": (one,), "target": alike[b % len(alike)]}
    elif kind == Kind.SPLIT:
        what = {"sources": (one,), "parts": _parts(one, on, number, b)}
    elif kind == Kind.MOVE:
        what = {"sources": (one,), "parent": standing[b % len(standing)]}
    elif kind == Kind.RENAME:
        what = {"sources": (one,), "name": name}
    elif kind == Kind.CHANGE_KIND:
        kinds = list(OrganizationKind.objects.order_by("code"))
        what = {"sources": (one,), "organization_kind": kinds[b % len(kinds)]}
    else:
        what = {"sources": (one,)}
    return plan(kind, on=on, **what)


def _parts(one, on, number, choice):
    members = list(members_of(one, on).values_list("public_id", flat=True))
    below = one.children.filter(dissolved_on__isnull=True).order_by("pk")
    children = list(below.values_list("public_id", flat=True))
    cut = choice % (len(members) + 1)
    return (
        Part("", goes_on=True, members=frozenset(members[:cut]), children=frozenset(children[1:]))
        if choice % 2
        else Part(f"{number}a", members=frozenset(members[:cut]), children=frozenset(children[1:])),
        Part(f"{number}b", members=frozenset(members[cut:]), children=frozenset(children[:1])),
    )


def everybody_has_one_home_every_day():
    for member in Member.objects.select_related("home"):
        homes = list(Affiliation.objects.filter(member=member, kind="home").order_by("valid_from"))
        assert homes[0].valid_from == factories.LONG_AGO
        for before, after in itertools.pairwise(homes):
            assert before.valid_to == after.valid_from
        assert homes[-1].valid_to is None
        assert homes[-1].organization == member.home
        assert member.home.dissolved_on is None
        cell = Affiliation.objects.in_force(LAST).filter(member=member, kind="cell").first()
        assert (cell.organization if cell else None) == member.cell
        if cell:
            assert cell.organization.parent == member.home
        for home in homes:
            assert_exists_between(home.organization, home)


def assert_exists_between(organization, fact):
    assert organization.established_on <= fact.valid_from
    if organization.dissolved_on:
        assert fact.valid_to
        assert fact.valid_to <= organization.dissolved_on


def paths_and_keys_are_those_of_the_parents():
    found = Organization.objects.select_related("kind", "parent")
    for one in found:
        above = one.parent
        assert one.path == f"{above.path if above else ''}{one.pk:07d}/"
        tier = one.kind.tier
        for key, is_own in [
            ("superior_id", tier == 2),
            ("grassroots_id", tier == 3 or one.kind.is_grassroots),
            ("branch_id", tier == 5),
        ]:
            assert getattr(one, key) == (one.pk if is_own else above and getattr(above, key))
        if above and not one.dissolved_on:
            assert above.kind.tier < tier
            assert above.dissolved_on is None
        if one.succeeded_by:
            assert one.dissolved_on
            assert one.succeeded_by.succeeded_by is None


def versions_follow_each_other_and_end_with_the_organisation():
    for one in Organization.objects.select_related("kind", "parent"):
        versions = list(OrganizationVersion.objects.filter(organization=one).order_by("valid_from"))
        assert versions[0].valid_from == one.established_on
        for before, after in itertools.pairwise(versions):
            assert before.valid_to == after.valid_from
        last = versions[-1]
        assert last.valid_to == one.dissolved_on
        if not one.dissolved_on:
            assert (last.name, last.kind_id, last.parent_id) == (
                one.name,
                one.kind_id,
                one.parent_id,
            )
        for version in versions:
            if version.parent:
                assert_exists_between(version.parent, version)


def members_add_up():
    """Those at home below the top are all there are, each once."""
    top = Organization.objects.get(parent=None)
    assert Member.objects.filter(home__path__startswith=top.path).count() == 12
    assert Affiliation.objects.in_force(LAST).filter(kind="home").count() == 12


pytestmark = pytest.mark.django_db
