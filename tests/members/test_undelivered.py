"""What did not arrive: who sees it, and what they can do about it."""

from datetime import timedelta

import pytest
from django.core import mail

from members.delivery import deliver_due
from members.models import AuditEntry, Channel, Message, MessageState, Occasion
from tests import factories

PARKED = MessageState.PARKED


@pytest.fixture
def an(branch):
    return factories.member(home=branch, name="Lê Văn An", email="an@example.vn")


@pytest.fixture
def lose(branch, an, now):
    def lost(person=an, organization=branch, occasion=Occasion.TASK_DUE_SOON, **kwargs):
        said = factories.announcement(
            organization,
            occasion=occasion,
            path="/tasks/",
            params={"description": "Thăm hộ", "due_on": "1/1", "branch": "CB"},
        )
        defaults = {"failure": "550 no such person", "attempts": 30, "tried_at": now}
        return factories.message(
            person, said, channel=Channel.EMAIL, state=PARKED, **defaults | kwargs
        )

    return lost


def test_who_what_why_and_when(secretary_client, lose, an):
    lose()
    lose(failure="TimeoutError()")
    page = secretary_client.get("/undelivered/").content.decode()

    assert page.count("Lê Văn An</h2>") == 1
    assert "an@example.vn" in page
    assert "550 no such person" in page
    assert f"/undelivered/{an.public_id}/again/" in page
    assert "/undelivered/" in secretary_client.get("/me/messages/").content.decode()


def test_nothing_lost_says_so(secretary_client):
    assert "check2-circle" in secretary_client.get("/undelivered/").content.decode()
    assert "/undelivered/" not in secretary_client.get("/me/messages/").content.decode()


def test_what_is_tried_again_arrives(secretary_client, secretary, lose, an, now, commit):
    lose()
    lose()
    with commit():
        secretary_client.post(f"/undelivered/{an.public_id}/again/")
    deliver_due(now=now + timedelta(minutes=1))

    assert len(mail.outbox) == 2
    assert set(Message.objects.values_list("state", "failure")) == {(MessageState.SENT, "")}
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject, entry.by) == ("send_again", "Lê Văn An", secretary)


def test_what_fails_again_has_a_whole_day_again(secretary_client, lose, an):
    lose()
    secretary_client.post(f"/undelivered/{an.public_id}/again/")

    message = Message.objects.get()
    assert (message.state, message.attempts) == (MessageState.PENDING, 0)


def test_what_is_no_longer_true_is_not_sent(secretary_client, lose, an, now):
    message = lose()
    message.announcement.stale_at = now - timedelta(hours=1)
    message.announcement.save()

    page = secretary_client.post(f"/undelivered/{an.public_id}/again/", follow=True)

    assert Message.objects.get().state == PARKED
    assert "message-bad" in page.content.decode() or "550" in page.content.decode()
    assert not AuditEntry.objects.exists()


def test_told_on_paper_leads_to_what_there_is_to_print(secretary_client, lose, an):
    lose()
    response = secretary_client.post(f"/undelivered/{an.public_id}/paper/")

    assert response.url == "/tasks/"
    assert Message.objects.get().state == MessageState.ON_PAPER
    assert AuditEntry.objects.get().verb == "tell_on_paper"
    assert secretary_client.get("/undelivered/").context["rows"] == []


def test_only_those_of_ones_own_branch(secretary_client, reader_client, lose, tree, an):
    stranger = factories.member(home=tree.sibling, name="Vũ Xa", email="xa@example.vn")
    lose(stranger, tree.sibling)
    lose(an, tree.sibling)

    assert "Vũ Xa" not in secretary_client.get("/undelivered/").content.decode()
    for verb in ("again", "paper"):
        for person in (stranger, an):
            url = f"/undelivered/{person.public_id}/{verb}/"
            assert secretary_client.post(url).status_code == 404
    assert set(Message.objects.values_list("state", flat=True)) == {PARKED}
    assert reader_client.get("/undelivered/").status_code == 403


def test_one_persons_rows_of_another_branch_are_left_alone(secretary_client, lose, tree, an):
    ours, theirs = lose(), lose(an, tree.sibling)
    secretary_client.post(f"/undelivered/{an.public_id}/again/")

    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.state, theirs.state) == (MessageState.PENDING, PARKED)


def test_queries_do_not_grow(secretary_client, lose, branch, django_assert_max_num_queries):
    for number in range(20):
        lose(factories.member(home=branch, email=f"m{number}@example.vn"))

    with django_assert_max_num_queries(15):
        secretary_client.get("/undelivered/")
