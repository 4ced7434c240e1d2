"""Transfers: what the database refuses, and the clocks that run out (rule 11 of the domain)."""

import contextlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.beat import remind_of_transfers
from members.models import Affiliation, DayOff, Message, Occasion, Transfer
from members.services.transfer_reminders import remind_transfers
from members.services.transfers import (
    accept_transfer,
    cancel_transfer,
    refuse_transfer,
    release_transfer,
    start_transfer,
)
from tests import factories

State = Transfer.State


@pytest.fixture
def member(branch):
    return factories.member(home=branch, name="Vũ Thị Hiền")


@pytest.fixture
def start(member, tree, secretary, now, today):
    def started(*, since=today - timedelta(days=7)):
        return start_transfer(
            member=member,
            kind=Transfer.Kind.OFFICIAL,
            organization=tree.far,
            since=since,
            by=secretary,
            now=now,
        )

    return started


# What the database refuses


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.RELEASED},
        {"state": State.ACCEPTED, "released_on": "2026-01-05"},
        {"accepted_on": "2026-01-05"},
        {"kind": Transfer.Kind.TEMPORARY},
    ],
)
def test_database_refuses_states_without_their_days(member, tree, change):
    transfer = factories.transfer(member, tree.far)

    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.filter(pk=transfer.pk).update(**change)


def test_database_refuses_a_transfer_to_its_own_home(member, branch):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.transfer(member, branch)


def test_database_refuses_two_running_transfers_of_one_member(member, tree):
    factories.transfer(member, tree.far)

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.transfer(member, tree.sibling)


# The clocks


def reminders():
    return set(
        Message.objects.filter(announcement__occasion=Occasion.TRANSFER_CLOCK).values_list(
            "recipient__full_name", "announcement__params__is_over"
        )
    )


def test_nobody_is_reminded_while_there_is_time(start, now):
    start()

    assert remind_transfers(now=now) == 0


def test_home_and_member_are_reminded_once_as_the_first_clock_runs_out(
    start, member, secretary, now, today
):
    start(since=today - timedelta(days=84))

    assert remind_transfers(now=now) == 2
    assert remind_of_transfers() == 0
    assert reminders() == {(member.full_name, False), (str(secretary.member), False)}


def test_receiver_and_member_are_told_when_the_second_clock_is_over(member, tree, stranger, now):
    today = now.date()
    factories.transfer(
        member, tree.sibling, state=State.RELEASED, released_on=today - timedelta(days=80)
    )

    remind_transfers(now=now)

    assert reminders() == {(member.full_name, True), (str(stranger.member), True)}


def test_a_day_off_entered_later_moves_the_end(start, now):
    transfer = start()
    ended = transfer.due_on
    DayOff.objects.create(date=ended)

    remind_transfers(now=now)

    transfer.refresh_from_db()
    assert transfer.due_on > ended


def test_transfers_of_one_branch_are_each_reminded(branch, tree, now, today, secretary):
    for _ in range(2):
        factories.transfer(
            factories.member(home=branch), tree.far, since=today - timedelta(days=200)
        )

    assert remind_transfers(now=now) == 4


def test_closed_transfers_have_no_clock(member, tree, now, today):
    factories.transfer(
        member, tree.far, state=State.ACCEPTED, due_on=None, since=today - timedelta(days=400)
    )

    assert remind_transfers(now=now) == 0


# Whatever is pressed in whatever order

STEPS = {
    "start": lambda person, place, day: start_transfer(
        member=person,
        kind=Transfer.Kind.OFFICIAL,
        organization=place,
        since=day,
        by=None,
        now=timezone.now(),
    ),
    "release": lambda transfer, day: release_transfer(
        transfer=transfer, letter_number="1", on=day, by=None, now=timezone.now()
    ),
    "accept": lambda transfer, day: accept_transfer(
        transfer=transfer, on=day, by=None, now=timezone.now()
    ),
    "refuse": lambda transfer, day: refuse_transfer(
        transfer=transfer, reason="Không", by=None, now=timezone.now()
    ),
    "cancel": lambda transfer, day: cancel_transfer(
        transfer=transfer, reason="Thôi", by=None, now=timezone.now()
    ),
}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(presses=st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_nobody_is_ever_in_two_homes_or_none(tree, today, presses):
    places = [tree.branch, tree.sibling, tree.far]
    with transaction.atomic():
        person = factories.member(home=tree.branch)
        for number, press in enumerate(presses):
            person.refresh_from_db()
            latest = person.transfers.order_by("-pk").first()
            step = STEPS[press]
            with contextlib.suppress(ValidationError), transaction.atomic():
                if press == "start":
                    step(person, places[number % 3], today)
                elif latest:
                    step(latest, today)
            homes = Affiliation.objects.filter(member=person, kind=Affiliation.Kind.HOME)
            for day in (today - timedelta(days=1), today, today + timedelta(days=30)):
                assert homes.in_force(day).count() == 1
            assert person.transfers.running().count() <= 1
        transaction.set_rollback(True)
