"""Members brought in: new, changed, the same; what is saved, and from which day."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from members.models import AuditEntry, ImportRow, Member
from members.services.belonging import register_member
from members.services.identity import identity_hash
from papers.text import fold, name_sort_key
from tests import factories

from .rosters import HOME, NOTHING, everything, one, saved
from .sheets import bring_in, codes, confirm, counts, person, roster, xlsx

pytestmark = pytest.mark.django_db


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
