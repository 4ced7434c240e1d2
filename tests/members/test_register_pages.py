"""Entering members: what is saved, refused, and asked about before."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.models import AuditEntry, Member, Standing
from members.services.identity import seal, unseal
from tests import factories

PERSON = {
    "full_name": "Đặng Văn Mới",
    "birth_date": "3/2/50",
    "sex": "m",
    "admitted_on": "03021970",
    "card_number": "95.123 456",
    "phone": "+84 912.345.678",
    "email": "moi@example.vn",
    "identity_number": "001 050 012 345",
    "on": "1-6-2026",
    "status": "official",
    "decision": "12-QĐ/ĐU",
}


@pytest.fixture
def english(secretary):
    secretary.language = "en"
    secretary.save()


@pytest.fixture
def register(secretary_client, branch):
    def post(**changes):
        address = f"/members/new/{branch.public_id}/"
        return secretary_client.post(address, PERSON | changes)

    return post


def errors(response, field):
    return response.context["form"].errors.get(field, [])


def test_member_is_entered_as_typed(register, branch, secretary):
    response = register()

    member = Member.objects.get(full_name="Đặng Văn Mới")
    assert response.url == f"/members/{member.public_id}/"
    assert (member.birth_date, member.admitted_on) == (date(1950, 2, 3), date(1970, 2, 3))
    assert (member.phone, member.card_number) == ("0912345678", "95.123456")
    assert (member.home, member.is_official, member.sex) == (branch, True, "m")
    assert unseal(member.identity_cipher) == "001050012345"
    assert member.identity_tail == "345"
    standing = member.standings.get()
    assert (standing.valid_from, standing.decision) == (date(2026, 6, 1), "12-QĐ/ĐU")
    entry = AuditEntry.objects.get(verb="register_member")
    assert (entry.member, entry.by) == (member, secretary)


def test_name_alone_is_enough(secretary_client, branch):
    secretary_client.post(
        f"/members/new/{branch.public_id}/",
        {"full_name": "Vũ Văn Trống", "on": "1/6/2026", "status": "probationary"},
    )

    member = Member.objects.get(full_name="Vũ Văn Trống")
    assert (member.is_official, member.card_number, member.identity_hash) == (False, None, None)


def test_standing_may_have_begun_elsewhere(register):
    register(since="3/2/1971")

    assert Standing.objects.get(member__full_name="Đặng Văn Mới").valid_from == date(1971, 2, 3)


def test_cell_of_the_branch_can_be_chosen(tree, register, secretary_client):
    register(cell=tree.cell.public_id)
    assert Member.objects.get(full_name="Đặng Văn Mới").cell == tree.cell

    refused = register(
        full_name="Khác", card_number="", identity_number="", cell=tree.sibling_cell.public_id
    )
    assert refused.status_code == 422
    assert not Member.objects.filter(full_name="Khác").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"full_name": ""}, "full_name"),
        ({"full_name": "\u200b"}, "full_name"),
        ({"full_name": "Nguyễn Văn 2"}, "full_name"),
        ({"birth_date": "31/02/1950"}, "birth_date"),
        ({"birth_date": "1/1/2990"}, "birth_date"),
        ({"admitted_on": "1/1/1950"}, "admitted_on"),
        ({"sex": "x"}, "sex"),
        ({"phone": "không có"}, "phone"),
        ({"email": "moi@"}, "email"),
        ({"identity_number": "00105001234"}, "identity_number"),
        ({"identity_number": "999 999 999 999"}, "identity_number"),
        ({"on": ""}, "on"),
        ({"since": "2/6/2026"}, "since"),
        ({"status": "exempt"}, "status"),
    ],
)
def test_what_is_wrong_is_named_and_typed_values_stay(register, changes, field):
    before = Member.objects.count()

    response = register(**changes)

    assert response.status_code == 422
    assert errors(response, field)
    page = response.content.decode()
    for name in ("decision", "card_number"):
        assert f'value="{PERSON[name]}"' in page
    assert Member.objects.count() == before
    assert not AuditEntry.objects.filter(verb="register_member").exists()


def test_card_of_somebody_else_names_them(tree, register, english):
    factories.member(
        home=tree.far, name="Hồ Thị Xa", birth_date=date(1948, 1, 1), card_number="95.123456"
    )

    response = register()

    assert errors(response, "card_number") == [
        "This card belongs to Hồ Thị Xa, born 1948, Chi bộ thôn Thượng."
    ]


def test_identity_number_of_somebody_else_names_them(tree, register, english, settings):
    settings.IDENTITY_KEYS = ["o" * 40]
    factories.member(home=tree.far, name="Hồ Văn Xa", **seal("001050012345"))
    settings.IDENTITY_KEYS = ["n" * 40, "o" * 40]

    response = register()

    assert errors(response, "identity_number") == [
        "This number belongs to Hồ Văn Xa, born ?, Chi bộ thôn Thượng."
    ]


def test_same_name_and_birthday_is_asked_about_once(tree, register, english):
    factories.member(home=tree.far, name="Dang Van Moi", birth_date=date(1950, 2, 3))

    asked = register()
    assert errors(asked, "__all__") == [
        "On the register already: Dang Van Moi, born 1950, Chi bộ thôn Thượng."
    ]
    assert 'name="is_checked"' in asked.content.decode()
    assert not Member.objects.filter(full_name="Đặng Văn Mới").exists()

    assert register(is_checked="on").status_code == 302


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"identity_number": "001150012345"}, "Female"),
        ({"identity_number": "001051012345"}, "1951"),
        ({"admitted_on": "3/2/1960"}, "10"),
    ],
)
def test_what_is_unlikely_is_asked_about(register, english, changes, word):
    [said] = errors(register(**changes), "__all__")

    assert word in said
    assert register(**changes, is_checked="on").status_code == 302


def test_committee_first_says_which_branch(tree, clerk_client, clerk):
    assert tree.branch != tree.far
    address = f"/members/new/{tree.district.public_id}/"

    page = clerk_client.get(address, {"q": "to dan pho 7"}).content.decode()

    assert f"/members/new/{tree.branch.public_id}/" in page
    assert "Chi bộ thôn Thượng" not in clerk_client.get(address, {"q": "thuong"}).content.decode()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.text(max_size=90)
            | st.sampled_from(["", "0", "٣", "=1+1", "-", "1/1/1", "ß" * 80])
            for name in [*PERSON, "since", "cell", "is_checked"]
        },
    )
)
def test_whatever_is_typed_is_saved_whole_or_refused_whole(register, changes):
    """Status never 500; what was typed is on the page again; nothing half saved."""
    before = (Member.objects.count(), Standing.objects.count(), AuditEntry.objects.count())

    response = register(**changes)

    after = (Member.objects.count(), Standing.objects.count(), AuditEntry.objects.count())
    assert response.status_code in (302, 422)
    if response.status_code == 422:
        assert after == before
        assert response.context["form"].errors
        form = response.context["form"]
        shown = {name: form[name].value() for name in form.fields if name != "is_checked"}
        assert shown == {name: (PERSON | changes).get(name) for name in shown}
    else:
        assert [new - old for new, old in zip(after, before, strict=True)] == [1, 1, 1]
        # Room for the next example.
        Member.objects.update(card_number=None, identity_hash=None, birth_date=None)


def test_logs_hold_no_number(caplog, register, secretary_client, branch):
    caplog.set_level("DEBUG")

    register()
    register()
    person = Member.objects.get(full_name="Đặng Văn Mới")
    secretary_client.post(
        f"/members/{person.public_id}/identity/", {"reason": "Lập hồ sơ bảo hiểm"}
    )

    assert "001050012345" not in caplog.text
    assert not AuditEntry.objects.filter(subject__contains="001050012345").exists()
