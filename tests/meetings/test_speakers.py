"""Who is asked to speak, what they answer, and whose turn it is."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from meetings.models import MeetingKind, MeetingState, SpeakerRole
from meetings.services.notice import call_meeting
from meetings.services.speaker import answer_asked, ask_to_speak, release_speaker
from meetings.services.states import NotPossibleNow
from meetings.speakers import speaker_rota
from members.models import Message, MessageState, Occasion
from tests import factories

from .pages import text_of, url

State = SpeakerRole.State


@pytest.fixture
def planned(branch, secretary, deputy):
    meeting = factories.meeting(branch, chair=secretary.member, recorder=deputy.member)
    factories.agenda_item(meeting, title="Trật tự đô thị")
    return meeting


@pytest.fixture
def called(planned, secretary, now):
    call_meeting(meeting=planned, by=secretary, now=now)
    planned.refresh_from_db()
    return planned


@pytest.fixture
def role(called, reader, secretary, now):
    return ask_to_speak(item=called.items.get(), member=reader.member, by=secretary, now=now)


def asked(state=MessageState.PENDING):
    rows = Message.objects.filter(announcement__occasion=Occasion.ASKED_TO_SPEAK, state=state)
    return list(rows.values_list("recipient", flat=True).distinct())


def test_request_waits_for_the_notice_and_is_told_once(planned, reader, secretary, now):
    role = ask_to_speak(item=planned.items.get(), member=reader.member, by=secretary, now=now)
    assert asked() == []

    call_meeting(meeting=planned, by=secretary, now=now)

    role.refresh_from_db()
    assert (asked(), role.asked_at) == ([reader.member.pk], now)
    ask_to_speak(item=planned.items.get(), member=reader.member, by=secretary, now=now)
    assert Message.objects.filter(announcement__occasion=Occasion.ASKED_TO_SPEAK).count() == 1


def test_member_accepts_with_one_press(role, reader_client, called, secretary_client):
    page = reader_client.get(called.get_absolute_url())
    assert url("speaker_answer", role) in text_of(page)

    reader_client.post(url("speaker_answer", role), {"answer": "accept"})

    role.refresh_from_db()
    assert (role.state, role.answered_at is not None) == (State.ACCEPTED, True)
    assert "Số" not in role.note


def test_handing_over_needs_a_reason_and_names_another(
    role, reader_client, called, deputy, secretary_client
):
    refused = reader_client.post(url("speaker_answer", role), {"answer": "hand", "note": " "})
    assert refused.context["roles"][0].form.errors["note"]

    sent = {"answer": "hand", "note": "Khản tiếng", "handed_to": str(deputy.member.public_id)}
    reader_client.post(url("speaker_answer", role), sent)
    role.refresh_from_db()
    assert (role.state, role.handed_to, role.note) == (
        State.HANDED_OVER,
        deputy.member,
        "Khản tiếng",
    )

    # One press of the secretary asks the one proposed.
    page = text_of(secretary_client.get(url("speaker_list", called)))
    assert "Khản tiếng" in page
    again = {"item": str(role.item.public_id), "member": str(deputy.member.public_id)}
    secretary_client.post(url("speaker_list", called), again)
    assert SpeakerRole.objects.get(member=deputy.member).state == State.ASKED
    assert set(asked()) == {role.member_id, deputy.member.pk}


def test_one_proposes_neither_oneself_nor_a_stranger(role, reader_client, reader, stranger):
    for person in (reader.member, stranger.member):
        sent = {"answer": "hand", "note": "Bận", "handed_to": str(person.public_id)}
        page = reader_client.post(url("speaker_answer", role), sent)
        assert page.context["roles"][0].form.errors["handed_to"]
    role.refresh_from_db()
    assert role.state == State.ASKED


def test_who_handed_over_may_be_asked_again(role, reader, secretary, now):
    answer_asked(role=role, is_accepted=False, note="Bận", handed_to=None, by=reader, now=now)

    later = now + timedelta(minutes=1)
    again = ask_to_speak(item=role.item, member=reader.member, by=secretary, now=later)

    assert (again.pk, again.state, again.note, again.asked_at) == (role.pk, "asked", "", later)


def test_taken_back_before_it_was_delivered_it_is_not_sent(role, secretary, now):
    release_speaker(role=role, by=secretary, now=now)

    assert not SpeakerRole.objects.exists()
    assert asked() == []


def test_who_is_not_invited_is_not_asked(planned, stranger, secretary, now):
    with pytest.raises(ValidationError):
        ask_to_speak(item=planned.items.get(), member=stranger.member, by=secretary, now=now)


@pytest.mark.parametrize("state", ["open", "held", "approved", "cancelled"])
def test_once_it_is_held_nobody_is_asked(branch, reader, secretary, now, state):
    meeting = factories.meeting(branch, state=state)
    item = factories.agenda_item(meeting)
    role = SpeakerRole.objects.create(item=item, member=reader.member)
    deed = {"by": secretary, "now": now}

    with pytest.raises(NotPossibleNow):
        ask_to_speak(item=item, member=secretary.member, **deed)
    with pytest.raises(NotPossibleNow):
        release_speaker(role=role, **deed)
    with pytest.raises(NotPossibleNow):
        answer_asked(role=role, is_accepted=True, note="", handed_to=None, **deed)


# The rota


def held(branch, day, **kwargs):
    starts_at = datetime.combine(day, datetime.min.time(), tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    meeting = factories.meeting(branch, state=MeetingState.APPROVED, starts_at=starts_at, **kwargs)
    return meeting, factories.entry(factories.minutes(meeting), factories.agenda_item(meeting))


@pytest.fixture
def past(planned, branch, secretary, deputy, reader):
    """The secretary spoke in March and presented in May, the deputy spoke in April, the reader
    promised to in February of another branch's meeting."""
    _march, entry = held(branch, date(2026, 3, 3))
    factories.contribution(entry, speaker=secretary.member)
    _april, entry = held(branch, date(2026, 4, 3), kind=MeetingKind.THEMATIC)
    factories.contribution(entry, speaker=deputy.member)
    may, _entry = held(branch, date(2026, 5, 3))
    factories.agenda_item(may, position=2, presenter=secretary.member)
    return branch


def test_who_has_been_silent_longest_comes_first(past, planned, secretary, deputy, reader):
    rota = [(turn.member, turn.last_on) for turn in speaker_rota(planned)]

    assert rota == [
        (reader.member, None),
        (deputy.member, date(2026, 4, 3)),
        (secretary.member, date(2026, 5, 3)),
    ]


def test_only_meetings_of_this_body_that_took_place_count(planned, branch, tree, reader, now):
    _other, entry = held(tree.sibling, date(2026, 3, 3))
    factories.contribution(entry, speaker=reader.member)
    factories.agenda_item(
        factories.meeting(branch, state=MeetingState.CANCELLED, kind=MeetingKind.THEMATIC),
        presenter=reader.member,
    )
    # The meeting that is being prepared is not one that was held.
    factories.agenda_item(planned, position=9, presenter=reader.member)

    assert {turn.member: turn.last_on for turn in speaker_rota(planned)}[reader.member] is None


def test_an_accepted_request_counts_as_spoken(planned, branch, reader, now):
    _meeting, entry = held(branch, date(2026, 6, 3))
    role = SpeakerRole.objects.create(item=entry.item, member=reader.member)
    turns = {turn.member: turn.last_on for turn in speaker_rota(planned)}
    assert turns[reader.member] is None

    SpeakerRole.objects.filter(pk=role.pk).update(state=State.ACCEPTED)

    turns = {turn.member: turn.last_on for turn in speaker_rota(planned)}
    assert turns[reader.member] == date(2026, 6, 3)


@pytest.mark.parametrize("count", [1, 5])
def test_the_rota_is_one_question(past, planned, branch, django_assert_num_queries, count):
    for _number in range(count):
        factories.member(home=branch)

    with django_assert_num_queries(1):
        assert len(speaker_rota(planned)) == 3 + count


def test_secretary_asks_the_one_at_the_top(past, planned, secretary_client, reader):
    page = secretary_client.get(url("speaker_list", planned))
    first = page.context["form"].fields["member"].choices[0][0]
    assert first == str(reader.member.public_id)

    secretary_client.post(
        url("speaker_list", planned),
        {"item": str(planned.items.get().public_id), "member": first},
    )

    assert SpeakerRole.objects.get().member == reader.member
    assert SpeakerRole.objects.get().asked_at is None


@pytest.mark.parametrize("sent", [{}, {"item": "x", "member": "y"}, {"member": "0" * 5000}])
def test_nonsense_asks_nobody(planned, secretary_client, sent):
    page = secretary_client.post(url("speaker_list", planned), sent)

    assert page.status_code == 200
    assert page.context["form"].errors
    assert not SpeakerRole.objects.exists()
