"""Corrections, approval by chair and recorder, addenda, confirmation, versions, phrases."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from meetings.models import (
    Addendum,
    MeetingState,
    MinutesRevision,
    Paper,
    PaperKind,
    Phrase,
    ReadBackCorrection,
)
from meetings.services.minutes import save_entry
from meetings.versions import Change, compare
from tests import factories

from .pages import statuses, text_of, url

PIN = "270931"


@pytest.fixture
def recorder(branch):
    """A plain member with an account and a PIN, who writes the minutes."""
    member = factories.member(home=branch, name="Lê Thị Thư")
    return factories.user(member, username="thuky", password="mat-khau-dai", pin=make_password(PIN))


def meeting_of(branch, secretary, state, recorder=None, **kwargs):
    meeting = factories.meeting(
        branch,
        state=state,
        chair=secretary.member,
        recorder=recorder.member if recorder else secretary.member,
        **kwargs,
    )
    factories.entry(factories.minutes(meeting), factories.agenda_item(meeting))
    return meeting


@pytest.fixture
def minuted(branch, secretary, recorder):
    factories.term(branch)  # minutes are numbered within it
    return meeting_of(branch, secretary, MeetingState.MINUTED, recorder)


@pytest.fixture
def approved(branch, secretary):
    return meeting_of(branch, secretary, MeetingState.APPROVED)


def sign(client, meeting, signer, pin=""):
    return client.post(url("minutes_sign", meeting), {"signer": signer, "pin": pin})


def approvals(meeting):
    minutes = type(meeting.minutes).objects.get(meeting=meeting)
    return bool(minutes.chair_approved_at), bool(minutes.recorder_approved_at)


def test_minutes_are_locked_once_the_other_has_approved(
    secretary_client, sign_in, recorder, minuted
):
    secretary_client.post(url("minutes_approve", minuted))
    minuted.refresh_from_db()
    assert minuted.state == MeetingState.MINUTED

    sign(sign_in(recorder), minuted, "recorder")
    secretary_client.post(url("minutes_approve", minuted))

    minuted.refresh_from_db()
    assert minuted.state == MeetingState.APPROVED


def test_recorder_without_a_post_reads_what_is_to_be_approved(sign_in, recorder, minuted):
    assert sign_in(recorder).get(url("minutes_read", minuted)).status_code == 200


def test_recorder_approves_by_pin_on_the_secretarys_device(secretary_client, minuted):
    sign(secretary_client, minuted, "recorder", "000001")
    assert approvals(minuted) == (False, False)

    sign(secretary_client, minuted, "recorder", PIN)
    assert approvals(minuted) == (False, True)


def test_nobody_approves_for_another_without_the_pin(secretary_client, minuted):
    sign(secretary_client, minuted, "recorder")

    assert approvals(minuted) == (False, False)


def test_pins_cannot_be_tried_without_end(secretary_client, minuted):
    for number in range(10):
        sign(secretary_client, minuted, "recorder", f"99000{number}")

    assert sign(secretary_client, minuted, "recorder", PIN).status_code == 429
    assert approvals(minuted) == (False, False)


def test_going_back_to_writing_takes_both_approvals_back(secretary_client, minuted):
    sign(secretary_client, minuted, "chair")
    sign(secretary_client, minuted, "recorder", PIN)
    assert approvals(minuted) == (True, True)

    secretary_client.post(url("minutes_reopen", minuted))

    assert approvals(minuted) == (False, False)


def test_hands_on_paper_will_do(secretary_client, minuted):
    secretary_client.post(url("minutes_approve", minuted), {"is_signed_on_paper": "1"})

    minuted.refresh_from_db()
    assert minuted.state == MeetingState.APPROVED


@pytest.mark.parametrize(
    ("pin", "again", "is_set"),
    [
        ("270931", "270931", True),
        ("270931", "270932", False),
        ("123456", "123456", False),
        ("777777", "777777", False),
        ("27093", "27093", False),
        ("27o931", "27o931", False),
        ("١٢٣٤٥٧", "١٢٣٤٥٧", False),
    ],
)
def test_pin_is_six_digits_that_are_not_easy(reader_client, reader, pin, again, is_set):
    reader_client.post("/me/pin/", {"pin": pin, "again": again})

    reader.refresh_from_db()
    assert bool(reader.pin) == is_set
    assert pin not in reader.pin


def test_correction_is_logged_and_shown(secretary_client, branch, secretary):
    held = meeting_of(branch, secretary, MeetingState.HELD)
    asked = {"asked_by": "Đồng chí Lan", "text": "Tên tôi có dấu huyền."}

    secretary_client.post(url("correction_note", held), asked)

    assert "Tên tôi có dấu huyền." in text_of(secretary_client.get(url("minutes_read", held)))


def test_correction_after_approval_is_refused(secretary_client, approved):
    secretary_client.post(url("correction_note", approved), {"asked_by": "Lan", "text": "Sửa"})

    assert not ReadBackCorrection.objects.exists()


def test_addendum_is_numbered_shown_and_made_a_paper(secretary_client, reader_client, approved):
    for text in ("Bổ sung một.", "Bổ sung hai."):
        data = {"reason": "Thiếu", "text": text}
        assert secretary_client.post(url("addendum_add", approved), data).status_code == 302

    assert list(Addendum.objects.values_list("ordinal", "text")) == [
        (1, "Bổ sung một."),
        (2, "Bổ sung hai."),
    ]
    page = text_of(reader_client.get(url("minutes_read", approved)))
    assert page.index("Bổ sung một.") < page.index("Bổ sung hai.")
    assert Paper.objects.filter(kind=PaperKind.ADDENDUM).count() == 2


def test_addendum_before_approval_keeps_what_was_typed(secretary_client, branch, secretary):
    held = meeting_of(branch, secretary, MeetingState.HELD)

    response = secretary_client.post(
        url("addendum_add", held), {"reason": "Thiếu", "text": "Chưa duyệt mà."}
    )

    assert response.status_code == 422
    assert "Chưa duyệt mà." in text_of(response)
    assert not Addendum.objects.exists()


def test_addendum_is_for_those_who_approve(reader_client, committee_member_client, approved):
    address = url("addendum_add", approved)
    data = {"reason": "x", "text": "y"}

    assert statuses("post", address, reader_client, committee_member_client, data=data) == [
        403,
        403,
    ]


def test_database_keeps_addenda_as_they_are(secretary_client, approved):
    secretary_client.post(url("addendum_add", approved), {"reason": "Thiếu", "text": "Nguyên văn."})

    with pytest.raises(DatabaseError), transaction.atomic():
        Addendum.objects.update(text="Khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        Addendum.objects.all().delete()


def test_next_meeting_confirms_the_last_minutes(secretary_client, branch, secretary, now):
    last = meeting_of(branch, secretary, MeetingState.APPROVED, starts_at=now - timedelta(days=30))
    held = meeting_of(branch, secretary, MeetingState.HELD, starts_at=now - timedelta(days=1))
    page = url("minutes_edit", held)
    assert last.title in text_of(secretary_client.get(page))

    secretary_client.post(url("minutes_confirm", held))

    last.minutes.refresh_from_db()
    assert last.minutes.confirmed_in == held
    assert url("minutes_confirm", held) not in text_of(secretary_client.get(page))


def write(meeting, secretary, text):
    entry = meeting.minutes.entries.get()
    return save_entry(
        entry=entry,
        version=entry.version,
        text=text,
        conclusion="",
        contributions=[],
        by=secretary,
        now=timezone.now(),
    )


def test_versions_are_compared_word_by_word(secretary_client, branch, secretary):
    held = meeting_of(branch, secretary, MeetingState.HELD)
    write(held, secretary, "Chi bộ giao đồng chí Lan việc này.")
    write(held, secretary, "Chi bộ giao đồng chí Huệ việc này.")
    new = MinutesRevision.objects.order_by("-pk").first()

    page = text_of(secretary_client.get(url("version_list", held), {"new": new.pk}))

    assert "<del>Lan</del><ins>Huệ</ins>" in page


@pytest.mark.parametrize("typed", ["", "x", "-1", "99999999999999999999999", "1'"])
def test_version_that_is_none_shows_the_list(secretary_client, branch, secretary, typed):
    held = meeting_of(branch, secretary, MeetingState.HELD)

    response = secretary_client.get(url("version_list", held), {"new": typed, "old": typed})

    assert response.status_code == 200


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_pieces_spell_both_texts(old, new):
    pieces = compare(old, new)

    assert "".join(piece.text for piece in pieces if piece.change != Change.NEW) == old
    assert "".join(piece.text for piece in pieces if piece.change != Change.OLD) == new


def phrases_url(branch):
    return reverse("meetings:phrase_list", args=[branch.public_id])


def test_phrase_is_one_tap_away_in_the_minutes(secretary_client, branch, secretary):
    for _twice in range(2):
        secretary_client.post(phrases_url(branch), {"text": " 100%  nhất trí. "})
    held = meeting_of(branch, secretary, MeetingState.HELD)

    assert Phrase.objects.get().text == "100% nhất trí."
    page = text_of(secretary_client.get(url("minutes_edit", held)))
    assert 'data-phrase="100% nhất trí."' in page

    secretary_client.post(reverse("meetings:phrase_remove", args=[Phrase.objects.get().public_id]))
    assert not Phrase.objects.exists()


def test_phrase_needs_words(secretary_client, branch):
    assert secretary_client.post(phrases_url(branch), {"text": "  "}).status_code == 200
    assert not Phrase.objects.exists()
