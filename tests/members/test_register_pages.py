"""Entering members, mending what is held about them, reading an identity number."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.models import AuditEntry, Member, Standing
from members.services.contact import clean_phone
from members.services.identity import seal, unseal
from members.services.person import PersonChanged, edit_member
from tests import factories

NUMBER = "001150012345"
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


@pytest.fixture
def person(branch):
    return factories.member(
        home=branch, name="Lê Thị Cũ", birth_date=date(1950, 2, 3), phone="0912000111"
    )


@pytest.fixture
def edit(secretary_client, person):
    def post(**changes):
        typed = {"full_name": person.full_name, "birth_date": "03/02/1950", "version": "0"}
        return secretary_client.post(f"/members/{person.public_id}/edit/", typed | changes)

    return post


def errors(response, field):
    return response.context["form"].errors.get(field, [])


# Telephones


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0912345678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("(+84) 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("0084 912 345 678", "0912345678"),
        ("912345678", "0912345678"),
        ("024 3825 1234", "02438251234"),
        ("+84 24 3825 1234", "02438251234"),
        ("0163 123 4567", "0331234567"),
        ("０９１２３４５６７８", "0912345678"),
        ("+33 1 42 68 53 00", "+33142685300"),
        ("", ""),
    ],
)
def test_phone_has_one_stored_form(typed, stored):
    assert clean_phone(typed) == stored
    assert clean_phone(stored) == stored


@pytest.mark.parametrize("typed", ["không có", "0912", "0912345678 0987654321", "1912345678"])
def test_what_is_no_phone_is_refused(typed):
    with pytest.raises(ValidationError):
        clean_phone(typed)


@given(st.text(max_size=30))
def test_phone_is_clean_or_refused(typed):
    try:
        stored = clean_phone(typed)
    except ValidationError:
        return
    assert clean_phone(stored) == stored
    assert len(stored) <= Member._meta.get_field("phone").max_length


# Entering


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


# Mending


def test_page_shows_what_is_held_but_not_the_number(secretary_client, branch):
    person = factories.member(home=branch, phone="0912000111", **seal(NUMBER))

    for address in ("", "edit/", "identity/"):
        page = secretary_client.get(f"/members/{person.public_id}/{address}").content.decode()
        assert NUMBER not in page
        assert person.identity_cipher not in page
    assert (
        "345" in page
        or "345" in secretary_client.get(f"/members/{person.public_id}/").content.decode()
    )


def test_edit_saves_and_says_which_fields(edit, person, secretary, english):
    response = edit(phone="0987 654 321", email="cu@example.vn")

    person.refresh_from_db()
    assert response.status_code == 302
    assert (person.phone, person.email, person.version) == ("0987654321", "cu@example.vn", 1)
    entry = AuditEntry.objects.get(verb="edit_member")
    assert entry.subject == "Lê Thị Cũ: telephone, e-mail"
    assert (entry.member, entry.by) == (person, secretary)


def test_saving_nothing_new_writes_nothing(edit, person):
    edit(phone="0912000111")

    person.refresh_from_db()
    assert person.version == 0
    assert not AuditEntry.objects.filter(verb="edit_member").exists()


def test_new_name_is_found_and_ordered_anew(edit, person):
    edit(full_name="Trần Thị Ước")

    person.refresh_from_db()
    assert person.search_key == "tran thi uoc"
    assert person in Member.objects.matching("uoc")


def test_identity_number_stays_changes_or_is_forgotten(edit, person):
    edit(identity_number=NUMBER)
    person.refresh_from_db()
    assert unseal(person.identity_cipher) == NUMBER

    edit(version="1", phone="0912000222")
    person.refresh_from_db()
    assert unseal(person.identity_cipher) == NUMBER

    assert edit(version="2", forget_identity="on", identity_number=NUMBER).status_code == 422
    edit(version="2", forget_identity="on")
    person.refresh_from_db()
    assert (person.identity_cipher, person.identity_hash, person.identity_tail) == ("", None, "")
    subjects = AuditEntry.objects.filter(verb="edit_member").values_list("subject", flat=True)
    assert not any(NUMBER in subject for subject in subjects)


def test_two_who_edit_lose_nothing(edit, person, deputy, now, english):
    edit_member(member=person, version=0, by=deputy, now=now, phone="0900000001")

    response = edit(phone="0900000002")

    page = response.content.decode()
    assert response.status_code == 409
    assert "0900000001" in response.context["theirs"]
    assert "0900000002" in response.context["mine"]
    assert 'value="0900000002"' in page
    assert "Phạm Văn Khuê" in page
    person.refresh_from_db()
    assert person.phone == "0900000001"

    assert edit(phone="0900000002", version=response.context["form"]["version"].value())
    person.refresh_from_db()
    assert (person.phone, person.version) == ("0900000002", 2)


def test_edit_from_an_older_page_is_refused(person, secretary, now):
    with pytest.raises(PersonChanged):
        edit_member(member=person, version=7, by=secretary, now=now, phone="")


def test_edit_refuses_what_belongs_to_somebody_else(edit, branch, person):
    factories.member(home=branch, card_number="95001", **seal(NUMBER))

    response = edit(card_number="95 001", identity_number=NUMBER)

    assert response.status_code == 422
    assert errors(response, "card_number")
    assert errors(response, "identity_number")
    person.refresh_from_db()
    assert person.card_number is None


# The whole number


def test_whole_number_is_shown_for_a_reason(secretary_client, branch):
    person = factories.member(home=branch, **seal(NUMBER))
    address = f"/members/{person.public_id}/identity/"

    refused = secretary_client.post(address, {"reason": " "})
    shown = secretary_client.post(address, {"reason": "Lập hồ sơ bảo hiểm"})

    assert refused.status_code == 422
    assert NUMBER not in refused.content.decode()
    assert NUMBER in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert AuditEntry.objects.get(verb="reveal_identity_number").reason == "Lập hồ sơ bảo hiểm"


def test_deputy_sees_the_tail_only(deputy_client, branch):
    person = factories.member(home=branch, **seal(NUMBER))

    assert deputy_client.get(f"/members/{person.public_id}/identity/").status_code == 403
    assert "345" in deputy_client.get(f"/members/{person.public_id}/").content.decode()


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
