"""Members: new, changed, the same, and each way a row can be wrong."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from members.models import Affiliation, AuditEntry, ImportRow, Member, Standing
from members.services.belonging import register_member
from members.services.identity import identity_hash
from papers.text import fold, name_sort_key
from tests import factories

from .sheets import HEADINGS, bring_in, codes, confirm, counts, person, reasons, roster, xlsx

pytestmark = pytest.mark.django_db

NOTHING = {"bad": 0, "new": 0, "changed": 0, "same": 0}
HOME = "Chi bộ tổ dân phố 7"


@pytest.fixture
def scope(tree, branch, cell_and_sibling):
    return tree.district


@pytest.fixture
def cell_and_sibling(tree):
    return tree.cell, tree.sibling, tree.far


def one(**kwargs):
    return roster(person(1, "Trần Văn Ước", **{"home": HOME} | kwargs))


def saved(content, scope, clerk, **kwargs):
    batch = bring_in(content, scope, clerk, **kwargs)
    assert reasons(batch) == {}
    return confirm(batch, clerk)


def test_new_members_are_as_if_registered_by_hand(scope, branch, clerk, today, now):
    content = one(card="37.123456", cccd="001080000001", since="01/06/2010", tel="0912345678")

    batch = saved(content, scope, clerk)

    imported = Member.objects.get(full_name="Trần Văn Ước")
    by_hand = register_member(
        full_name="Trần Văn Ước",
        home=branch,
        on=today,
        by=clerk,
        now=now,
        birth_date=date(1980, 2, 3),
        sex="m",
        admitted_on=date(2010, 6, 1),
        phone="0912345678",
    )
    assert counts(batch) == NOTHING | {"new": 1}
    unlike = {"id", "public_id", "card_number"} | {
        name for name in vars(imported) if name.startswith(("identity", "_"))
    }
    assert facts_of(imported, unlike) == facts_of(by_hand, unlike)
    assert imported.card_number == "37.123456"
    assert imported.identity_hash == identity_hash("001080000001")
    assert (imported.search_key, imported.sort_key) == (
        fold("Trần Văn Ước"),
        name_sort_key("Trần Văn Ước"),
    )
    assert imported.audit_entries.get().verb == "register_member"


def facts_of(member, unlike):
    member.refresh_from_db()
    own = {name: value for name, value in vars(member).items() if name not in unlike}
    homes = list(member.affiliations.values_list("organization", "kind", "valid_from", "valid_to"))
    standings = list(member.standings.values_list("status", "valid_from", "valid_to"))
    return own, homes, standings


def test_a_second_import_changes_nothing(scope, clerk):
    content = roster(
        person(1, "Trần Văn Ước", card="37123456", home=HOME),
        person(2, "Lê Thị Ẩm", cccd="001180000002", home=HOME, sex="Nữ"),
        person(3, "Đỗ Văn Ỷ", born="04/03/1981", home=HOME),
    )
    saved(content, scope, clerk)
    before = everything()

    again = bring_in(content, scope, clerk)

    assert counts(again) == NOTHING | {"same": 3}
    assert not again.may_be_saved
    assert everything() == before


def everything():
    return [
        list(model.objects.order_by("pk").values()) for model in (Member, Affiliation, Standing)
    ]


def test_only_what_changed_is_changed(scope, branch, clerk):
    known = factories.member(
        home=branch, name="Trần Văn Ước", birth_date=date(1980, 2, 3), phone="0911111111"
    )

    batch = bring_in(one(tel="0922222222", card="37123456"), scope, clerk)

    row = batch.rows.get()
    assert (row.action, row.subject_id) == (ImportRow.Action.CHANGED, known.pk)
    assert row.values["new"] == {"sex": "m", "card_number": "37123456", "phone": "0922222222"}
    assert row.values["old"] == {"sex": "", "card_number": "", "phone": "0911111111"}
    confirm(batch, clerk)
    known.refresh_from_db()
    assert (known.phone, known.card_number, known.version) == ("0922222222", "37123456", 1)
    entry = AuditEntry.objects.get(member=known, verb="edit_member")
    assert "0922222222" not in entry.subject


def test_empty_cells_erase_nothing(scope, branch, clerk):
    factories.member(home=branch, name="Trần Văn Ước", birth_date=date(1980, 2, 3), phone="091")

    batch = bring_in(roster(person(1, "Trần Văn Ước", sex="", home=HOME)), scope, clerk)

    assert counts(batch) == NOTHING | {"same": 1}


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


def test_standing_and_cell_change_from_the_day(scope, tree, branch, clerk, today):
    known = factories.member(
        home=branch, name="Trần Văn Ước", birth_date=date(1980, 2, 3), status="probationary"
    )
    content = xlsx(
        ["Họ và tên", "Ngày sinh", "Chi bộ", "Tổ đảng", "Tình trạng"],
        ["Trần Văn Ước", "3/2/1980", HOME, "Tổ đảng số 1", "Chính thức"],
    )

    saved(content, scope, clerk)

    known.refresh_from_db()
    assert (known.cell, known.is_official) == (tree.cell, True)
    spans = list(known.standings.order_by("valid_from").values_list("status", "valid_to"))
    assert spans == [("probationary", today), ("official", None)]


def test_a_status_entered_for_later_is_in_the_way(scope, branch, clerk, today):
    known = factories.member(
        home=branch, name="Trần Văn Ước", birth_date=date(1980, 2, 3), status="probationary"
    )
    later = today + timedelta(days=30)
    known.standings.update(valid_to=later)
    known.standings.create(status="official", valid_from=later)
    content = xlsx(
        ["Họ và tên", "Ngày sinh", "Chi bộ", "Tình trạng"],
        ["Trần Văn Ước", "3/2/1980", HOME, "Chính thức"],
    )

    assert codes(bring_in(content, scope, clerk)) == {2: ["entry_later"]}


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


def test_from_a_day_to_come(scope, clerk, today):
    content, later = one(), today + timedelta(days=20)

    saved(content, scope, clerk, on=later)

    member = Member.objects.get(full_name="Trần Văn Ước")
    assert member.home is None
    assert member.affiliations.get().valid_from == later
    assert counts(bring_in(content, scope, clerk, on=later))["same"] == 1


def test_an_import_that_is_overtaken_saves_nothing(scope, branch, clerk):
    batch = bring_in(one(), scope, clerk)
    factories.member(home=branch, name="Trần Văn Ước", birth_date=date(1980, 2, 3))
    before = everything()

    confirm(batch, clerk)

    assert (batch.state, batch.trouble[0]) == ("failed", "changed_since")
    assert everything() == before


def test_a_change_that_is_overtaken_saves_nothing(scope, branch, clerk):
    known = factories.member(home=branch, name="Trần Văn Ước", birth_date=date(1980, 2, 3))
    batch = bring_in(one(tel="0922222222"), scope, clerk)
    Member.objects.filter(pk=known.pk).update(phone="0933333333")

    confirm(batch, clerk)

    assert batch.state == "failed"
    known.refresh_from_db()
    assert known.phone == "0933333333"


def test_statements_do_not_grow_with_rows(scope, clerk, django_assert_max_num_queries):
    people = [person(n, "Trần Văn Ước", card=10_000_000 + n, home=HOME) for n in range(300)]
    with django_assert_max_num_queries(60):
        batch = bring_in(roster(*people), scope, clerk)
    with django_assert_max_num_queries(60):
        confirm(batch, clerk)
    assert counts(batch) == NOTHING | {"new": 300}
    assert batch.finished_at <= timezone.now()
