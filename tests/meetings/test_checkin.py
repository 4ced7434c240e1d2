"""Checking in with the code of the room: who may, how long a code is good, and sixty at once."""

import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from meetings.models import AttendanceStatus, CheckIn, Floor
from meetings.services.checkin import DIGITS, STEP_SECONDS, check_in, code_at, proof_of
from members.models import AuditEntry, StandingStatus
from tests import factories

from .evenings import again, marked, opened, taken_up
from .pages import statuses, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(branch, secretary, reader, deputy, now):
    return opened(branch, secretary, now - timedelta(minutes=1))


@pytest.fixture
def floor(evening):
    return Floor.objects.get(meeting=evening)


def status_of(evening, user):
    return evening.attendances.get(member=user.member).status


def wrong(floor, now):
    """A code that is not good now."""
    good = {code_at(floor, now, steps_ago=ago) for ago in (-1, 0, 1, 2)}
    return next(code for code in map("{:06d}".format, range(10)) if code not in good)


# Codes


def test_code_is_good_in_its_step_and_the_next_and_no_longer(reader, floor, now, in_english):
    begin = now - timedelta(seconds=now.timestamp() % STEP_SECONDS)
    code = code_at(floor, begin)
    late = begin + timedelta(seconds=2 * STEP_SECONDS)

    assert len(code) == DIGITS
    with pytest.raises(Exception, match="not the code"):
        check_in(floor=floor, member=reader.member, code=code, by=reader, now=late)
    just = late - timedelta(seconds=1)
    assert check_in(floor=floor, member=reader.member, code=code, by=reader, now=just)


def test_codes_of_two_meetings_and_of_two_steps_differ(floor, now):
    other = Floor(checkin_secret="another")
    step = timedelta(seconds=STEP_SECONDS)

    assert code_at(other, now) != code_at(floor, now)
    assert len({code_at(floor, now + number * step) for number in range(50)}) > 45


def test_floor_without_a_secret_takes_no_code(reader, floor, now):
    floor.checkin_secret = ""

    with pytest.raises(Exception, match=r".+"):
        check_in(floor=floor, member=reader.member, code=code_at(floor, now), by=reader, now=now)


# On the phone


def test_member_scans_and_presses_once(reader, reader_client, evening, floor, now):
    with time_machine.travel(now, tick=False):
        page = reader_client.get(url("checkin", evening), {"code": code_at(floor, now)})
        proof = page.context["form"]["proof"].value()
    with time_machine.travel(now + timedelta(minutes=3), tick=False):
        answer = reader_client.post(url("checkin", evening), {"proof": proof}, follow=True)

    assert status_of(evening, reader) == AttendanceStatus.PRESENT
    assert answer.context["checked_in"].member == reader.member
    assert again(evening).present_count == 1
    assert AuditEntry.objects.get(verb="check_in").member == reader.member


def test_member_types_the_code_with_a_space(reader, reader_client, evening, floor, now):
    code = code_at(floor, now)

    with time_machine.travel(now, tick=False):
        reader_client.post(url("checkin", evening), {"code": f"{code[:3]} {code[3:]}"})

    assert status_of(evening, reader) == AttendanceStatus.PRESENT


def test_proof_of_another_person_or_meeting_is_refused(
    reader, deputy, reader_client, evening, floor
):
    other = Floor(pk=floor.pk + 1, checkin_secret=floor.checkin_secret)
    for proof in (proof_of(floor, deputy), proof_of(other, reader), "x"):
        answer = reader_client.post(url("checkin", evening), {"proof": proof})
        assert answer.status_code == 422

    assert not CheckIn.objects.exists()


def test_proof_ends_after_five_minutes(reader, reader_client, evening, floor, now):
    with time_machine.travel(now - timedelta(minutes=6), tick=False):
        proof = proof_of(floor, reader)

    assert reader_client.post(url("checkin", evening), {"proof": proof}).status_code == 422


def test_guesses_are_limited_and_the_right_code_does_not_help_then(
    reader, reader_client, evening, floor, now
):
    with time_machine.travel(now, tick=False):
        answers = [
            reader_client.post(url("checkin", evening), {"code": wrong(floor, now)}).status_code
            for _ in range(11)
        ]
        right = reader_client.post(url("checkin", evening), {"code": code_at(floor, now)})

    assert answers == [422] * 10 + [429]
    assert right.status_code == 429
    assert not CheckIn.objects.exists()


def test_guessing_by_the_address_counts_too(reader_client, evening, floor, now):
    with time_machine.travel(now, tick=False):
        for _ in range(10):
            reader_client.get(url("checkin", evening), {"code": wrong(floor, now)})
        answer = reader_client.post(url("checkin", evening), {"code": code_at(floor, now)})

    assert answer.status_code == 429


def test_right_codes_are_not_counted(reader_client, evening, floor, now):
    with time_machine.travel(now, tick=False):
        found = [
            reader_client.get(url("checkin", evening), {"code": code_at(floor, now)}).context[
                "has_proof"
            ]
            for _ in range(15)
        ]

    assert all(found)


def test_only_those_on_the_roll_check_in(
    secretary_client, suspended_client, cell_leader_client, stranger_client, tree, evening
):
    """The suspended member is on the roll, and stays outside all the same."""
    runs_it_without_sitting_in_it = opened(
        tree.cell, evening.called_by or factories.user(), evening.opened_at, kind="cell"
    )

    assert statuses("get", url("checkin", evening), suspended_client, stranger_client) == [404, 404]
    assert statuses("get", url("checkin", evening), secretary_client) == [200]
    assert statuses(
        "get", url("checkin", runs_it_without_sitting_in_it), cell_leader_client, secretary_client
    ) == [200, 403]


def test_code_itself_is_shown_to_those_who_take_the_roll_only(
    committee_member_client, reader_client, stranger_client, evening, floor, now
):
    address = url("checkin_code", evening)

    assert statuses("get", address, committee_member_client, reader_client, stranger_client) == [
        200,
        403,
        404,
    ]
    with time_machine.travel(now, tick=False):
        code = code_at(floor, now)
        page = text_of(committee_member_client.get(address))
        assert f"{code[:3]} {code[3:]}" in page
        assert code not in text_of(reader_client.get(f"{url('projection', evening)}?part"))


def test_nobody_checks_in_when_the_meeting_is_over(reader, floor, now):
    type(floor.meeting).objects.filter(pk=floor.meeting_id).update(state="held", ended_at=now)

    with pytest.raises(Exception, match=r".+"):
        check_in(floor=floor, member=reader.member, code=code_at(floor, now), by=reader, now=now)


# With the roll


def test_leave_is_forgotten_by_whoever_comes(branch, secretary, reader, now):
    meeting = factories.meeting(branch, state="called", starts_at=now)
    factories.reply(meeting, reader.member, answer="leave", reason="Ốm")
    factories.agenda_item(meeting)
    from meetings.services.rollcall import open_roll  # noqa: PLC0415

    evening = open_roll(meeting=meeting, by=secretary, now=now)
    assert status_of(evening, reader) == AttendanceStatus.EXCUSED
    floor = evening.floor

    check_in(floor=floor, member=reader.member, code=code_at(floor, now), by=reader, now=now)

    assert status_of(evening, reader) == AttendanceStatus.PRESENT
    assert evening.attendance_notes.get().reason == ""


def test_who_comes_after_the_first_item_is_late(secretary, reader, deputy, evening, floor, now):
    for user, is_late in ((deputy, False), (reader, True)):
        if is_late:
            taken_up(evening, secretary, now)
        check_in(floor=floor, member=user.member, code=code_at(floor, now), by=user, now=now)

    assert [note.member for note in evening.attendance_notes.all()] == [reader.member]


def test_secretary_corrects_and_a_second_check_in_changes_nothing(
    secretary, reader, evening, floor, now
):
    code = code_at(floor, now)
    check_in(floor=floor, member=reader.member, code=code, by=reader, now=now)
    marked(again(evening), secretary, now, **{f"m{reader.member.pk}": AttendanceStatus.UNEXCUSED})

    check_in(floor=floor, member=reader.member, code=code, by=reader, now=now)

    assert status_of(evening, reader) == AttendanceStatus.UNEXCUSED
    assert CheckIn.objects.count() == 1


def test_page_of_the_secretary_opened_before_does_not_undo_a_check_in(
    secretary_client, reader, deputy, evening, floor, now
):
    """Neither by the mark that was on the page, nor by none; and the page can still be saved."""
    page = secretary_client.get(url("rollcall_edit", evening)).context["form"]
    check_in(floor=floor, member=reader.member, code=code_at(floor, now), by=reader, now=now)
    sent = {
        "version": page["version"].value(),
        "seen": page["seen"].value(),
        f"status-{reader.member.pk}": "unexcused",
        f"status-{deputy.member.pk}": "online",
        "guests-TOTAL_FORMS": 0,
        "guests-INITIAL_FORMS": 0,
    }

    assert secretary_client.post(url("rollcall_edit", evening), sent).status_code == 302

    assert status_of(evening, reader) == AttendanceStatus.PRESENT
    assert status_of(evening, deputy) == AttendanceStatus.ONLINE


def test_page_of_the_secretary_learns_of_check_ins(secretary_client, reader, evening, floor, now):
    address = url("rollcall_checkins", evening)
    assert secretary_client.get(address).status_code == 204

    made = check_in(floor=floor, member=reader.member, code=code_at(floor, now), by=reader, now=now)

    found = secretary_client.get(address).json()
    assert found == {"seen": made.pk, "present": [reader.member.pk]}
    assert secretary_client.get(address, {"seen": made.pk}).status_code == 204


def test_exempt_member_who_checks_in_is_counted_for_votes(branch, secretary, now):
    exempt = factories.user(factories.member(home=branch, on_top=StandingStatus.EXEMPT))
    evening = opened(branch, secretary, now)
    before = evening.voting_base

    check_in(
        floor=evening.floor,
        member=exempt.member,
        code=code_at(evening.floor, now),
        by=exempt,
        now=now,
    )

    assert again(evening).voting_base == before + 1


# Sixty at once


@pytest.mark.django_db(transaction=True)
def test_sixty_check_in_within_a_minute(branch, secretary, now, capsys):
    users = [factories.user(factories.member(home=branch)) for _ in range(60)]
    evening = opened(branch, secretary, now)
    floor = evening.floor
    address = url("checkin", evening)
    clients = [Client() for _ in users]
    for client, user in zip(clients, users, strict=True):
        client.force_login(user)
    answers, took = [], []
    ready = threading.Barrier(len(clients))

    def come(client):
        ready.wait()
        begun = time.perf_counter()
        answers.append(client.post(address, {"code": code_at(floor, now)}).status_code)
        took.append(time.perf_counter() - begun)
        connection.close()

    begun = time.perf_counter()
    with time_machine.travel(now, tick=False):
        threads = [threading.Thread(target=come, args=[client]) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    whole = time.perf_counter() - begun

    with capsys.disabled():
        print(f"\n60 check-ins at once: {whole:.1f} s, the slowest {max(took):.1f} s")
    assert answers == [302] * 60
    assert CheckIn.objects.count() == 60
    assert again(evening).present_count == 60
    assert whole < 60
