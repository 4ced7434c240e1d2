"""The screen before the room: what it shows and never shows, who sees it, and what asking costs."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from meetings.models import Floor
from meetings.services.approval import close_meeting
from meetings.services.vote import remove_vote
from tests import factories

from .evenings import again, all_present, opened, taken_up
from .pages import statuses, text_of, url
from .test_floor_pages import note, vote

pytestmark = pytest.mark.django_db
STATE = "/projection/state/"


@pytest.fixture
def evening(branch, secretary, reader, deputy, now):
    meeting = opened(branch, secretary, now - timedelta(minutes=5))
    return all_present(meeting, secretary, now)


@pytest.fixture
def item(evening, secretary, now):
    return taken_up(evening, secretary, now)


def part(client, meeting):
    return text_of(client.get(f"{url('projection', meeting)}?part"))


def ticket(client, meeting):
    return client.get(url("projection", meeting)).context["ticket"]


# What it shows


def test_screen_follows_from_check_in_to_item_to_vote_to_the_end(
    secretary, secretary_client, evening, now
):
    document = factories.attachment(evening, name="Dự thảo nghị quyết.pdf")
    assert url("checkin_code", evening) in part(secretary_client, evening)

    item = evening.items.get(position=2)
    secretary_client.post(url("floor_item", item))
    shown = part(secretary_client, evening)
    assert ("Nội dung 2" in shown, document.name in shown) == (True, False)

    secretary_client.post(url("floor_document", document))
    secretary_client.post(url("floor_question", evening), {"question": "Thông qua dự thảo"})
    shown = part(secretary_client, evening)
    assert (document.name in shown, "Thông qua dự thảo" in shown) == (True, True)
    assert "screen-result" not in shown

    vote(secretary_client, item, 3)
    assert "screen-result" in part(secretary_client, evening)

    close_meeting(meeting=again(evening), ended_at=now, by=secretary, now=now)
    assert "Nội dung 2" not in part(secretary_client, evening)


def test_screen_never_shows_who_said_what(secretary, secretary_client, reader, evening, item):
    note(secretary_client, item, speaker=reader.member.pk)
    note(secretary_client, item, words="Phê bình đồng chí X", conclusion="Nghiêm khắc", speaker="")
    item.opinions.create(author=reader.member, text="Gửi trước", written_at=evening.starts_at)

    shown = part(secretary_client, evening)

    for word in ("Phê bình", "Nghiêm khắc", "Gửi trước", reader.member.full_name):
        assert word not in shown


def test_vote_taken_back_leaves_the_screen(secretary, secretary_client, evening, item, now):
    vote(secretary_client, item, 3)
    floor = Floor.objects.get()

    remove_vote(vote=floor.vote, by=secretary, now=now)

    after = Floor.objects.get()
    assert (after.vote, after.revision) == (None, floor.revision + 1)


# Who sees it


def test_room_sees_it_and_the_committees_above_do_not(
    secretary_client, reader_client, grassroots_reviewer_client, clerk_client, stranger_client,
    suspended_client, evening,
):  # fmt: skip
    inside = [secretary_client, reader_client]
    outside = [grassroots_reviewer_client, clerk_client, stranger_client, suspended_client]

    assert statuses("get", url("projection", evening), *inside) == [200, 200]
    assert statuses("get", url("projection", evening), *outside) == [404] * 4


# What asking costs


def test_nothing_new_is_204_and_one_statement(
    reader_client, evening, item, django_assert_num_queries
):
    floor = Floor.objects.get()
    question = {"ticket": ticket(reader_client, evening), "seen": floor.revision}
    screen = Client()

    with django_assert_num_queries(1):
        same = screen.get(STATE, question)
    with django_assert_num_queries(1):
        new = screen.get(STATE, question | {"seen": floor.revision - 1})

    assert (same.status_code, same.content) == (204, b"")
    assert new.json() == {"revision": floor.revision}
    assert new["Cache-Control"] == "no-store"
    assert not new.cookies


def test_without_a_good_ticket_nothing_is_told_and_nothing_asked(
    reader_client, evening, now, django_assert_num_queries
):
    good = ticket(reader_client, evening)
    with time_machine.travel(now + timedelta(minutes=20)), django_assert_num_queries(0):
        assert Client().get(STATE, {"ticket": good}).status_code == 403
    for bad in ("", "x", good[:-1] + ("A" if good[-1] != "A" else "B")):
        with django_assert_num_queries(0):
            assert Client().get(STATE, {"ticket": bad}).status_code == 403


def test_every_change_of_the_screen_is_something_new(secretary_client, evening, item):
    document = factories.attachment(evening)
    for address, data in (
        (url("floor_document", document), {}),
        (url("floor_question", evening), {"question": "Thông qua"}),
        (url("floor_checkin", evening), {}),
        (url("floor_checkin", evening), {"hide": "1"}),
        (url("floor_item", evening.items.get(position=2)), {}),
    ):
        before = Floor.objects.get().revision
        secretary_client.post(address, data)
        assert Floor.objects.get().revision == before + 1


def test_state_has_one_address_for_all():
    assert reverse("meetings:projection_state") == STATE
