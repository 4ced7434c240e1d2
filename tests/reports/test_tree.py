"""The tree of organisations on a day: levels, counts that add up, search, and whose it is."""

import re
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from branches.models import Organization
from branches.reorganizing.plan import Kind
from members.models import Affiliation, Member, PostKind, Standing, StandingStatus
from reports.queries.headcount import NOBODY, People, Then, Today
from reports.queries.tally import level_below
from reports.queries.tree import nodes_on, versions_on
from tests import factories
from tests.meetings.reorganizing import JULY, carry_out, fresh, made, merge, plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TODAY = date(2026, 11, 24)
JUNE_30 = date(2025, 6, 30)
HTMX = {"HX-Request": "true"}


def tree_url(**query):
    return reverse("reports:organization_tree", query=query)


def below_url(organization, **query):
    return reverse("reports:organization_below", args=[organization.public_id], query=query)


@pytest.fixture
def overseer(tree, sign_in):
    """`overseer(committee)`: a browser of somebody who reviews there, at home in no branch."""

    def browser(committee):
        person = factories.member()
        factories.post(person, committee, post=PostKind.REVIEWER)
        return sign_in(factories.user(person, language="en"))

    return browser


@pytest.fixture
def world(tree):
    """Below the district: body (branch 3, in its cell 1; sibling 1), cousin_body (cousin 2)."""
    factories.member(home=tree.branch, cell=tree.cell)
    factories.member(home=tree.branch, status=StandingStatus.PROBATIONARY)
    factories.member(home=tree.branch, on_top=StandingStatus.EXEMPT)
    factories.member(home=tree.sibling, on_top=StandingStatus.SUSPENDED)
    factories.member(home=tree.cousin)
    factories.member(home=tree.cousin)
    linked = factories.member(home=tree.far)
    factories.affiliate(linked, tree.branch, Affiliation.Kind.RESIDENCE)
    return tree


def shown(response):
    """{name of each organisation of the level: members at or below it}."""
    nodes = response.context["level"].nodes
    return {node.version.name: node.tally.people.total for node in nodes}


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def on(day):
    return f"{day:%d/%m/%Y}"


# Levels and what they add up to


def test_level_counts_what_lies_below_and_no_residence_link(world, overseer):
    browser = overseer(world.district)

    level = browser.get(tree_url()).context["level"]

    assert level.whole.people == People(official=5, probationary=1, exempt=1, suspended=1)
    codes = dict(world.district.kind.__class__.objects.values_list("pk", "code"))
    assert {codes[pk]: n for pk, n in level.whole.kinds.items()} == {
        "superior_body": 1,
        "grassroots_body": 2,
        "subordinate_branch": 3,
        "cell": 1,
    }
    assert [(node.version.name, node.tally.people) for node in level.nodes] == [
        (world.body.name, People(official=3, probationary=1, exempt=1, suspended=1)),
        (world.cousin_body.name, People(official=2)),
    ]


def test_link_by_residence_changes_no_total(world, overseer):
    """domain.md 9, rule 15."""
    browser = overseer(world.province)
    pages = [tree_url(), below_url(world.body), below_url(world.body, on=on(JUNE_30))]
    before = [shown(browser.get(page)) for page in pages]

    for branch in (world.branch, world.sibling, world.cousin):
        person = factories.member(home=None)
        factories.affiliate(person, branch, Affiliation.Kind.RESIDENCE)

    assert [shown(browser.get(page)) for page in pages] == before


def test_page_says_that_the_parts_add_up(world, overseer):
    browser = overseer(world.district)

    for place, whole, own, parts in [
        (world.district, 6, 0, 6),
        (world.body, 4, 0, 4),
        (world.branch, 3, 2, 1),
        (world.cell, 1, 1, 0),
        (world.cousin, 2, 2, 0),
    ]:
        page = browser.get(below_url(place))
        assert page.context["level"].adds_up
        assert f"{whole} members = {own} directly here + {parts} in the organisations below" in (
            words(page)
        )


def test_each_node_is_the_sum_of_its_level_on_any_day(world):
    carry_out(merge(world.district, world.far_district))
    for day in (JUNE_30, JULY, TODAY):
        for top in versions_on(day):
            level = level_below(top, day, today=TODAY)
            assert level.adds_up
            for node in level.nodes:
                assert level_below(node.version, day, today=TODAY).whole == node.tally


def test_difference_is_shown_when_the_parts_do_not_add_up(world, overseer):
    world.cousin.versions.update(valid_to=TODAY)  # ended without anybody moving its members

    page = overseer(world.district).get(tree_url())

    level = page.context["level"]
    assert not level.adds_up
    assert (level.missing_people.total, level.missing_organizations) == (2, 1)
    assert "Members: 6 altogether, 0 directly here and 4 in the organisations below; the" in (
        words(page)
    )


def test_member_in_a_cell_of_another_branch_is_a_difference(world):
    Member.objects.filter(home=world.sibling).update(cell=world.cell)
    top = versions_on(TODAY).get(organization=world.branch)

    level = level_below(top, TODAY, today=TODAY)

    assert level.missing_people == People(official=-1, suspended=-1)


def test_facts_and_columns_count_the_same_today(world, reader, cell_leader, suspended):
    top = versions_on(TODAY).get(organization=world.province)
    ids = list(Organization.objects.values_list("pk", flat=True))
    facts, columns = Then(ids, TODAY), Today([top])

    def plain(counted):
        return {pk: tuple(numbers) for pk, numbers in counted.items() if tuple(numbers) != NOBODY}

    assert plain(facts.at_home()) == plain(columns.at_home())
    assert len(columns.at_home()) > 3
    assert plain(facts.in_cells(ids)) == plain(columns.in_cells(ids))
    assert facts.in_no_cell(world.branch.pk) == columns.in_no_cell(world.branch.pk)


def test_standings_are_those_of_the_day(tree, overseer):
    person = factories.member(home=tree.branch, status=StandingStatus.PROBATIONARY)
    Standing.objects.filter(member=person).update(valid_to=JULY)
    Standing.objects.create(member=person, status=StandingStatus.OFFICIAL, valid_from=JULY)
    browser = overseer(tree.body)

    def counted(day):
        return browser.get(tree_url(on=on(day))).context["level"].whole.people

    assert counted(JUNE_30) == People(probationary=1)
    assert counted(JULY) == People(official=1)


# The tree of the day


def test_before_the_merger_the_old_wards_are_the_tree(world, overseer):
    """domain.md 9, rule 16: the superior sees the subtree valid on that date."""
    far = factories.member(home=world.far)
    browser = overseer(world.province)
    new = made(carry_out(merge(world.district, world.far_district)))

    june, july = (browser.get(tree_url(on=on(day))) for day in (JUNE_30, JULY))

    assert far.home == world.far
    assert shown(june) == {world.district.name: 6, world.far_district.name: 2}
    assert shown(july) == {new.name: 8}
    assert shown(browser.get(below_url(world.far_district, on=on(JUNE_30)))) == {
        world.far_body.name: 2
    }


def test_successor_sees_the_tree_of_those_it_took_over(world, overseer):
    new = made(carry_out(merge(world.district, world.far_district)))
    browser = overseer(new)

    assert shown(browser.get(tree_url())).keys() == {
        world.body.name,
        world.cousin_body.name,
        world.far_body.name,
    }
    assert shown(browser.get(tree_url(on=on(JUNE_30)))) == {
        world.district.name: 6,
        world.far_district.name: 1,
    }


def test_moved_body_is_in_the_tree_of_whom_it_belonged_to_on_the_day(world, overseer):
    """domain.md 9, rule 16, for either superior."""
    here, there = overseer(world.district), overseer(world.far_district)
    carry_out(plan(Kind.MOVE, sources=(world.body,), parent=world.far_district))
    name = world.body.name

    assert name in shown(here.get(tree_url(on=on(JUNE_30))))
    assert name not in shown(here.get(tree_url()))
    assert name not in shown(there.get(tree_url(on=on(JUNE_30))))
    assert name in shown(there.get(tree_url()))
    level = below_url(world.body, on=on(JUNE_30))
    assert shown(here.get(level)) == {world.branch.name: 3, world.sibling.name: 1}
    assert here.get(below_url(world.body)).status_code == 404
    assert "did not exist" not in words(there.get(below_url(world.body)))
    assert below_url(world.branch) not in there.get(tree_url(on=on(JUNE_30))).content.decode()


def test_own_page_is_offered_only_to_whom_it_opens_today(world, overseer):
    here = overseer(world.district)
    carry_out(plan(Kind.MOVE, sources=(world.body,), parent=world.far_district))
    detail = reverse("reports:organization_detail", args=[world.body.public_id])

    page = here.get(tree_url(on=on(JUNE_30))).content.decode()

    assert world.body.name in page
    assert detail not in page
    assert here.get(detail).status_code == 404


def test_names_are_those_of_the_day_and_in_their_order(tree, overseer):
    assert tree.branch
    assert tree.sibling
    carry_out(plan(Kind.RENAME, sources=(tree.branch,), name="Chi bộ Tổ dân phố 99"))
    browser = overseer(tree.body)

    assert list(shown(browser.get(tree_url(on=on(JUNE_30))))) == [
        "Chi bộ tổ dân phố 7",
        "Chi bộ tổ dân phố 8",
    ]
    assert list(shown(browser.get(tree_url()))) == ["Chi bộ tổ dân phố 8", "Chi bộ Tổ dân phố 99"]


def test_keys_of_the_day_are_those_of_today_while_nothing_moved(world):
    for node in nodes_on(TODAY):
        kept = node.organization.scope_keys
        assert {name: getattr(node, name) for name in kept} == kept


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("31/12/2019", "Nothing is recorded of 31/12/2019"),
        ("25/11/2026", "That day is still to come"),
        ("31/02/2025", "This is not a day of the calendar"),
    ],
)
def test_day_outside_the_data_is_told_and_shows_no_tree(world, overseer, asked, said):
    browser = overseer(world.district)

    for page in (tree_url(on=asked), tree_url(on=asked, q="to dan pho")):
        response = browser.get(page)
        assert said in words(response)
        assert "level" not in response.context
        assert "hits" not in response.context
        assert f'value="{asked}"' in response.content.decode()
    assert browser.get(below_url(world.body, on=asked)).status_code == 200


def test_page_of_an_organisation_before_it_was_there_says_so(world, overseer):
    new = made(carry_out(merge(world.district, world.far_district)))

    page = overseer(world.province).get(below_url(new, on=on(JUNE_30)))

    assert f"“{new.name}” did not exist on 30/06/2025. It was established on 01/07/2025." in (
        words(page)
    )


# Search


def hits(response):
    return [
        (hit.version.name, [step.name for step in hit.above]) for hit in response.context["hits"]
    ]


@pytest.mark.parametrize("typed", ["to dan pho 21", "TỔ  phố 21", "21 dan", "38.168.053"])
def test_search_by_any_part_of_name_or_code_shows_the_way_down(world, overseer, typed):
    world.cousin.versions.update(code="38.168.053.000.021")

    page = overseer(world.district).get(tree_url(q=typed))

    assert hits(page) == [(world.cousin.name, [world.district.name, world.cousin_body.name])]


@pytest.mark.parametrize("typed", ["thon thuong", "%", "_", "\\", "zzz"])
def test_search_finds_nothing_outside_nor_by_wild_cards(world, overseer, typed):
    assert world.far

    page = overseer(world.district).get(tree_url(q=typed))

    assert page.context["hits"] == []
    assert "No organisation has that in its name or code" in words(page)


def test_search_on_a_day_knows_the_names_of_that_day(world, overseer):
    carry_out(plan(Kind.RENAME, sources=(world.cousin,), name="Chi bộ Hoà Bình"))
    browser = overseer(world.district)

    def found(typed, day):
        return [name for name, _ in hits(browser.get(tree_url(q=typed, on=on(day))))]

    assert found("pho 21", JUNE_30) == ["Chi bộ tổ dân phố 21"]
    assert found("pho 21", TODAY) == []
    assert found("hoa binh", JUNE_30) == []
    assert found("hoa binh", TODAY) == ["Chi bộ Hoà Bình"]


def test_search_is_limited_and_paged(tree, overseer):
    for number in range(205):
        factories.organization(parent=tree.body, name=f"Chi bộ ngõ {number}")
    browser = overseer(tree.district)

    first = browser.get(tree_url(q="chi bo ngo"))
    last = browser.get(tree_url(q="chi bo ngo", page=10))

    assert "More than 200 fit" in words(first)
    assert len(first.context["hits"]) == len(last.context["hits"]) == 20
    assert not set(hits_of(first)) & set(hits_of(last))


def hits_of(response):
    return [name for name, _ in hits(response)]


# Unfolding, and what it costs


def test_level_comes_alone_into_the_list_and_whole_by_a_plain_link(world, overseer):
    browser = overseer(world.district)
    part = browser.get(below_url(world.body), headers=HTMX).content.decode()
    page = browser.get(below_url(world.body)).content.decode()

    assert world.branch.name in part
    assert "<html" not in part
    assert world.branch.name in page
    assert "<html" in page
    top = browser.get(tree_url()).content.decode()
    assert f'hx-get="{below_url(world.body)}"' in top
    assert f'href="{below_url(world.body)}"' in top
    assert world.branch.name not in top


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
def test_tree_is_for_those_who_see_figures(request, world, client, status):
    assert request.getfixturevalue(client).get(tree_url()).status_code == status


def test_secretary_sees_the_branch_and_its_cells(world, secretary_client):
    page = secretary_client.get(tree_url())

    assert page.context["top"].organization == world.branch
    assert shown(page) == {world.cell.name: 1}


def test_several_scopes_stand_side_by_side(world, sign_in):
    person = factories.member()
    for place in (world.body, world.branch, world.cousin_body):
        factories.post(person, place, post=PostKind.REVIEWER)
    page = sign_in(factories.user(person)).get(tree_url())

    assert shown(page) == {world.body.name: 4, world.cousin_body.name: 2}
    assert page.context["level"].whole.people.total == 6
    assert page.context["level"].adds_up
    assert Counter(node.version.kind.code for node in page.context["level"].nodes) == {
        "grassroots_body": 2
    }


def test_stranger_gets_the_same_answer_as_for_what_does_not_exist(world, overseer):
    browser = overseer(world.far_district)

    assert browser.get(below_url(world.body)).status_code == 404
    assert browser.get(below_url(world.body), headers=HTMX).status_code == 404
    assert fresh(world.body)
