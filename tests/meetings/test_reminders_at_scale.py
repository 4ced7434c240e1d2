"""The clock asks for a city at once: what it asks does not grow with what it finds."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from branches.rules import RuleEverywhere, rules_for
from meetings.models import MeetingKind, MeetingState
from meetings.queries import invited_alike, invited_by_place, members_invited
from meetings.reminders import plan_due_reminders
from meetings.services.notice import remind_branches
from members.models import Announcement, Channel, Message, PostKind
from members.services.messages import Saying, announce_each
from tests import factories


def queries(do):
    with CaptureQueriesContext(connection) as asked:
        do()
    return len(asked)


def test_reminders_of_tasks_and_minutes_do_not_ask_for_each(tree, secretary, now):
    def add(count):
        today = timezone.localdate()
        ended_at = now - timedelta(days=rules_for(tree.branch, today)["minutes.filed_within_days"])
        for _number in range(count):
            factories.task(tree.branch, secretary.member, due_on=today + timedelta(days=1))
            factories.task(tree.branch, secretary.member, due_on=today - timedelta(days=1))
            factories.meeting(
                tree.branch,
                state=MeetingState.HELD,
                kind=MeetingKind.EXTRAORDINARY,
                chair=secretary.member,
                starts_at=ended_at - timedelta(days=1, hours=2),
                ended_at=ended_at - timedelta(days=1),
            )

    add(2)
    few = queries(lambda: plan_due_reminders(now=now))
    add(12)
    many = queries(lambda: plan_due_reminders(now=now))

    assert many == few
    assert Announcement.objects.count() == 14 * 3


def test_a_meeting_told_of_is_not_asked_for_again(branch, secretary, now):
    for hours in (2, 3, 4):
        factories.meeting(
            branch,
            state=MeetingState.CALLED,
            kind=MeetingKind.EXTRAORDINARY,
            starts_at=now + timedelta(hours=hours),
        )
    plan_due_reminders(now=now)
    told = Announcement.objects.count()

    again = queries(lambda: plan_due_reminders(now=now + timedelta(minutes=5)))

    assert told == Announcement.objects.count() == 3
    assert again <= 20


def test_reminding_many_branches_is_a_handful_of_statements(tree, secretary, stranger, now):
    committee, month = tree.district, timezone.localdate().replace(day=1)

    def remind(branches):
        return queries(
            lambda: remind_branches(
                committee=committee, month=month, organizations=branches, by=secretary, now=now
            )
        )

    few = remind([tree.branch])
    more = [factories.organization(parent=tree.body) for _number in range(6)]
    for branch in more:
        factories.post(factories.member(home=branch), branch, post=PostKind.SECRETARY)

    assert remind([tree.branch, tree.sibling, *more]) <= few
    assert Announcement.objects.count() == 8
    assert Message.objects.count() == 8


def test_saying_each_its_own_twice_says_nothing(branch, secretary, now):
    saying = Saying("a:1", branch, "/", {}, [secretary.member_id])

    def said():
        return announce_each(occasion="task_overdue", sayings=[saying], by=None, now=now)

    assert [len(said()), len(said())] == [1, 0]
    assert Message.objects.count() == 1


@pytest.mark.parametrize("place", ["branch", "sibling", "cousin", "far", "district", "cell"])
def test_one_rule_everywhere_is_what_each_place_has(tree, place):
    key, today = "reminder.meeting_hours_ahead", timezone.localdate()
    factories.rule_pack(tree.district, values={key: 48})
    factories.rule_pack(tree.body, values={key: (12, True)})
    factories.rule_pack(tree.branch, values={key: 6})
    organization = getattr(tree, place)

    assert RuleEverywhere(key, today).of(organization) == rules_for(organization, today)[key]


def test_reminding_of_meetings_does_not_ask_for_each(tree, secretary, now):
    def add(count):
        for _number in range(count):
            branch = factories.organization(parent=tree.body)
            factories.member(home=branch)
            factories.meeting(
                branch, state=MeetingState.CALLED, starts_at=now + timedelta(hours=20)
            )

    add(2)
    few = queries(lambda: plan_due_reminders(now=now))
    add(12)
    many = queries(lambda: plan_due_reminders(now=now))

    assert many == few
    assert Message.objects.count() == 14


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("branch", MeetingKind.PERIODIC),
        ("branch", MeetingKind.COMMITTEE),
        ("cell", MeetingKind.CELL),
        ("sibling", MeetingKind.CONGRESS),
    ],
)
def test_those_invited_by_place_are_those_of_one(
    tree, secretary, suspended, cell_leader, stranger, now, place, kind
):
    guest = factories.member(home=tree.sibling)
    factories.affiliate(guest, tree.branch, "temporary")
    factories.affiliate(guest, tree.far, "residence")
    factories.post(suspended.member, tree.branch, post=PostKind.COMMITTEE_MEMBER)
    asked, today = getattr(tree, place), timezone.localdate()

    pairs = set(invited_by_place([asked.pk, tree.district.pk], invited_alike(kind), today))

    one = members_invited(asked, kind, today)
    assert pairs == {(asked.pk, member.pk) for member in one} != set()


def test_who_belongs_in_two_ways_is_told_once(branch, secretary, now):
    factories.affiliate(secretary.member, branch, "temporary")
    factories.meeting(branch, state=MeetingState.CALLED, starts_at=now + timedelta(hours=3))

    assert plan_due_reminders(now=now)["meeting_tomorrow"] == 1
    assert Message.objects.filter(channel=Channel.IN_APP).count() == 1


def test_each_kind_of_meeting_is_told_to_those_it_concerns(tree, secretary, cell_leader, now):
    ordinary = factories.member(home=tree.branch)
    for kind, place in (
        (MeetingKind.EXTRAORDINARY, tree.branch),
        (MeetingKind.COMMITTEE, tree.branch),
        (MeetingKind.CELL, tree.cell),
    ):
        factories.meeting(
            place, kind=kind, state=MeetingState.CALLED, starts_at=now + timedelta(hours=3)
        )
    plan_due_reminders(now=now)

    def told(member):
        return Message.objects.filter(channel=Channel.IN_APP, recipient=member).count()

    assert [told(who) for who in (secretary.member, cell_leader.member, ordinary)] == [2, 2, 1]
