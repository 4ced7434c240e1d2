"""Mending what is held about a member; reading the whole identity number."""

from datetime import date

import pytest

from members.models import AuditEntry, Member
from members.services.identity import seal, unseal
from members.services.person import PersonChanged, edit_member
from tests import factories

NUMBER = "001150012345"


@pytest.fixture
def english(secretary):
    secretary.language = "en"
    secretary.save()


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


# What is held


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
