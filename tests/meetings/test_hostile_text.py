"""Texts of a size or shape nobody writes by hand: refused in words at the field with all that was
typed, and a paper that cannot be made says so while the next one is made."""

import time

import pytest
from django.utils import timezone

from meetings.models import MeetingState, Paper, PaperKind
from meetings.papers import make
from meetings.services.paper import request_paper
from tests import factories

from .pages import text_of, url
from .test_editors import AUTOSAVE, sent, written

TABLE = "| Họ tên | Việc |\n|---|---|\n"
TOO_LONG = "ế" * 66_667  # three bytes each
TOO_TALL = TABLE + "| Nguyễn Văn A | Thăm hộ |\n" * 1_001
TOO_DEEP = "".join("  " * depth + "- a\n" for depth in range(30))


@pytest.fixture
def entry(branch, secretary):
    secretary.language = "en"
    secretary.save()
    return written(branch, secretary)


@pytest.mark.parametrize(
    ("text", "words"),
    [(TOO_LONG, "200 kB"), (TOO_TALL, "1,000 rows"), (TOO_DEEP, "Make it flatter")],
    ids=["long", "tall", "deep"],
)
def test_limits_are_said_at_the_field_and_nothing_typed_is_lost(
    secretary_client, entry, text, words
):
    address = url("entry_save", entry.item)

    by_itself = secretary_client.post(address, sent(entry, text), headers=AUTOSAVE)
    page = secretary_client.post(address, sent(entry, text))

    assert by_itself.status_code == 400
    assert words in " ".join(by_itself.json()["errors"]["text"])
    assert page.status_code == 422
    part = page.context["parts"][0]
    assert words in str(part["form"].errors["text"])
    assert part["form"]["text"].value() == text
    entry.refresh_from_db()
    assert entry.text == ""


def test_request_beyond_all_limits_gets_a_page_in_words(secretary_client, entry):
    address = url("entry_save", entry.item)

    response = secretary_client.post(address, sent(entry, "a" * 3_200_000), headers=AUTOSAVE)

    assert response.status_code == 413
    assert "too large" in text_of(response)


def drawn(meeting):
    begun = time.perf_counter()
    paper = request_paper(meeting=meeting, kind=PaperKind.MINUTES, now=timezone.now())
    make(paper, now=timezone.now())
    return paper, time.perf_counter() - begun


def meeting_with(branch, secretary, *texts):
    meeting = factories.meeting(
        branch, state=MeetingState.APPROVED, chair=secretary.member, recorder=secretary.member
    )
    minutes = factories.minutes(meeting)
    for position, text in enumerate(texts, start=1):
        item = factories.agenda_item(meeting, position=position)
        factories.entry(minutes, item, text=text)
    return meeting


def test_paper_of_the_tallest_table_is_made_or_says_why_not(branch, secretary):
    tallest = TABLE + "| Nguyễn Văn A | Thăm hộ |\n" * 999

    paper, took = drawn(meeting_with(branch, secretary, tallest))

    print(f"\nA table of 1,000 rows: {paper.state} in {took:.1f} s {paper.failure}")
    assert paper.state == Paper.State.READY or paper.failure


def test_paper_beyond_what_can_be_drawn_says_so_and_the_next_is_made(branch, secretary):
    longest = "Chi bộ thống nhất. " * 8_000

    huge, _took = drawn(meeting_with(branch, secretary, *[longest] * 12))
    small, _took = drawn(meeting_with(branch, secretary, "Nhất trí."))

    assert huge.state == Paper.State.FAILED
    assert "too large" in huge.failure or "quá" in huge.failure
    assert small.state == Paper.State.READY
