"""Reminders: due and not said yet, once, however long the rules in force make the waiting."""

from datetime import timedelta

import pytest

from meetings.reminders import plan_due_reminders
from members.models import Announcement, Message
from tests import factories


@pytest.fixture
def rule(branch, tree):
    """Sets one rule for the committee above the branch."""
    return lambda key, value: factories.rule_pack(tree.body, values={key: value})


def said(now):
    return {kind for kind, people in plan_due_reminders(now=now).items() if people}


def called(branch, starts_at):
    return factories.meeting(branch, state="called", starts_at=starts_at)


def held(branch, ended_at, by):
    return factories.meeting(
        branch,
        state="held",
        starts_at=ended_at - timedelta(hours=2),
        ended_at=ended_at,
        chair=by.member,
        recorder=by.member,
    )


def test_a_meeting_is_reminded_of_once_from_its_hours_ahead_on(branch, reader, now):
    meeting = called(branch, now + timedelta(hours=25))

    assert said(now) == set()
    assert said(now + timedelta(hours=1)) == {"meeting_tomorrow"}
    assert said(now + timedelta(hours=2)) == set()
    message = Message.objects.filter(recipient=reader.member).first()
    assert message.announcement.stale_at == meeting.starts_at


def test_a_meeting_that_has_begun_is_not_reminded_of(branch, reader, now):
    called(branch, now - timedelta(minutes=1))

    assert said(now) == set()


def test_a_longer_time_ahead_holds_as_the_committee_set_it(branch, reader, rule, now):
    rule("reminder.meeting_hours_ahead", 24 * 6)
    called(branch, now + timedelta(days=5))

    assert said(now) == {"meeting_tomorrow"}


def test_minutes_are_asked_for_when_their_days_are_over(branch, secretary, now):
    held(branch, now, secretary)

    assert said(now + timedelta(days=1)) == set()
    assert said(now + timedelta(days=2, minutes=1)) == {"minutes_not_filed"}
    assert said(now + timedelta(days=3)) == set()


def test_more_days_for_minutes_hold_as_the_committee_set_them(branch, secretary, rule, now):
    rule("minutes.filed_within_days", 10)
    held(branch, now, secretary)

    assert said(now + timedelta(days=9)) == set()
    assert said(now + timedelta(days=10, hours=1)) == {"minutes_not_filed"}


def test_a_task_is_reminded_of_before_and_after_its_deadline(branch, reader, now, today):
    factories.task(branch, reader.member, due_on=today + timedelta(days=4))

    assert said(now) == set()
    assert said(now + timedelta(days=1)) == {"task_due_soon"}
    assert said(now + timedelta(days=2)) == set()
    assert said(now + timedelta(days=5)) == {"task_overdue"}
    assert Announcement.objects.count() == 2


def test_more_days_before_a_deadline_hold_as_the_committee_set_them(
    branch, reader, rule, now, today
):
    rule("task.due_soon_days", 30)
    factories.task(branch, reader.member, due_on=today + timedelta(days=25))

    assert said(now) == {"task_due_soon"}


def test_a_finished_task_is_left_alone(branch, reader, now, today):
    factories.task(branch, reader.member, due_on=today, state="done_on_time", done_on=today)

    assert said(now) == set()
