"""The tree of organisations as it stood on a day, and search in it."""

import pytest
from django.urls import reverse

from branches.models import Organization
from branches.reorganizing.plan import Kind
from reports.queries.tree import nodes_on
from tests import factories
from tests.meetings.reorganizing import JULY, carry_out, made, merge, plan

from .trees import JUNE_30, TODAY, below_url, hits, on, shown, tree_url, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_before_the_merger_the_old_wards_are_the_tree(rolls, overseer):
    """domain.md 9, rule 16: the superior sees the subtree valid on that date."""
    far = factories.member(home=rolls.far)
    browser = overseer(rolls.province)
    new = made(carry_out(merge(rolls.district, rolls.far_district)))

    june, july = (browser.get(tree_url(on=on(day))) for day in (JUNE_30, JULY))

    assert far.home == rolls.far
    assert shown(june) == {rolls.district.name: 6, rolls.far_district.name: 2}
    assert shown(july) == {new.name: 8}
    assert shown(browser.get(below_url(rolls.far_district, on=on(JUNE_30)))) == {
        rolls.far_body.name: 2
    }


def test_successor_sees_the_tree_of_those_it_took_over(rolls, overseer):
    new = made(carry_out(merge(rolls.district, rolls.far_district)))
    browser = overseer(new)

    assert shown(browser.get(tree_url())).keys() == {
        rolls.body.name,
        rolls.cousin_body.name,
        rolls.far_body.name,
    }
    assert shown(browser.get(tree_url(on=on(JUNE_30)))) == {
        rolls.district.name: 6,
        rolls.far_district.name: 1,
    }


def test_moved_body_is_in_the_tree_of_whom_it_belonged_to_on_the_day(rolls, overseer):
    """domain.md 9, rule 16, for either superior."""
    here, there = overseer(rolls.district), overseer(rolls.far_district)
    carry_out(plan(Kind.MOVE, sources=(rolls.body,), parent=rolls.far_district))
    name = rolls.body.name

    assert name in shown(here.get(tree_url(on=on(JUNE_30))))
    assert name not in shown(here.get(tree_url()))
    assert name not in shown(there.get(tree_url(on=on(JUNE_30))))
    assert name in shown(there.get(tree_url()))
    level = below_url(rolls.body, on=on(JUNE_30))
    assert shown(here.get(level)) == {rolls.branch.name: 3, rolls.sibling.name: 1}
    assert here.get(below_url(rolls.body)).status_code == 404
    assert "did not exist" not in words(there.get(below_url(rolls.body)))
    assert below_url(rolls.branch) not in there.get(tree_url(on=on(JUNE_30))).content.decode()


def test_own_page_is_offered_only_to_whom_it_opens_today(rolls, overseer):
    here = overseer(rolls.district)
    carry_out(plan(Kind.MOVE, sources=(rolls.body,), parent=rolls.far_district))
    detail = reverse("reports:organization_detail", args=[rolls.body.public_id])

    page = here.get(tree_url(on=on(JUNE_30))).content.decode()

    assert rolls.body.name in page
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


def test_keys_of_the_day_are_those_of_today_while_nothing_moved(rolls):
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
def test_day_outside_the_data_is_told_and_shows_no_tree(rolls, overseer, asked, said):
    browser = overseer(rolls.district)

    for page in (tree_url(on=asked), tree_url(on=asked, q="to dan pho")):
        response = browser.get(page)
        assert said in words(response)
        assert "level" not in response.context
        assert "hits" not in response.context
        assert f'value="{asked}"' in response.content.decode()
    assert browser.get(below_url(rolls.body, on=asked)).status_code == 200


def test_page_of_an_organisation_before_it_was_there_says_so(rolls, overseer):
    new = made(carry_out(merge(rolls.district, rolls.far_district)))

    page = overseer(rolls.province).get(below_url(new, on=on(JUNE_30)))

    assert f"“{new.name}” did not exist on 30/06/2025. It was established on 01/07/2025." in (
        words(page)
    )


# Search


@pytest.mark.parametrize("typed", ["to dan pho 21", "TỔ  phố 21", "21 dan", "38.168.053"])
def test_search_by_any_part_of_name_or_code_shows_the_way_down(rolls, overseer, typed):
    rolls.cousin.versions.update(code="38.168.053.000.021")
    Organization.objects.filter(pk=rolls.cousin.pk).update(code="38.168.053.000.021")
    browser = overseer(rolls.district)

    for day in (TODAY, JUNE_30):
        page = browser.get(tree_url(q=typed, on=on(day)))
        assert hits(page) == [(rolls.cousin.name, [rolls.district.name, rolls.cousin_body.name])]


@pytest.mark.parametrize("typed", ["thon thuong", "%", "_", "\\", "zzz"])
def test_search_finds_nothing_outside_nor_by_wild_cards(rolls, overseer, typed):
    assert rolls.far

    page = overseer(rolls.district).get(tree_url(q=typed))

    assert page.context["hits"] == []
    assert "No organisation has that in its name or code" in words(page)


def test_search_on_a_day_knows_the_names_of_that_day(rolls, overseer):
    carry_out(plan(Kind.RENAME, sources=(rolls.cousin,), name="Chi bộ Hoà Bình"))
    browser = overseer(rolls.district)

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
    assert not {name for name, _ in hits(first)} & {name for name, _ in hits(last)}
