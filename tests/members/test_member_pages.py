"""The roll, and the page of one member."""

import itertools
from datetime import date

import pytest

from members.models import Affiliation, PostKind, StandingStatus
from tests import factories

from .asking import assert_asks_as_much_for_three_as_for_one


@pytest.fixture
def english(secretary):
    """Pages are read here in the language of the code."""

    def read(*accounts):
        for account in accounts or [secretary]:
            account.language = "en"
            account.save()

    return read


def names(response):
    return [member.full_name for member in response.context["page_obj"]]


# The roll


def test_member_list_in_order_of_given_names(secretary_client, branch):
    for name in ("Trần Văn Ân", "Lê Thị Anh", "Đỗ Văn Ánh", "Bùi An"):
        factories.member(home=branch, name=name)

    page = secretary_client.get("/members/")

    assert names(page) == [
        "Bùi An",
        "Lê Thị Anh",
        "Đỗ Văn Ánh",
        "Trần Văn Ân",
        "Nguyễn Thị Quỳnh",
    ]


@pytest.mark.parametrize("typed", ["quynh", "QUỲNH", "thi quynh", "quynh ng", "Nguyê"])
def test_member_list_finds_any_part_of_a_name(secretary_client, reader, typed):
    assert names(secretary_client.get("/members/", {"q": typed})) == ["Nguyễn Thị Quỳnh"]


def test_member_list_that_finds_nobody_keeps_what_was_typed(secretary_client, english):
    english()

    page = secretary_client.get("/members/", {"q": "Zzz"}).content.decode()

    assert 'value="Zzz"' in page
    assert "Nobody fits." in page


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        ("", {"Nguyễn Thị Quỳnh", "Dự Bị", "Được Miễn", "Bị Đình"}),
        ("official", {"Nguyễn Thị Quỳnh", "Được Miễn", "Bị Đình"}),
        ("probationary", {"Dự Bị"}),
        ("exempt", {"Được Miễn"}),
        ("suspended", {"Bị Đình"}),
        ("nonsense", {"Nguyễn Thị Quỳnh", "Dự Bị", "Được Miễn", "Bị Đình"}),
    ],
)
def test_member_list_by_standing(secretary_client, branch, standing, expected):
    factories.member(home=branch, name="Dự Bị", status=StandingStatus.PROBATIONARY)
    factories.member(home=branch, name="Được Miễn", on_top=StandingStatus.EXEMPT)
    factories.member(home=branch, name="Bị Đình", on_top=StandingStatus.SUSPENDED)

    assert set(names(secretary_client.get("/members/", {"standing": standing}))) == expected


def test_member_list_shows_each_reader_their_own(
    tree, secretary_client, cell_leader_client, district_reviewer_client, stranger
):
    factories.member(home=tree.far, name="Ở Xa")
    factories.member(home=tree.branch, cell=tree.other_cell, name="Tổ Khác")

    assert set(names(secretary_client.get("/members/"))) == {
        "Nguyễn Thị Quỳnh",
        "Đỗ Đức Ỷ",
        "Tổ Khác",
    }
    assert names(cell_leader_client.get("/members/")) == ["Đỗ Đức Ỷ"]
    assert "Vũ Thị Thuỷ" in names(district_reviewer_client.get("/members/"))
    assert "Ở Xa" not in names(district_reviewer_client.get("/members/"))


def test_member_list_of_a_chosen_organisation(tree, district_reviewer_client, secretary, stranger):
    def ask(place):
        return district_reviewer_client.get("/members/", {"organization": place.public_id})

    assert set(names(ask(tree.body))) == {"Nguyễn Thị Quỳnh", "Vũ Thị Thuỷ"}
    assert names(ask(tree.sibling)) == ["Vũ Thị Thuỷ"]
    offered = [
        label for _value, label in ask(tree.body).context["form"]["organization"].field.choices
    ]
    assert offered[1:] == [
        "↑ Đảng bộ phường Hoa Sữa",
        "Đảng bộ khu Đông",
        "– Chi bộ tổ dân phố 7",
        "– Chi bộ tổ dân phố 8",
    ]


@pytest.mark.parametrize("wrong", ["nonsense", "far"])
def test_member_list_ignores_an_organisation_one_may_not_see(
    tree, district_reviewer_client, secretary, wrong
):
    factories.member(home=tree.far, name="Ở Xa")
    asked = tree.far.public_id if wrong == "far" else wrong

    page = district_reviewer_client.get("/members/", {"organization": asked})

    assert set(names(page)) == {"Nguyễn Thị Quỳnh", "Ngô Văn Duyệt"}
    assert page.context["form"]["organization"].value() == ""


def test_member_list_offers_cells_to_the_branch_and_nothing_to_choose_without(
    tree, secretary_client, stranger_client
):
    member = factories.member(home=tree.branch, cell=tree.cell, name="Trong Tổ")

    page = secretary_client.get("/members/", {"organization": tree.cell.public_id})

    assert names(page) == [member.full_name]
    assert "organization" not in stranger_client.get("/members/").context["form"].fields


def test_member_list_for_two_posts_offers_both(tree, deputy, deputy_client):
    factories.post(deputy.member, tree.cousin, post=PostKind.SECRETARY)
    factories.member(home=tree.cousin, name="Chi Bộ Hai")

    page = deputy_client.get("/members/")

    assert set(names(page)) == {"Phạm Văn Khuê", "Chi Bộ Hai"}
    choices = page.context["form"]["organization"].field.choices
    assert {label for value, label in choices if value} == {
        "Chi bộ tổ dân phố 7",
        "Chi bộ tổ dân phố 21",
    }


def test_member_list_pages(secretary_client, branch):
    for number in range(30):
        factories.member(home=branch, name=f"Trần Văn Bình {number:02}")

    first = secretary_client.get("/members/")
    last = first.context["page_obj"].last.public_id
    second = secretary_client.get("/members/", {"after": last})

    assert (len(names(first)), len(names(second))) == (25, 6)
    assert f"after={last}" in first.content.decode()


def test_member_list_is_refused_to_plain_members(reader_client, technical_admin_client):
    assert reader_client.get("/members/").status_code == 403
    assert technical_admin_client.get("/members/").status_code == 403
    assert reader_client.post("/members/").status_code == 405


def test_member_list_asks_as_much_for_three_as_for_one(tree, district_reviewer_client):
    def make_row():
        person = factories.member(home=tree.branch, cell=tree.cell)
        factories.post(person, tree.branch, post=PostKind.COMMITTEE_MEMBER)

    address = f"/members/?organization={tree.branch.public_id}"
    assert_asks_as_much_for_three_as_for_one(district_reviewer_client, address, make_row)


# One member


def test_member_detail_tells_the_history(tree, secretary, secretary_client, english):
    english()
    person = factories.member(
        home=tree.branch,
        cell=tree.cell,
        name="Đinh Thị Ất",
        birth_date=date(1958, 2, 3),
        phone="0912 345 678",
        on_top=StandingStatus.EXEMPT,
    )
    factories.post(person, tree.branch, post=PostKind.DEPUTY_SECRETARY, until=date(2024, 5, 1))
    factories.affiliate(person, tree.far, Affiliation.Kind.RESIDENCE, since=date(2023, 1, 2))

    page = secretary_client.get(f"/members/{person.public_id}/").content.decode()

    assert "Đinh Thị Ất" in page
    assert "03/02/1958" in page
    assert 'href="tel:0912345678"' in page
    assert "Deputy secretary, Chi bộ tổ dân phố 7" in page
    assert "before 01/05/2024" in page
    assert "Chi bộ thôn Thượng" in page
    assert "Exempt from work and meetings" in page


def test_member_detail_for_strangers_does_not_exist(
    secretary, stranger_client, reader_client, auditor_client
):
    address = f"/members/{secretary.member.public_id}/"

    assert stranger_client.get(address).status_code == 404
    assert reader_client.get(address).status_code == 404
    assert auditor_client.get(address).status_code == 404


def test_member_detail_for_the_leader_of_the_cell(tree, cell_leader_client):
    own = factories.member(home=tree.branch, cell=tree.cell)
    other = factories.member(home=tree.branch, cell=tree.other_cell)

    assert cell_leader_client.get(f"/members/{own.public_id}/").status_code == 200
    assert cell_leader_client.get(f"/members/{other.public_id}/").status_code == 404


def test_member_detail_asks_as_much_for_a_long_history(tree, secretary_client):
    person = factories.member(home=tree.branch)
    years = itertools.count(2010)

    def make_row():
        year = next(years)
        span = {"since": date(year, 1, 1), "until": date(year, 6, 1)}
        factories.post(person, tree.branch, post=PostKind.COMMITTEE_MEMBER, **span)
        factories.affiliate(person, tree.far, Affiliation.Kind.TEMPORARY, **span)

    address = f"/members/{person.public_id}/"
    secretary_client.get(address)  # the first look of a day is noted
    assert_asks_as_much_for_three_as_for_one(secretary_client, address, make_row)
