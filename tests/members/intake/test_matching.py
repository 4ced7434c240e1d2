"""Who a row means: known by name, card or number, or in doubt."""

from datetime import date

import pytest

from members.services.identity import identity_hash
from tests import factories

from .rosters import HOME, one
from .sheets import bring_in, codes, counts, person, reasons, roster

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("spelling", ["TRẦN VĂN ƯỚC", "Trần  văn Ước", "Trần Văn Ước"])
def test_a_name_in_other_capitals_is_the_same(scope, branch, clerk, spelling):
    factories.member(home=branch, name="Trần Văn Ước", birth_date=date(1980, 2, 3), sex="m")

    assert counts(bring_in(roster(person(1, spelling, home=HOME)), scope, clerk))["same"] == 1


def test_other_tones_are_another_person(scope, branch, clerk):
    factories.member(home=branch, name="Trần Văn Hùng", birth_date=date(1980, 2, 3))

    batch = bring_in(roster(person(1, "Trần Văn Hưng", home=HOME)), scope, clerk)

    assert counts(batch)["new"] == 1


def test_another_card_is_another_person_of_that_name(scope, branch, clerk):
    factories.member(
        home=branch, name="Trần Văn Ước", birth_date=date(1980, 2, 3), card_number="11111111"
    )

    assert counts(bring_in(one(card="22222222"), scope, clerk))["new"] == 1


def test_nobody_is_moved_silently(scope, tree, clerk):
    factories.member(home=tree.sibling, name="Trần Văn Ước", birth_date=date(1980, 2, 3))

    batch = bring_in(one(), scope, clerk)

    assert codes(batch) == {2: ["at_home_elsewhere"]}
    assert "Chi bộ tổ dân phố 8" in reasons(batch)[2][0]


def test_a_stranger_is_named_without_their_name(scope, tree, clerk):
    factories.member(home=tree.far, name="Người Nơi Xa", card_number="37123456")

    batch = bring_in(one(card="37.123.456"), scope, clerk)

    assert codes(batch) == {2: ["foreign"]}
    assert "Người Nơi Xa" not in str(batch.rows.values())
    assert "Núi Xa" not in str(reasons(batch))


def test_a_namesake_elsewhere_is_no_matter(scope, tree, clerk):
    factories.member(home=tree.far, name="Trần Văn Ước", birth_date=date(1980, 2, 3))

    assert counts(bring_in(one(), scope, clerk))["new"] == 1


def test_card_and_identity_of_two_people(scope, branch, clerk):
    factories.member(home=branch, card_number="37123456")
    factories.member(home=branch, identity_hash=identity_hash("001080000001"))

    batch = bring_in(one(card="37123456", cccd="001080000001"), scope, clerk)

    assert codes(batch) == {2: ["two_people"]}


def test_a_number_of_somebody_else_does_not_rename_them(scope, branch, clerk):
    factories.member(
        home=branch, name="Vũ Thị Khác", birth_date=date(1970, 1, 1), card_number="37123456"
    )

    assert codes(bring_in(one(card="37123456"), scope, clerk)) == {2: ["other_person"]}


def test_two_of_one_name_need_a_number(scope, tree, branch, clerk):
    for home in (tree.sibling, tree.office):
        factories.member(home=home, name="Trần Văn Ước", birth_date=date(1980, 2, 3))

    assert codes(bring_in(one(), scope, clerk)) == {2: ["several_people"]}


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ({"card": "37123456"}, {"card": "37.123.456"}, "double_card"),
        ({"cccd": "001080000001"}, {"cccd": 1080000001}, "double_identity"),
        ({}, {}, "double_name"),
    ],
)
def test_doubles_are_named_with_both_rows(scope, clerk, first, second, code):
    other = "Trần Văn Ước" if code == "double_name" else "Lê Văn Khác"
    content = roster(
        person(1, "Trần Văn Ước", **first, home=HOME),
        person(2, "Đỗ Thị Giữa", card="99999999", home=HOME),
        person(3, other, **second, home=HOME),
    )

    batch = bring_in(content, scope, clerk)

    assert codes(batch) == {2: [code], 4: [code]}
    assert all("2, 4" in said[0] for said in reasons(batch).values())


def test_two_rows_about_one_member(scope, branch, clerk):
    factories.member(
        home=branch, name="Trần Văn Ước", birth_date=date(1980, 2, 3), card_number="37123456"
    )
    content = roster(
        person(1, "Trần Văn Ước", card="37123456", home=HOME),
        person(2, "Trần Văn Ước", cccd="001080000001", home=HOME),
    )

    assert codes(bring_in(content, scope, clerk)) == {2: ["double_person"], 3: ["double_person"]}
