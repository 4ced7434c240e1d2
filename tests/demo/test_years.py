"""The years ahead in the showcase ward."""

import pytest
from django.db.models import Count

from meetings.models import Meeting, MeetingState, Schedule, Topic
from meetings.services.schedule import extend_fixed_days
from members.models import User

pytestmark = pytest.mark.django_db


def test_every_branch_of_the_ward_has_a_fixed_day_and_its_twelve_months(city):
    ward = User.objects.get(username="bithu").member.home.grassroots
    branches = ward.children.filter(kind__tier=5)
    schedules = Schedule.objects.values_list("organization", flat=True)

    assert set(schedules) == set(branches.values_list("pk", flat=True))
    for branch in branches:
        ahead = Meeting.objects.filter(organization=branch, starts_at__date__gt=city.today)
        periodic = ahead.filter(kind__in=["periodic", "combined"])
        months = periodic.exclude(state=MeetingState.CANCELLED).values("month")
        doubled = months.annotate(n=Count("pk")).filter(n__gt=1)
        assert periodic.filter(schedule__isnull=False).count() >= 10
        assert not doubled.exists()
        assert all(one.items.exists() for one in periodic.filter(schedule__isnull=False))


def test_the_clock_finds_nothing_to_add(city):
    first = Schedule.objects.order_by("pk").first()

    assert extend_fixed_days(now=first.created_at) == 0


def test_topics_of_the_showcase_branch_are_in_every_state(city):
    branch = User.objects.get(username="bithu").member.home

    own = Topic.objects.filter(organization=branch)
    assert {"approved", "drafted", "planned"} == set(own.values_list("state", flat=True))
    assert own.get(state="drafted").comments.count() == 2
    assert own.get(state="planned").source.organization == branch.grassroots
    for topic in own.filter(state="approved"):
        assert topic.meeting.took_place
        assert (topic.meeting.month.month + 2) // 3 == topic.quarter
