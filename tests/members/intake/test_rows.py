"""Rows and headings as offices write them, and each way a row can be wrong."""

from datetime import date

import pytest

from members.models import Member
from tests import factories

from .rosters import HOME, NOTHING, everything, saved
from .sheets import HEADINGS, bring_in, codes, confirm, counts, person, roster, xlsx

pytestmark = pytest.mark.django_db


BAD_ROWS = {
    "name": (person(1, "", home=HOME), "required"),
    "signs": (person(1, "NguyÔn V¨n An", home=HOME), "name_signs"),
    "day": (person(1, "Trần Văn An", born="32/01/1980", home=HOME), "day"),
    "child": (person(1, "Trần Văn An", born="01/01/2020", home=HOME), "day_late"),
    "year": (person(1, "Trần Văn An", born="1980", home=HOME), "day_year_only"),
    "sex": (person(1, "Trần Văn An", sex="?", home=HOME), "sex"),
    "card": (person(1, "Trần Văn An", card="12", home=HOME), "card"),
    "identity": (person(1, "Trần Văn An", cccd="123", home=HOME), "identity"),
    "since": (person(1, "Trần Văn An", since="01/01/1979", home=HOME), "day_order"),
    "home": (person(1, "Trần Văn An", home="Chi bộ không có"), "place_unknown"),
    "no home": (person(1, "Trần Văn An", home=""), "required"),
    "committee": (person(1, "Trần Văn An", home="Đảng bộ khu Đông"), "place_unknown"),
    "far home": (person(1, "Trần Văn An", home="Chi bộ thôn Thượng"), "place_unknown"),
    "phone": (person(1, "Trần Văn An", tel="12", home=HOME), "phone"),
    "key": (person(1, "Trần Văn An", born="", home=HOME), "key"),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_each_bad_row_is_named(scope, clerk, name):
    row, code = BAD_ROWS[name]
    batch = bring_in(roster(person(9, "Lê Thị Tốt", card="99999999", home=HOME), row), scope, clerk)

    assert codes(batch) == {3: [code]}
    assert counts(batch) == NOTHING | {"bad": 1, "new": 1}


def test_nothing_is_saved_while_a_row_is_bad(scope, clerk):
    before = everything()
    batch = bring_in(
        roster(person(1, "Lê Thị Tốt", card="99999999", home=HOME), person(2, "", home=HOME)),
        scope,
        clerk,
    )

    with pytest.raises(Exception, match="Mend the bad rows first"):
        confirm(batch, clerk)
    assert everything() == before


def test_footers_and_numbered_headings_are_no_rows(scope, clerk):
    content = xlsx(
        HEADINGS,
        [f"({n})" for n in range(1, 10)],
        person(1, "Trần Văn Ước", home=HOME),
        ["Tổng cộng: 1 đồng chí"],
        [],
    )

    assert counts(bring_in(content, scope, clerk)) == NOTHING | {"new": 1}


def test_old_forms_with_a_column_for_each_sex(scope, clerk):
    content = xlsx(
        ["Họ và tên", "Ngày sinh", "", "Chi bộ"],
        ["", "Nam", "Nữ", ""],
        ["Trần Văn Ước", "3/2/1980", "", HOME],
        ["Lê Thị Ẩm", "", "4/3/1981", HOME],
        merges=["A1:A2", "B1:C1", "D1:D2"],
    )

    saved(content, scope, clerk)

    found = Member.objects.filter(full_name__in=["Trần Văn Ước", "Lê Thị Ẩm"])
    assert set(found.values_list("sex", "birth_date")) == {
        ("m", date(1980, 2, 3)),
        ("f", date(1981, 3, 4)),
    }


def test_names_in_three_columns(scope, clerk):
    content = xlsx(
        ["Họ", "Tên đệm", "Tên", "Ngày sinh", "Chi bộ"], ["Trần", "Văn", "Ước", 29254, HOME]
    )

    saved(content, scope, clerk)

    assert Member.objects.get(full_name="Trần Văn Ước").birth_date == date(1980, 2, 3)


def test_the_same_name_of_branches_is_told_apart_by_what_is_above(scope, tree, clerk):
    for body in (tree.body, tree.cousin_body):
        factories.organization(parent=body, name="Chi bộ Hoà Bình")
    headings = ["Họ và tên", "Ngày sinh", "Chi bộ", "Đảng bộ"]
    alone = xlsx(headings[:3], ["Trần Văn Ước", "3/2/1980", "Chi bộ Hoà Bình"])
    both = xlsx(headings, ["Trần Văn Ước", "3/2/1980", "Hòa Bình", "Đảng bộ khu Tây"])

    assert codes(bring_in(alone, scope, clerk)) == {2: ["place_several"]}
    saved(both, scope, clerk)
    assert Member.objects.get(full_name="Trần Văn Ước").home.parent == tree.cousin_body


def test_a_branch_needs_no_column_for_itself(branch, scope, clerk):
    content = xlsx(["Họ và tên", "Ngày sinh"], ["Trần Văn Ước", "3/2/1980"])

    saved(content, branch, clerk)

    assert Member.objects.get(full_name="Trần Văn Ước").home == branch
