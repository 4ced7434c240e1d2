"""Organisations: the tree, its paths and keys, what a parent can have, versions and terms."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from branches.models import (
    Organization,
    OrganizationKind,
    OrganizationVersion,
    RulePack,
    RuleValue,
    Term,
    Tier,
)
from branches.services import open_term, path_of
from tests import factories

DAY = date(2026, 3, 15)


def refused(constraint, make):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


def test_paths_and_keys_follow_the_tree(tree):
    cell = tree.cell

    assert cell.path == "".join(
        f"{one.pk:07d}/" for one in [tree.province, tree.district, tree.body, tree.branch, cell]
    )
    assert cell.ancestor_ids == [
        tree.province.pk,
        tree.district.pk,
        tree.body.pk,
        tree.branch.pk,
        cell.pk,
    ]
    assert (cell.superior, cell.grassroots, cell.branch) == (tree.district, tree.body, tree.branch)
    assert (tree.branch.branch, tree.body.grassroots) == (tree.branch, tree.body)
    assert (tree.district.superior, tree.district.grassroots) == (tree.district, None)
    assert (tree.province.superior, tree.province.path) == (None, path_of(tree.province.pk, ""))


def test_grassroots_branch_is_its_own_grassroots_organization(tree):
    assert tree.office.grassroots == tree.office
    assert tree.office.branch == tree.office
    assert tree.office.superior == tree.district


def test_one_path_is_exactly_one_subtree(tree):
    """`1/` must not find `12/`: ids have a fixed width."""
    branch, sibling = tree.branch, tree.sibling
    assert path_of(1, "") == "0000001/"

    assert set(Organization.objects.under([branch.path])) == {branch}
    assert set(Organization.objects.under([tree.body.path])) == {tree.body, branch, sibling}
    assert not path_of(12, "").startswith(path_of(1, ""))
    assert not path_of(1234567, "").startswith(path_of(123456, ""))


def test_under_several_paths_or_none(tree):
    branch, far = tree.branch, tree.far

    assert set(Organization.objects.under([branch.path, far.path])) == {branch, far}
    assert not Organization.objects.under([]).exists()


def test_first_version_and_keys_of_search_and_order(tree):
    found = factories.organization(parent=tree.body, name="  Chi bộ Đường Uỷ  ")

    version = found.versions.get()
    assert found.name == version.name == "Chi bộ Đường Uỷ"
    assert found.search_key == "chi bo duong uy"
    assert (version.valid_from, version.valid_to, version.parent) == (
        factories.LONG_AGO,
        None,
        tree.body,
    )
    assert found.name_on(DAY) == "Chi bộ Đường Uỷ"
    assert found.version_on(factories.LONG_AGO - timedelta(days=1)) is None


def test_place_comes_from_the_parent(tree):
    district = factories.organization(
        parent=tree.province, kind_code="superior_body", place="Sông Nhuệ"
    )

    assert factories.organization(parent=district, kind_code="grassroots_body").place == "Sông Nhuệ"


@pytest.mark.parametrize("parent_tier", Tier)
@pytest.mark.parametrize("child_tier", Tier)
def test_parent_stands_on_a_higher_level(db, parent_tier, child_tier):
    def kind_of(tier):
        return OrganizationKind.objects.filter(tier=tier).first().code

    parent = factories.organization(kind_code=kind_of(parent_tier))

    if parent_tier < child_tier:
        child = factories.organization(parent=parent, kind_code=kind_of(child_tier))
        assert child.path.startswith(parent.path)
    else:
        with pytest.raises(ValidationError) as refused:
            factories.organization(parent=parent, kind_code=kind_of(child_tier))
        assert "parent" in refused.value.error_dict
        assert not parent.children.exists()


def test_name_is_needed_and_code_is_unique(tree):
    body = tree.body
    factories.organization(parent=body, code="CB-07")

    with pytest.raises(ValidationError) as refused:
        factories.organization(parent=body, code="CB-07")
    assert "code" in refused.value.error_dict
    with pytest.raises(ValidationError) as refused:
        factories.organization(parent=body, name="   ")
    assert "name" in refused.value.error_dict
    # Without a code there may be many.
    factories.organization(parent=body)
    factories.organization(parent=body)


def test_standing_organizations_of_a_day(tree):
    branch = tree.branch
    Organization.objects.filter(pk=branch.pk).update(dissolved_on=DAY)

    def stands(on):
        return Organization.objects.standing(on).filter(pk=branch.pk).exists()

    assert stands(DAY - timedelta(days=1))
    assert not stands(DAY)
    assert not stands(factories.LONG_AGO - timedelta(days=1))


def test_branches_and_committees(tree):
    cell = tree.cell

    assert set(Organization.objects.branches()) == {tree.branch}
    assert cell not in Organization.objects.committees()
    assert set(Organization.objects.committees()) == {tree.province, tree.district, tree.body}


def _version(organization, valid_from, valid_to):
    return OrganizationVersion.objects.create(
        organization=organization,
        name="Tên",
        kind=organization.kind,
        valid_from=valid_from,
        valid_to=valid_to,
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((2021, 2023), (2022, 2024)),
        ((2021, None), (2022, 2024)),
        ((2021, 2023), (2020, None)),
        ((2021, 2024), (2022, 2023)),
        ((2021, 2022), (2021, 2022)),
    ],
)
def test_versions_of_one_organization_do_not_overlap(tree, first, second):
    branch = tree.branch
    branch.versions.all().delete()

    def day(year):
        return date(year, 1, 1) if year else None

    _version(branch, *map(day, first))
    refused("organization_versions_do_not_overlap", lambda: _version(branch, *map(day, second)))
    _version(tree.sibling_cell, *map(day, (2010, 2011)))


def test_versions_may_follow_on_the_same_day(tree):
    branch = tree.branch
    branch.versions.all().delete()

    _version(branch, date(2020, 1, 1), date(2022, 1, 1))
    newer = _version(branch, date(2022, 1, 1), None)

    assert branch.version_on(date(2022, 1, 1)) == newer


def test_database_refuses_what_cannot_be(tree):
    branch = tree.branch
    kind = branch.kind
    one = Organization.objects.filter(pk=branch.pk)
    refused("organization_not_own_parent", lambda: one.update(parent=branch))
    refused(
        "organization_dissolved_after_established",
        lambda: one.update(dissolved_on=factories.LONG_AGO - timedelta(days=1)),
    )
    refused(
        "organization_kind_ends_after_start",
        lambda: OrganizationKind.objects.filter(pk=kind.pk).update(valid_to=kind.valid_from),
    )
    refused(
        "organization_version_ends_after_start",
        lambda: _version(branch, date(2010, 1, 1), date(2010, 1, 1)),
    )


def test_database_refuses_rules_that_cannot_be(tree):
    pack = factories.rule_pack(tree.branch, values={"some.key": 1})
    same = {"organization": tree.branch, "name": pack.name, "valid_from": pack.valid_from}
    refused("rule_pack_once", lambda: RulePack.objects.create(source="x", **same))
    national = RulePack.objects.filter(organization=None).first()
    refused(
        "rule_pack_once",
        lambda: RulePack.objects.create(name=national.name, valid_from=national.valid_from),
    )
    refused(
        "rule_pack_ends_after_start",
        lambda: RulePack.objects.create(name="Mới", valid_from=DAY, valid_to=DAY),
    )
    refused(
        "rule_value_once_in_pack",
        lambda: RuleValue.objects.create(pack=pack, key="some.key", value=2, source="x"),
    )
    refused(
        "rule_value_has_source",
        lambda: RuleValue.objects.create(pack=pack, key="other.key", value=2, source=""),
    )


def test_terms_follow_each_other(tree):
    branch = tree.branch
    details = {"organization": branch, "name": "Nhiệm kỳ"}
    open_term(ordinal=1, valid_from=date(2020, 1, 1), valid_to=date(2025, 1, 1), **details)
    open_term(ordinal=2, valid_from=date(2025, 1, 1), valid_to=None, **details)

    with pytest.raises(ValidationError):
        open_term(ordinal=3, valid_from=date(2026, 1, 1), valid_to=None, **details)
    with pytest.raises(ValidationError):
        open_term(ordinal=2, valid_from=date(2010, 1, 1), valid_to=date(2011, 1, 1), **details)
    row = {**details, "valid_to": None}
    refused(
        "terms_do_not_overlap",
        lambda: Term.objects.create(ordinal=3, valid_from=date(2026, 1, 1), **row),
    )
    refused(
        "term_ordinal_once",
        lambda: Term.objects.create(
            **details, ordinal=2, valid_from=date(2010, 1, 1), valid_to=date(2011, 1, 1)
        ),
    )
    refused(
        "term_ends_after_start",
        lambda: Term.objects.create(
            **details, ordinal=4, valid_from=date(2010, 1, 1), valid_to=date(2010, 1, 1)
        ),
    )
