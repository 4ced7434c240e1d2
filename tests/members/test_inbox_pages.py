"""The inbox: what is told to oneself, opened and read."""

from datetime import timedelta

from django.utils import timezone

from members.models import Occasion
from tests import factories

from .asking import assert_asks_as_much_for_three_as_for_one


def notice(branch, *people, **kwargs):
    said = factories.announcement(
        branch, params={"title": "Sinh hoạt tháng 3"}, path="/me/settings/"
    )
    for person in people:
        factories.message(person, said, **kwargs)
    return said


def test_inbox_shows_unread_first_then_newest(secretary, secretary_client, branch):
    now = timezone.now()
    for number, (age, read) in enumerate([(1, True), (2, False), (3, True), (4, False)]):
        said = factories.announcement(
            branch, occasion=Occasion.NOTICE_ISSUED, params={"title": f"Họp số {number}"}
        )
        message = factories.message(secretary.member, said, read_at=now if read else None)
        message.delivered_at = now - timedelta(days=age)
        message.save()

    rows = secretary_client.get("/me/messages/").context["rows"]

    assert [subject[-1] for _message, subject in rows] == ["1", "3", "0", "2"]


def test_inbox_shows_only_ones_own_and_only_what_is_delivered(
    secretary, reader, secretary_client, branch
):
    notice(branch, reader.member)
    notice(branch, secretary.member, state=1)

    assert secretary_client.get("/me/messages/").context["rows"] == []


def test_inbox_of_a_technical_administrator_is_empty(technical_admin_client):
    assert technical_admin_client.get("/me/messages/").context["rows"] == []
    assert technical_admin_client.post("/me/messages/read/").status_code == 302


def test_message_open_marks_it_read_and_leads_to_its_page(secretary, secretary_client, branch):
    said = notice(branch, secretary.member)
    address = f"/me/messages/{said.public_id}/"

    response = secretary_client.get(address)
    first_read = secretary.member.messages.get().read_at
    secretary_client.get(address)

    assert response.url == "/me/settings/"
    assert first_read
    assert secretary.member.messages.get().read_at == first_read


def test_message_of_another_does_not_exist(
    reader, secretary_client, technical_admin_client, branch
):
    said = notice(branch, reader.member)

    assert secretary_client.get(f"/me/messages/{said.public_id}/").status_code == 404
    assert technical_admin_client.get(f"/me/messages/{said.public_id}/").status_code == 404
    assert reader.member.messages.get().read_at is None


def test_inbox_read_marks_all_of_ones_own(secretary, reader, secretary_client, branch):
    notice(branch, secretary.member, reader.member)
    notice(branch, secretary.member)

    assert secretary_client.get("/me/messages/read/").status_code == 405
    response = secretary_client.post("/me/messages/read/")

    assert response.url == "/me/messages/"
    assert not secretary.member.messages.unread().exists()
    assert reader.member.messages.unread().count() == 1


def test_inbox_asks_as_much_for_three_as_for_one(secretary, secretary_client, branch):
    assert_asks_as_much_for_three_as_for_one(
        secretary_client, "/me/messages/", lambda: notice(branch, secretary.member)
    )
