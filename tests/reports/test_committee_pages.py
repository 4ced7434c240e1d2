"""The page of a committee's month: its rows, and who may see them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.services.month import rebuild_branch_months
from members.models import PostKind
from reports.queries.committee import Figures
from tests import factories

from .conftest import NOVEMBER
from .months import TODAY, names, page

pytestmark = pytest.mark.django_db
ALL = ["tổ dân phố 7", "tổ dân phố 8", "tổ dân phố 21", "Văn phòng"]


# The page


def test_district_sees_its_organisations_and_opens_one(world, district_reviewer_client):
    response = district_reviewer_client.get(page(world.district))

    assert [row.organization for row in response.context["page_obj"]] == [
        world.body,
        world.cousin_body,
        world.office,
    ]
    assert page(world.body, month="2026-11") in response.content.decode()


def test_grassroots_sees_its_branches_with_their_states(world, grassroots_reviewer_client):
    response = grassroots_reviewer_client.get(page(world.body))

    rows = {row.name: (row.state, row.has_thematic) for row in response.context["page_obj"]}
    assert rows == {"Chi bộ tổ dân phố 7": ("filed", False), "Chi bộ tổ dân phố 8": ("met", True)}


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("all", [f"Chi bộ {name}" for name in ALL]),
        ("filed", ["Chi bộ tổ dân phố 7"]),
        ("met", ["Chi bộ tổ dân phố 8"]),
        ("called", ["Chi bộ tổ dân phố 21"]),
        ("planned", []),
        ("not_planned", ["Chi bộ Văn phòng"]),
        ("no_thematic", ["Chi bộ tổ dân phố 7", "Chi bộ tổ dân phố 21", "Chi bộ Văn phòng"]),
        ("overdue", ["Chi bộ tổ dân phố 21"]),
        ("behind", ["Chi bộ Văn phòng"]),
    ],
)  # fmt: skip
def test_each_number_opens_the_rows_behind_it(world, district_reviewer_client, group, expected):
    person = factories.member(home=world.cousin)
    factories.task(world.cousin, person, due_on=TODAY - timedelta(days=1))

    response = district_reviewer_client.get(page(world.district, group=group))

    assert sorted(names(response)) == sorted(expected)


def test_search_finds_branches_by_their_own_or_their_bodys_name(world, district_reviewer_client):
    assert names(district_reviewer_client.get(page(world.district, q="van phong"))) == [
        "Chi bộ Văn phòng"
    ]
    assert names(district_reviewer_client.get(page(world.district, q="khu tay"))) == [
        "Chi bộ tổ dân phố 21"
    ]


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("state", "Chi bộ Văn phòng"),
        ("attendance", "Chi bộ tổ dân phố 8"),
        ("overdue", "Chi bộ tổ dân phố 21"),
    ],
)
def test_rows_are_sorted_the_weakest_first(world, district_reviewer_client, sort, first):
    person = factories.member(home=world.cousin)
    factories.task(world.cousin, person, due_on=TODAY - timedelta(days=1))

    response = district_reviewer_client.get(page(world.district, group="all", sort=sort))

    assert names(response)[0] == first


@pytest.mark.parametrize(
    ("sort", "first"), [("state", "office"), ("attendance", "body"), ("overdue", "cousin_body")]
)
def test_organisations_are_sorted_the_weakest_first(world, district_reviewer_client, sort, first):
    person = factories.member(home=world.cousin)
    factories.task(world.cousin, person, due_on=TODAY - timedelta(days=1))

    response = district_reviewer_client.get(page(world.district, sort=sort))

    assert response.context["page_obj"][0].organization == getattr(world, first)


@pytest.mark.parametrize("month", ["", "nonsense", "2026-13", "0001-01", "9999-12"])
def test_wrong_month_shows_this_one(world, district_reviewer_client, month):
    response = district_reviewer_client.get(page(world.district, month=month))

    assert response.context["asked"].month == NOVEMBER


def test_months_before_are_kept_with_their_filter(world, district_reviewer_client):
    response = district_reviewer_client.get(page(world.district, month="2026-10", group="all"))

    text = response.content.decode()
    assert "month=2026-09&amp;group=all" in text
    assert "month=2026-11&amp;group=all" in text


def test_htmx_gets_the_rows_alone(world, district_reviewer_client):
    response = district_reviewer_client.get(
        page(world.district, group="all"), headers={"HX-Request": "true"}
    )

    assert "Chi bộ Văn phòng" in response.content.decode()
    assert "<html" not in response.content.decode()


def test_committee_without_branches_says_what_will_be_here(tree, sign_in):
    person = factories.member(home=tree.office)
    empty = factories.organization(parent=tree.district, kind_code="grassroots_body")
    factories.post(person, empty, post=PostKind.REVIEWER)

    response = sign_in(factories.user(person)).get(page(empty))

    assert response.context["total"] == Figures()
    assert "empty" in response.content.decode()


def test_sectional_body_is_a_committee_of_its_own(world, hold, sign_in):
    section = factories.organization(parent=world.body, kind_code="sectional_body")
    below = factories.organization(parent=section)
    hold(below, "approved")
    rebuild_branch_months()
    reviewer = factories.member(home=world.office)
    factories.post(reviewer, section, post=PostKind.REVIEWER)

    response = sign_in(factories.user(reviewer)).get(page(section))

    assert names(response) == [below.name]
    assert response.context["total"].filed == 1


@pytest.mark.parametrize("query", [{}, {"group": "all"}, {"group": "behind"}])
def test_page_asks_as_much_for_many_rows(
    world, district_reviewer_client, django_assert_num_queries, query
):
    url = page(world.district, **query)
    district_reviewer_client.get(url)
    with CaptureQueriesContext(connection) as first:
        district_reviewer_client.get(url)

    for _ in range(4):
        body = factories.organization(parent=world.district, kind_code="grassroots_body")
        person = factories.member(home=factories.organization(parent=body))
        factories.task(person.home, person)

    with django_assert_num_queries(len(first)):
        district_reviewer_client.get(url)


# Who may


@pytest.mark.parametrize(
    ("client", "place", "status"),
    [
        ("district_reviewer_client", "district", 200),
        ("district_reviewer_client", "body", 200),
        ("district_reviewer_client", "branch", 302),
        ("grassroots_reviewer_client", "body", 200),
        ("grassroots_reviewer_client", "district", 404),
        ("grassroots_reviewer_client", "cousin_body", 404),
        ("auditor_client", "district", 403),
        ("reader_client", "branch", 403),
        ("reader_client", "body", 404),
        ("secretary_client", "body", 404),
        ("technical_admin_client", "district", 404),
        ("moved_away_client", "branch", 404),
    ],
)
def test_figures_are_for_those_who_oversee(request, world, client, place, status):
    browser = request.getfixturevalue(client)

    assert browser.get(page(getattr(world, place))).status_code == status
