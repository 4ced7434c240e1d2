"""Opinions and questions before the meeting: whose they are, who reads them, where they end up."""

import pytest
from django.core.exceptions import ValidationError

from meetings.models import MeetingState, Opinion
from meetings.services.agenda import AgendaLine, save_agenda
from meetings.services.opinion import (
    MOST_OF_ONE,
    change_opinion,
    remove_opinion,
    use_opinion,
    write_opinion,
)
from meetings.services.rollcall import open_roll
from meetings.services.states import NotPossibleNow, StaleVersion
from tests import factories

from .pages import text_of, url

TEXT = "Đèn ngõ 5 hỏng đã hai tháng."


@pytest.fixture
def called(branch, secretary, deputy):
    return factories.meeting(
        branch, state=MeetingState.CALLED, chair=secretary.member, recorder=deputy.member
    )


@pytest.fixture
def item(called):
    return factories.agenda_item(called, title="Trật tự đô thị", question="Làm gì với đèn ngõ?")


@pytest.fixture
def sent(item, reader, now):
    return write_opinion(
        item=item, author=reader.member, kind="question", text=TEXT, by=reader, now=now
    )


def parts(page):
    return [one.opinion.text for part in page.context["parts"] for one in part.opinions]


def test_member_sends_changes_and_takes_back(reader_client, item, called):
    reader_client.post(url("opinion_add", item), {"kind": "opinion", "text": f" {TEXT} "})
    opinion = Opinion.objects.get()
    assert (opinion.text, opinion.kind, opinion.version) == (TEXT, "opinion", 1)

    changed = {"kind": "question", "text": "Khi nào sửa?", "version": 1}
    reader_client.post(url("opinion_change", opinion), changed)
    opinion.refresh_from_db()
    assert (opinion.text, opinion.kind, opinion.version) == ("Khi nào sửa?", "question", 2)

    reader_client.post(url("opinion_remove", opinion))
    assert not Opinion.objects.exists()


def test_only_the_author_and_those_who_run_the_meeting_read_it(
    sent, called, reader_client, secretary_client, committee_member_client, sign_in, branch
):
    other = sign_in(factories.user(factories.member(home=branch)))

    for browser, seen in [
        (reader_client, [TEXT]),
        (secretary_client, [TEXT]),
        (committee_member_client, [TEXT]),
        (other, []),
    ]:
        page = browser.get(called.get_absolute_url())
        assert parts(page) == seen
        assert (TEXT in text_of(page)) == bool(seen)


def test_nobody_changes_anothers(sent, secretary_client, sign_in, branch):
    other = sign_in(factories.user(factories.member(home=branch)))

    for browser in (secretary_client, other):
        answers = [
            browser.post(url("opinion_change", sent), {"text": "Khác", "version": 1}),
            browser.post(url("opinion_remove", sent)),
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
    sent.refresh_from_db()
    assert sent.text == TEXT


def test_empty_text_is_refused_at_the_field_and_the_page_stays(reader_client, item):
    page = reader_client.post(url("opinion_add", item), {"kind": "opinion", "text": "  "})

    form = page.context["parts"][0].form
    assert (page.status_code, list(form.errors)) == (200, ["text"])
    assert f'id="{form["text"].id_for_label}_error"' in text_of(page)


def test_two_devices_do_not_lose_a_text(reader_client, sent, reader, now):
    change_opinion(opinion=sent, version=1, kind="opinion", text="Từ máy 1", by=reader, now=now)

    with pytest.raises(StaleVersion):
        change_opinion(opinion=sent, version=1, kind="opinion", text="Từ máy 2", by=reader, now=now)
    page = reader_client.post(
        url("opinion_change", sent), {"kind": "opinion", "text": "Từ máy 2", "version": 1}
    )
    form = page.context["parts"][0].opinions[0].form
    assert (form["text"].value(), form["version"].value()) == ("Từ máy 2", 2)


def test_one_member_does_not_flood_an_item(item, reader, now):
    words = {"item": item, "author": reader.member, "kind": "opinion", "by": reader, "now": now}
    for number in range(MOST_OF_ONE):
        write_opinion(text=f"Ý {number}", **words)

    with pytest.raises(ValidationError):
        write_opinion(text="Ý nữa", **words)


def test_who_is_not_invited_sends_nothing(item, stranger, now):
    with pytest.raises(ValidationError):
        write_opinion(
            item=item, author=stranger.member, kind="opinion", text="x", by=stranger, now=now
        )


@pytest.mark.parametrize("state", [state for state in MeetingState if state != "called"])
def test_opinions_stay_as_they_are_once_the_meeting_is_open(branch, reader, now, state):
    item = factories.agenda_item(factories.meeting(branch, state=state))
    opinion = Opinion.objects.create(item=item, author=reader.member, text="x", written_at=now)
    deed = {"by": reader, "now": now}

    with pytest.raises(ValidationError):
        write_opinion(item=item, author=reader.member, kind="opinion", text="y", **deed)
    with pytest.raises(ValidationError):
        change_opinion(opinion=opinion, version=1, kind="opinion", text="y", **deed)
    with pytest.raises(ValidationError):
        remove_opinion(opinion=opinion, **deed)


def test_one_tap_puts_it_into_the_minutes_once(sent, called, secretary, secretary_client, now):
    open_roll(meeting=called, by=secretary, now=now)
    page = secretary_client.get(url("minutes_edit", called))
    assert url("opinion_use", sent) in text_of(page)

    for _again in range(2):
        secretary_client.post(url("opinion_use", sent))

    entry = called.minutes.entries.get()
    assert [(row.speaker, row.text) for row in entry.contributions.all()] == [(sent.author, TEXT)]
    assert entry.version == 2
    page = secretary_client.get(url("minutes_edit", called))
    assert url("opinion_use", sent) not in text_of(page)


def test_it_stands_beside_what_is_written_already(sent, called, secretary, deputy, now):
    open_roll(meeting=called, by=secretary, now=now)
    entry = called.minutes.entries.get()
    factories.contribution(entry, speaker=deputy.member, text="Nhất trí.")

    use_opinion(opinion=sent, by=secretary, now=now)

    assert [row.text for row in entry.contributions.all()] == ["Nhất trí.", TEXT]


def test_minutes_that_are_closed_take_none(sent, called, secretary, now):
    with pytest.raises(NotPossibleNow):
        use_opinion(opinion=sent, by=secretary, now=now)


def test_an_item_with_opinions_is_not_deleted_by_the_way(sent, called, secretary, now):
    """Its words may change; what members sent stays under it."""
    line = AgendaLine(None, 2, "Nội dung khác", None, "party", 10)

    with pytest.raises(ValidationError):
        save_agenda(meeting=called, version=called.version, lines=[line], by=secretary, now=now)
    assert Opinion.objects.get() == sent


@pytest.mark.parametrize("count", [1, 4])
def test_page_asks_as_often_for_one_opinion_as_for_four(
    secretary_client, called, reader, now, django_assert_num_queries, count
):
    for number in range(count):
        item = factories.agenda_item(called, position=number)
        Opinion.objects.create(item=item, author=reader.member, text="x", written_at=now)
        item.speaker_roles.create(member=reader.member, asked_at=now)
        factories.attachment(called)
    secretary_client.get(called.get_absolute_url())

    with django_assert_num_queries(27):
        secretary_client.get(called.get_absolute_url())
