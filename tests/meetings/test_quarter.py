"""A quarter without a thematic meeting: told and shown on the first day after it, once."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.models import MeetingKind, MeetingState
from meetings.reminders import plan_due_reminders
from meetings.services.month import refresh_branch_month
from members.access import Access
from members.models import Announcement, Member, Message, Occasion
from reports.queries.leading import meetings_at_hand, waiting_for
from tests import factories

LAST_DAY, FIRST_DAY = date(2026, 9, 30), date(2026, 10, 1)


def at(day, hour=7):
    return timezone.make_aware(datetime.combine(day, time(hour)))


def told(now):
    plan_due_reminders(now=now)
    about = Message.objects.filter(announcement__occasion=Occasion.QUARTER_WITHOUT_TOPIC)
    return set(Member.objects.filter(messages__in=about))


def hold(branch, kind, day, **kwargs):
    meeting = factories.meeting(
        branch, kind=kind, **{"state": MeetingState.HELD, "starts_at": at(day, 19)} | kwargs
    )
    refresh_branch_month(branch=branch, month=meeting.month)


def flags(secretary, branch, now):
    access = Access.of(secretary, timezone.localdate(now))
    meetings = meetings_at_hand([branch], timezone.localdate(now))
    waiting = waiting_for([branch], meetings, set(), access, now)
    return [one for one in waiting if one.tone == "bad" and "passed" in one.text]


def test_last_day_is_quiet_and_the_first_day_after_tells_those_who_plan(
    branch, secretary, deputy, reader, in_english
):
    assert told(at(LAST_DAY, 23)) == set()
    assert flags(secretary, branch, at(LAST_DAY, 23)) == []

    assert told(at(FIRST_DAY)) == {secretary.member, deputy.member}
    [flag] = flags(secretary, branch, at(FIRST_DAY))
    assert "Quarter 3 of 2026" in flag.text


@pytest.mark.parametrize("kind", [MeetingKind.THEMATIC, MeetingKind.COMBINED])
def test_thematic_or_combined_meeting_counts(branch, secretary, kind, in_english):
    hold(branch, kind, date(2026, 8, 20))

    assert told(at(FIRST_DAY)) == set()
    assert flags(secretary, branch, at(FIRST_DAY)) == []


@pytest.mark.parametrize(
    ("kind", "day", "state"),
    [
        (MeetingKind.PERIODIC, date(2026, 8, 20), MeetingState.HELD),
        (MeetingKind.THEMATIC, date(2026, 6, 30), MeetingState.HELD),
        (MeetingKind.THEMATIC, date(2026, 10, 1), MeetingState.HELD),
        (MeetingKind.THEMATIC, date(2026, 8, 20), MeetingState.CANCELLED),
        (MeetingKind.THEMATIC, date(2026, 9, 30), MeetingState.CALLED),
    ],
)
def test_other_meetings_do_not(branch, secretary, kind, day, state):
    hold(branch, kind, day, state=state)

    assert told(at(FIRST_DAY)) == {secretary.member}


def test_said_once_however_often_the_clock_strikes(branch, secretary):
    told(at(FIRST_DAY))
    count = Message.objects.count()

    for hour in range(8, 12):
        told(at(FIRST_DAY, hour))
    told(at(FIRST_DAY + timedelta(days=5)))

    assert Message.objects.count() == count > 0


def test_clock_that_slept_for_days_still_says_it_but_not_for_weeks(branch, secretary):
    assert told(at(FIRST_DAY + timedelta(days=30))) == set()
    assert told(at(FIRST_DAY + timedelta(days=6))) == {secretary.member}


def test_branch_of_later_days_is_not_blamed(branch, secretary):
    branch.established_on = date(2026, 7, 2)
    branch.save(update_fields=["established_on"])

    assert told(at(FIRST_DAY)) == set()


def test_where_the_rules_ask_for_none_nothing_is_said(tree, branch, secretary):
    factories.rule_pack(tree.district, values={"meeting.thematic_per_quarter": 0})

    assert told(at(FIRST_DAY)) == set()


def test_quarter_is_judged_by_the_rules_where_the_branch_lay_then(tree, branch, secretary):
    """The ward of today asks for none; the one of September did."""
    factories.rule_pack(tree.district, values={"meeting.thematic_per_quarter": 0})
    branch.placed_on = FIRST_DAY
    branch.save(update_fields=["placed_on"])
    there = branch.versions.get()
    there.valid_from = FIRST_DAY
    there.save(update_fields=["valid_from"])
    there.pk, there.parent = None, tree.far_body
    there.valid_from, there.valid_to = date(2020, 1, 1), FIRST_DAY
    there.save()

    assert told(at(FIRST_DAY)) == {secretary.member}


def test_clock_asks_as_often_for_many_branches_as_for_one(tree, branch, secretary):
    def statements(day):
        with CaptureQueriesContext(connection) as asked:
            told(at(day))
        return len(asked)

    few = statements(date(2026, 7, 1))
    for number in range(12):
        another = factories.organization(parent=tree.body, name=f"Chi bộ {number}")
        factories.post(factories.member(home=another), another)

    assert statements(FIRST_DAY) == few
    assert Announcement.objects.filter(occasion=Occasion.QUARTER_WITHOUT_TOPIC).count() == 14
