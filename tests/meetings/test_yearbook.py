"""The year book: bound from approved minutes, numbered through, with contents."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from meetings.models import MeetingKind, MeetingState, YearBook
from meetings.papers.yearbook import bind
from tests import factories
from tests.papers.reading import text_of as text_of_pdf

YEAR = 2025


def approved(branch, secretary, month, **kwargs):
    first = date(YEAR, month, 1)
    meeting = factories.meeting(
        branch,
        state=MeetingState.APPROVED,
        month=first,
        chair=secretary.member,
        recorder=secretary.member,
        **kwargs,
    )
    text = f"Việc của tháng {month}."
    factories.entry(factories.minutes(meeting), factories.agenda_item(meeting), text=text)
    return meeting


@pytest.fixture
def year(branch, secretary):
    return [approved(branch, secretary, month) for month in (1, 2, 3)]


def ask(client, branch, year=YEAR):
    address = reverse("meetings:yearbook_list", args=[branch.public_id])
    return client.post(address, {"year": year})


def bound(book):
    bind(book=book, now=timezone.now())
    book.refresh_from_db()
    with book.file.open() as file:
        return file.read()


def test_book_has_every_approved_minutes_with_its_page(secretary_client, branch, year):
    held = factories.meeting(branch, state=MeetingState.HELD, month=date(YEAR, 4, 1))
    factories.entry(factories.minutes(held), factories.agenda_item(held), text="Chưa duyệt.")

    ask(secretary_client, branch)

    content = bound(YearBook.objects.get())
    said = text_of_pdf(content)
    assert "SỔ BIÊN BẢN" in said
    assert "Gồm 3 biên bản" in said
    for month in (1, 2, 3):
        assert f"Việc của tháng {month}." in said
    assert "Chưa duyệt" not in said
    pages = PdfReader(BytesIO(content)).pages
    texts = [page.extract_text() for page in pages]
    contents = next(text for text in texts if "MỤC LỤC" in text)
    for month in (1, 2, 3):
        number = next(
            place for place, text in enumerate(texts, start=1) if f"Việc của tháng {month}." in text
        )
        line = next(line for line in contents.splitlines() if f"tháng {month} năm" in line)
        assert line.rstrip().endswith(str(number))


def test_committee_minutes_are_not_bound_in(secretary_client, branch, secretary, year):
    approved(branch, secretary, 5, kind=MeetingKind.COMMITTEE)

    ask(secretary_client, branch)

    assert YearBook.objects.get().total == 3


def test_same_minutes_give_the_same_book_and_new_ones_a_new_book(
    secretary_client, branch, secretary, year
):
    first, again = ask(secretary_client, branch).url, ask(secretary_client, branch).url
    assert first == again

    approved(branch, secretary, 6)
    assert ask(secretary_client, branch).url != first


def test_year_without_minutes_is_refused_in_words(secretary_client, branch, year):
    response = ask(secretary_client, branch, 2001)

    assert response.status_code == 200
    assert not YearBook.objects.exists()
    assert "2001" in response.content.decode()


@pytest.mark.parametrize("typed", ["", "abc", "99999", "-1"])
def test_what_is_no_year_changes_nothing(secretary_client, branch, year, typed):
    assert ask(secretary_client, branch, typed).status_code == 200
    assert not YearBook.objects.exists()


def test_waiting_page_counts_and_then_gives_the_file(secretary_client, branch, year):
    address = ask(secretary_client, branch).url
    book = YearBook.objects.get()
    YearBook.objects.update(state=YearBook.State.WAITING, done=1, file="")

    assert "1" in secretary_client.get(address).content.decode()
    bound(YearBook.objects.get(pk=book.pk))

    response = secretary_client.get(address)
    assert response["Content-Type"] == "application/pdf"
    b"".join(response.streaming_content)
