"""Running the agenda: the item before the room, who speaks, votes, what the minutes get of it."""

from datetime import timedelta

import pytest
import time_machine

from meetings.models import (
    Attendance,
    AttendanceStatus,
    Contribution,
    Exclusion,
    Floor,
    ItemSpan,
    MeetingState,
    MinutesRevision,
    Vote,
)
from meetings.services.approval import close_meeting
from meetings.services.floor import take_up_item
from members.models import StandingStatus
from tests import factories

from .evenings import again, all_present, opened, taken_up
from .pages import statuses, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(branch, reader, deputy):
    """Twenty official members in all, secretary, deputy and reader among them."""
    return [factories.member(home=branch) for _ in range(17)]


@pytest.fixture
def evening(branch, secretary, people, now):
    meeting = opened(branch, secretary, now - timedelta(minutes=5))
    return all_present(meeting, secretary, now)


@pytest.fixture
def item(evening, secretary, now):
    return taken_up(evening, secretary, now)


def floor_of(meeting):
    return Floor.objects.get(meeting=meeting)


def note(client, item, **data):
    form = client.get(url("floor_edit", item.meeting)).context["form"]
    hidden = {"version": form["version"].value(), "whose": form["whose"].value()}
    return client.post(url("floor_note", item), hidden | data, follow=True)


# The item before the room


def test_taking_up_items_records_how_long_each_took(secretary, secretary_client, evening, now):
    first, second = evening.items.all()[:2]
    with time_machine.travel(now, tick=False):
        secretary_client.post(url("floor_item", first))
    with time_machine.travel(now + timedelta(minutes=7), tick=False):
        secretary_client.post(url("floor_item", second))
    with time_machine.travel(now + timedelta(minutes=9), tick=False):
        secretary_client.post(url("floor_item", first))
    with time_machine.travel(now + timedelta(minutes=10), tick=False):
        page = secretary_client.get(url("floor_edit", evening))

    assert [line.used for line in page.context["lines"]] == [8 * 60, 2 * 60, 0]
    assert page.context["current"].item == first
    assert [(time.used, time.planned) for time in page.context["times"]] == [(600, 30)]
    assert ItemSpan.objects.filter(ended_at=None).count() == 1


def test_taking_up_the_same_item_again_changes_nothing(secretary, evening, item, now):
    before = floor_of(evening).revision

    take_up_item(meeting=evening, item=item, by=secretary, now=now + timedelta(minutes=3))

    assert floor_of(evening).revision == before
    assert ItemSpan.objects.count() == 1


def test_item_of_another_meeting_is_refused(secretary, branch, evening, now, in_english):
    other = opened(branch, secretary, now, kind="extraordinary")

    with pytest.raises(Exception, match="not on the agenda"):
        take_up_item(meeting=evening, item=other.items.first(), by=secretary, now=now)


def test_new_item_takes_question_document_and_result_off_the_screen(
    secretary_client, evening, item
):
    document = factories.attachment(evening)
    secretary_client.post(url("floor_document", document))
    secretary_client.post(url("floor_question", evening), {"question": "Thông qua?"})
    shown = floor_of(evening)
    assert (shown.attachment, shown.question) == (document, "Thông qua?")

    secretary_client.post(url("floor_item", evening.items.get(position=2)))

    shown = floor_of(evening)
    assert (shown.attachment, shown.question, shown.vote) == (None, "", None)


def test_end_of_the_meeting_ends_the_item(secretary, evening, item, now):
    close_meeting(
        meeting=again(evening), ended_at=now + timedelta(minutes=90), by=secretary, now=now
    )

    assert floor_of(evening).item is None
    assert ItemSpan.objects.get().ended_at == now + timedelta(minutes=90)


def test_unfinished_item_is_marked_and_unmarked(secretary_client, evening, item):
    secretary_client.post(url("floor_unfinished", item))
    item.refresh_from_db()
    assert item.is_unfinished

    secretary_client.post(url("floor_unfinished", item), {"finished": "1"})
    item.refresh_from_db()
    assert not item.is_unfinished


# Who speaks


def test_one_tap_notes_who_speaks_in_the_minutes(secretary_client, evening, item, people):
    page = note(secretary_client, item, speaker=people[0].pk)

    [row] = Contribution.objects.all()
    assert (row.speaker, row.text, row.entry.item) == (people[0], "", item)
    assert row.entry.version == 2
    assert MinutesRevision.objects.filter(part=f"item:{item.pk}").count() == 1
    assert [one.member_id for one in page.context["room"].spoken] == [people[0].pk]


def test_next_tap_keeps_the_words_typed_so_far(secretary_client, evening, item, people):
    note(secretary_client, item, speaker=people[0].pk)
    note(secretary_client, item, words="Sửa đèn ngõ 5", speaker=people[1].pk)
    note(secretary_client, item, words="", conclusion="Giao tổ 2", speaker="guest:Ông Khách")

    rows = [(row.speaker or row.guest_name, row.text) for row in Contribution.objects.all()]
    assert rows == [(people[0], "Sửa đèn ngõ 5"), (people[1], ""), ("Ông Khách", "")]
    item.entry.refresh_from_db()
    assert item.entry.conclusion == "Giao tổ 2"


def test_double_tap_notes_once(secretary_client, evening, item, people):
    note(secretary_client, item, speaker=people[0].pk)
    note(secretary_client, item, words="", speaker=people[0].pk)

    assert Contribution.objects.count() == 1


def test_who_is_not_on_the_roll_is_not_noted(secretary_client, stranger, evening, item):
    page = note(secretary_client, item, speaker=stranger.member.pk)

    assert not Contribution.objects.exists()
    assert page.status_code == 422


def test_words_are_never_put_into_the_mouth_of_another(secretary_client, evening, item, people):
    """Somebody else noted the next speaker meanwhile: the late page is told, and its words stay
    with whom they were typed for."""
    note(secretary_client, item, speaker=people[0].pk)
    form = secretary_client.get(url("floor_edit", evening)).context["form"]
    late = {
        "version": form["version"].value(),
        "whose": form["whose"].value(),
        "words": "Lời của người thứ nhất",
        "conclusion": "",
    }
    note(secretary_client, item, words="", speaker=people[1].pk)

    answer = secretary_client.post(url("floor_note", item), late)
    assert answer.status_code == 409
    assert "Lời của người thứ nhất" in text_of(answer)
    assert MinutesRevision.objects.filter(outcome="conflict").count() == 1
    item.entry.refresh_from_db()
    secretary_client.post(url("floor_note", item), late | {"version": item.entry.version})

    rows = [(row.speaker, row.text) for row in Contribution.objects.all()]
    assert rows == [(people[0], "Lời của người thứ nhất"), (people[1], "")]


def test_autosave_answers_with_the_new_version(secretary_client, evening, item):
    answer = secretary_client.post(
        url("floor_note", item),
        {"version": 1, "whose": "", "conclusion": "Nhất trí"},
        headers={"X-Requested-With": "autosave"},
    )

    assert answer.json()["version"] == 2


# Votes: domain rules 2 to 4 through the page


def vote(client, item, votes_for, majority="adopt", **data):
    return client.post(
        url("floor_vote", item),
        {
            "question": "Thông qua",
            "method": "open",
            "majority": majority,
            "votes_for": votes_for,
            "votes_against": 0,
            "votes_abstain": 0,
        }
        | data,
        follow=True,
    )


@pytest.mark.parametrize(
    ("majority", "votes_for", "is_adopted"),
    [
        ("adopt", 10, False),
        ("adopt", 11, True),
        ("two_thirds", 13, False),
        ("two_thirds", 14, True),
    ],
)
def test_twenty_in_the_base(secretary_client, evening, item, majority, votes_for, is_adopted):
    vote(secretary_client, item, votes_for, majority)

    counted = Vote.objects.get()
    assert (counted.base, counted.present) == (20, 20)
    assert counted.is_adopted is is_adopted
    assert floor_of(evening).vote == counted


def test_secret_ballot_keeps_totals(secretary_client, evening, item):
    vote(secretary_client, item, 15, method="secret", votes_against=3, votes_abstain=2)

    assert Vote.objects.get().method == Vote.Method.SECRET


def test_more_votes_than_the_base_are_refused(secretary_client, evening, item):
    page = vote(secretary_client, item, 21)

    assert page.status_code == 422
    assert not Vote.objects.exists()


def test_exempt_member_counts_only_while_in_the_room(
    secretary_client, secretary, branch, people, now
):
    """Rule 3: absent, out of both bases; present and voting, in the voting base – and no longer
    once gone."""
    exempt = factories.member(home=branch, on_top=StandingStatus.EXEMPT)
    meeting = opened(branch, secretary, now - timedelta(minutes=5))
    assert again(meeting).voting_base == 20
    meeting = all_present(meeting, secretary, now)
    assert (meeting.attendance_base, meeting.voting_base) == (20, 21)
    item = taken_up(meeting, secretary, now)

    vote(secretary_client, item, 11)
    secretary_client.post(url("floor_movement", meeting), {"member": exempt.pk, "movement": "left"})
    vote(secretary_client, item, 11)
    secretary_client.post(url("floor_movement", meeting), {"member": exempt.pk, "movement": "came"})
    vote(secretary_client, item, 11)

    assert [(row.base, row.present) for row in item.entry.votes.all()] == [
        (21, 21),
        (20, 20),
        (21, 21),
    ]


def test_official_member_who_left_stays_in_the_base(secretary_client, evening, item, people):
    secretary_client.post(
        url("floor_movement", evening), {"member": people[0].pk, "movement": "left"}
    )
    page = vote(secretary_client, item, 20)

    counted = Vote.objects.get()
    assert (counted.base, counted.present) == (20, 19)
    assert "warning" in [message.level_tag for message in page.context["messages"]]


def test_temporarily_transferred_vote_nowhere_and_probationary_attend(
    secretary_client, secretary, branch, tree, people, now
):
    """Rules 4 and 5."""
    guest = factories.member(home=tree.cousin)
    factories.affiliate(guest, branch, "temporary")
    away = factories.member(home=branch)
    factories.affiliate(away, tree.cousin, "temporary")
    probationary = factories.member(home=branch, status=StandingStatus.PROBATIONARY)

    meeting = all_present(opened(branch, secretary, now), secretary, now)

    of = dict(Attendance.objects.filter(meeting=meeting).values_list("member", "exclusion"))
    assert of[guest.pk] == Exclusion.TEMPORARILY_HERE
    assert of[away.pk] == Exclusion.TEMPORARILY_AWAY
    assert of[probationary.pk] == Exclusion.PROBATIONARY
    assert (meeting.attendance_base, meeting.voting_base) == (21, 20)


def test_late_comer_is_present_from_then_on(secretary_client, evening, item, people):
    Attendance.objects.filter(member=people[0]).update(status=AttendanceStatus.UNEXCUSED)

    secretary_client.post(
        url("floor_movement", evening), {"member": people[0].pk, "movement": "came"}
    )

    row = Attendance.objects.get(member=people[0])
    assert row.status == AttendanceStatus.PRESENT
    assert evening.attendance_notes.get(member=people[0]).late_at
    assert again(evening).unexcused_count == 0


def test_vote_written_down_afterwards_is_counted_on_the_room_of_then(
    secretary, secretary_client, branch, people, now
):
    """The exempt member left before the item ended; the vote is entered when all have gone."""
    exempt = factories.member(home=branch, on_top=StandingStatus.EXEMPT)
    meeting = all_present(opened(branch, secretary, now), secretary, now)
    item = taken_up(meeting, secretary, now)
    secretary_client.post(url("floor_movement", meeting), {"member": exempt.pk, "movement": "left"})
    ended_at = now + timedelta(minutes=60)
    close_meeting(meeting=again(meeting), ended_at=ended_at, by=secretary, now=ended_at)

    secretary_client.post(
        url("vote_add", item),
        {
            "question": "Thông qua",
            "method": "open",
            "majority": "adopt",
            "votes_for": 11,
            "votes_against": 0,
            "votes_abstain": 0,
        },
    )

    assert Vote.objects.get().base == 20


# Who may, and what it costs


def test_page_is_for_those_who_keep_minutes(
    committee_member_client, reader_client, grassroots_reviewer_client, stranger_client, evening
):
    address = url("floor_edit", evening)
    browsers = [committee_member_client, reader_client, grassroots_reviewer_client]

    # The reader sits in the meeting, the reviewer above does not.
    assert statuses("get", address, *browsers, stranger_client) == [200, 403, 404, 404]


def test_page_leads_on_when_the_meeting_is_over(secretary_client, branch):
    held = factories.meeting(branch, state=MeetingState.HELD)
    Floor.objects.create(meeting=held)

    assert secretary_client.get(url("floor_edit", held)).status_code == 302


@pytest.mark.parametrize("count", [1, 6])
def test_page_asks_as_often_for_one_as_for_six(
    secretary_client, secretary, evening, item, people, django_assert_num_queries, count
):
    for number in range(count):
        factories.agenda_item(evening, position=10 + number)
        factories.attachment(evening)
        factories.contribution(item.entry, speaker=people[number], position=number)
        factories.vote(item.entry)
        item.opinions.create(
            author=people[number], text="Ý kiến gửi trước", written_at=evening.starts_at
        )
    secretary_client.get(url("floor_edit", evening))

    with django_assert_num_queries(24):
        page = secretary_client.get(url("floor_edit", evening))
    assert "Ý kiến gửi trước" in text_of(page)
