"""Corrections, and who opened the page of a member."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from members.models import AuditEntry, CorrectionRequest, Message, Occasion
from members.services.corrections import answer_correction, ask_correction
from members.services.openings import open_member
from tests import factories

State = CorrectionRequest.State


def openings(member):
    return AuditEntry.objects.filter(member=member, verb="open_member").count()


# Who opened


def test_opening_a_member_is_noted_once_a_viewer_and_day(secretary, deputy, reader, now):
    for viewer in (secretary, secretary, deputy):
        open_member(member=reader.member, by=viewer, now=now)
    assert openings(reader.member) == 2

    open_member(member=reader.member, by=secretary, now=now + timedelta(days=1))
    assert openings(reader.member) == 3


def test_opening_oneself_or_somebody_on_no_roll_is_not_noted(secretary, now):
    stray = factories.member()

    open_member(member=secretary.member, by=secretary, now=now)
    open_member(member=stray, by=secretary, now=now)

    assert not AuditEntry.objects.exists()


def test_member_page_notes_its_reader(secretary_client, reader):
    address = f"/members/{reader.member.public_id}/"

    for _ in range(2):
        assert secretary_client.get(address).status_code == 200

    assert openings(reader.member) == 1


def test_refused_reader_is_not_noted(stranger_client, reader):
    assert stranger_client.get(f"/members/{reader.member.public_id}/").status_code == 404
    assert openings(reader.member) == 0


# Corrections


def test_asked_correction_reaches_the_secretary_and_the_answer_the_member(
    secretary, reader, secretary_client, reader_client
):
    reader_client.post("/me/corrections/new/", {"text": "Tôi sinh năm 1961"})
    correction = CorrectionRequest.objects.get()
    asked = Message.objects.get(announcement__occasion=Occasion.CORRECTION_ASKED, channel=1)
    assert asked.recipient == secretary.member
    assert asked.announcement.path == f"/corrections/{correction.public_id}/"

    secretary_client.post(asked.announcement.path, {"state": "done", "answer": "Đã sửa"})

    answered = Message.objects.get(announcement__occasion=Occasion.CORRECTION_ANSWERED, channel=1)
    assert answered.recipient == reader.member
    assert "Đã sửa" in reader_client.get(answered.announcement.path).content.decode()


def test_second_answer_is_refused_in_words(secretary, reader, now, in_english):
    correction = factories.correction(reader.member)
    said = {"state": State.DECLINED, "answer": "Đúng theo lý lịch", "by": secretary, "now": now}
    answer_correction(correction=correction, **said)

    with pytest.raises(ValidationError, match="answered this already"):
        answer_correction(correction=correction, **said)


def test_second_answer_stands_on_the_page(secretary, secretary_client, reader, now):
    correction = factories.correction(reader.member)
    answer_correction(
        correction=correction, state=State.DONE, answer="Đã sửa", by=secretary, now=now
    )

    late = secretary_client.post(
        f"/corrections/{correction.public_id}/", {"state": "declined", "answer": "Không"}
    )

    assert late.status_code == 422
    correction.refresh_from_db()
    assert correction.answer == "Đã sửa"


def test_member_on_no_roll_cannot_ask(sign_in, now, in_english):
    account = factories.user(factories.member(), language="en")

    with pytest.raises(ValidationError, match="on no roll"):
        ask_correction(member=account.member, text="Sai", by=account, now=now)
    answer = sign_in(account).post("/me/corrections/new/", {"text": "Sai"})
    assert answer.status_code == 422
    assert "on no roll" in answer.content.decode()


@pytest.mark.parametrize("data", [{}, {"text": "  "}])
def test_empty_request_is_refused(reader_client, data):
    assert reader_client.post("/me/corrections/new/", data).status_code == 422
    assert not CorrectionRequest.objects.exists()


def test_account_without_member_asks_nothing(technical_admin_client):
    assert technical_admin_client.get("/me/corrections/new/").status_code == 403


def test_empty_answer_is_refused(secretary_client, reader):
    correction = factories.correction(reader.member)

    answer = secretary_client.post(f"/corrections/{correction.public_id}/", {"answer": "Đã sửa"})

    assert answer.status_code == 422
    correction.refresh_from_db()
    assert correction.state == State.OPEN


def test_answer_to_somebody_who_left_every_roll_tells_nobody(secretary, now):
    correction = factories.correction(factories.member())

    answer_correction(
        correction=correction, state=State.DONE, answer="Đã sửa", by=secretary, now=now
    )

    assert not Message.objects.exists()
    assert not AuditEntry.objects.exists()


def test_list_has_those_that_wait_first(secretary, secretary_client, reader, stranger, now):
    waiting = factories.correction(reader.member)
    answered = factories.correction(reader.member)
    answer_correction(correction=answered, state=State.DONE, answer="Đã sửa", by=secretary, now=now)
    factories.correction(stranger.member)

    page = secretary_client.get("/corrections/").context["page_obj"]

    assert list(page) == [waiting, answered]


@pytest.mark.parametrize(
    "change", [{"state": "done"}, {"answered_at": "2026-01-01T00:00Z"}, {"state": "declined"}]
)
def test_database_refuses_half_an_answer(reader, change):
    correction = factories.correction(reader.member)

    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionRequest.objects.filter(pk=correction.pk).update(**change)
