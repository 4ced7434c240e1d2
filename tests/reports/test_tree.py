"""The tree of organisations: levels, counts that add up, what they cost, and whose they are."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from branches.models import Organization, OrganizationKind
from members.models import Affiliation, Member, PostKind, Standing, StandingStatus
from reports.queries.headcount import People, Then, Today
from reports.queries.tally import level_below
from reports.queries.tree import versions_on
from tests import factories
from tests.meetings.reorganizing import JULY, carry_out, merge

from .trees import HTMX, JUNE_30, TODAY, below_url, on, shown, tree_url, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_level_counts_what_lies_below_and_no_residence_link(rolls, overseer):
    browser = overseer(rolls.district)

    level = browser.get(tree_url()).context["level"]

    assert level.whole.people == People(official=5, probationary=1, exempt=1, suspended=1)
    codes = dict(OrganizationKind.objects.values_list("pk", "code"))
    assert {codes[pk]: n for pk, n in level.whole.kinds.items()} == {
        "superior_body": 1,
        "grassroots_body": 2,
        "subordinate_branch": 3,
        "cell": 1,
    }
    assert [(node.version.name, node.tally.people) for node in level.nodes] == [
        (rolls.body.name, People(official=3, probationary=1, exempt=1, suspended=1)),
        (rolls.cousin_body.name, People(official=2)),
    ]


def test_link_by_residence_changes_no_total(rolls, overseer):
    """domain.md 9, rule 15."""
    browser = overseer(rolls.province)
    pages = [tree_url(), below_url(rolls.body), below_url(rolls.body, on=on(JUNE_30))]
    before = [shown(browser.get(page)) for page in pages]

    for branch in (rolls.branch, rolls.sibling, rolls.cousin):
        person = factories.member(home=None)
        factories.affiliate(person, branch, Affiliation.Kind.RESIDENCE)

    assert [shown(browser.get(page)) for page in pages] == before


def test_page_says_that_the_parts_add_up(rolls, overseer):
    browser = overseer(rolls.district)

    for place, whole, own, parts in [
        (rolls.district, 6, 0, 6),
        (rolls.body, 4, 0, 4),
        (rolls.branch, 3, 2, 1),
        (rolls.cell, 1, 1, 0),
        (rolls.cousin, 2, 2, 0),
    ]:
        page = browser.get(below_url(place))
        assert page.context["level"].adds_up
        assert f"{whole} members = {own} directly here + {parts} in the organisations below" in (
            words(page)
        )


def test_each_node_is_the_sum_of_its_level_on_any_day(rolls):
    carry_out(merge(rolls.district, rolls.far_district))
    for day in (JUNE_30, JULY, TODAY):
        for top in versions_on(day):
            level = level_below(top, day, today=TODAY)
            assert level.adds_up
            for node in level.nodes:
                assert level_below(node.version, day, today=TODAY).whole == node.tally


def test_difference_is_shown_when_the_parts_do_not_add_up(rolls, overseer):
    rolls.cousin.versions.update(valid_to=TODAY)  # ended without anybody moving its members

    page = overseer(rolls.district).get(tree_url())

    level = page.context["level"]
    assert not level.adds_up
    assert (level.missing_people.total, level.missing_organizations) == (2, 1)
    assert "Members: 6 altogether, 0 directly here and 4 in the organisations below; the" in (
        words(page)
    )


def test_member_in_a_cell_of_another_branch_is_a_difference(rolls):
    Member.objects.filter(home=rolls.sibling).update(cell=rolls.cell)
    top = versions_on(TODAY).get(organization=rolls.branch)

    level = level_below(top, TODAY, today=TODAY)

    assert level.missing_people == People(official=-1, suspended=-1)


def test_facts_and_columns_count_the_same_today(rolls, reader, cell_leader, suspended):
    top = versions_on(TODAY).get(organization=rolls.province)
    ids = list(Organization.objects.values_list("pk", flat=True))
    each = dict(zip(ids, ids, strict=True))
    facts, columns = Then(ids, TODAY), Today([top])

    assert facts.at_home(each) == columns.at_home(each)
    assert len(columns.at_home(each)) > 3
    assert facts.in_cells(ids) == columns.in_cells(ids)
    assert facts.in_no_cell(rolls.branch.pk) == columns.in_no_cell(rolls.branch.pk)


def test_standings_are_those_of_the_day(tree, overseer):
    person = factories.member(home=tree.branch, status=StandingStatus.PROBATIONARY)
    Standing.objects.filter(member=person).update(valid_to=JULY)
    Standing.objects.create(member=person, status=StandingStatus.OFFICIAL, valid_from=JULY)
    browser = overseer(tree.body)

    def counted(day):
        return browser.get(tree_url(on=on(day))).context["level"].whole.people

    assert counted(JUNE_30) == People(probationary=1)
    assert counted(JULY) == People(official=1)


# Unfolding, and what it costs


def test_level_comes_alone_into_the_list_and_whole_by_a_plain_link(rolls, overseer):
    browser = overseer(rolls.district)
    part = browser.get(below_url(rolls.body), headers=HTMX).content.decode()
    page = browser.get(below_url(rolls.body)).content.decode()

    assert rolls.branch.name in part
    assert "<html" not in part
    assert rolls.branch.name in page
    assert "<html" in page
    top = browser.get(tree_url()).content.decode()
    assert f'hx-get="{below_url(rolls.body)}"' in top
    assert f'href="{below_url(rolls.body)}"' in top
    assert rolls.branch.name not in top


def test_large_level_is_paged(tree, overseer):
    for number in range(103):
        factories.organization(parent=tree.body, name=f"Chi bộ ngõ {number}")
    browser = overseer(tree.district)

    part = browser.get(below_url(tree.body), headers=HTMX)
    second = browser.get(below_url(tree.body, page=2))

    assert "All 103, on a page of their own" in words(part)
    assert len(second.context["rows"]) == 3
    assert second.context["level"].adds_up


@pytest.mark.parametrize("day", [TODAY, JUNE_30])
def test_statements_do_not_grow_with_children(tree, overseer, day):
    browser = overseer(tree.district)
    pages = [
        below_url(tree.body, on=on(day)),
        tree_url(on=on(day)),
        tree_url(on=on(day), q="chi bo"),
    ]

    def costs():
        counted = []
        for page in pages:
            with CaptureQueriesContext(connection) as statements:
                assert browser.get(page).status_code == 200
            counted.append(len(statements))
        return counted

    _grow(tree, 20)
    costs()  # what is asked once a process
    few = costs()
    _grow(tree, 180)

    assert costs() == few
    assert max(few) <= 16


def _grow(tree, count):
    for _ in range(count):
        branch = factories.organization(parent=tree.body)
        factories.member(home=branch)


# Whose it is


@pytest.mark.parametrize(
    ("client", "status"),
    [
        ("reader_client", 403),
        ("committee_member_client", 403),
        ("auditor_client", 403),
        ("technical_admin_client", 403),
        ("secretary_client", 200),
        ("clerk_client", 200),
        ("grassroots_reviewer_client", 200),
    ],
)
def test_tree_is_for_those_who_see_figures(request, rolls, client, status):
    assert request.getfixturevalue(client).get(tree_url()).status_code == status


def test_secretary_sees_the_branch_and_its_cells(rolls, secretary_client):
    page = secretary_client.get(tree_url())

    assert page.context["top"].organization == rolls.branch
    assert shown(page) == {rolls.cell.name: 1}


def test_several_scopes_stand_side_by_side(rolls, sign_in):
    person = factories.member()
    for place in (rolls.body, rolls.branch, rolls.cousin_body):
        factories.post(person, place, post=PostKind.REVIEWER)
    page = sign_in(factories.user(person)).get(tree_url())

    assert shown(page) == {rolls.body.name: 4, rolls.cousin_body.name: 2}
    assert page.context["level"].whole.people.total == 6
    assert page.context["level"].adds_up
    assert Counter(node.version.kind.code for node in page.context["level"].nodes) == {
        "grassroots_body": 2
    }


def test_stranger_gets_the_same_answer_as_for_what_does_not_exist(rolls, overseer):
    browser = overseer(rolls.far_district)

    assert browser.get(below_url(rolls.body)).status_code == 404
    assert browser.get(below_url(rolls.body), headers=HTMX).status_code == 404
