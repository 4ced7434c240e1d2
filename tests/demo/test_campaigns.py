"""The campaigns of the demo: every step has its branches, and each stands in a record."""

import pytest
from django.utils import timezone

from meetings.campaigns import figures_of, rows_of, tracked, whole
from meetings.models import Campaign, CampaignTarget
from members.models import User

pytestmark = pytest.mark.django_db


def committee_of(username):
    return User.objects.get(username=username).member.posts.latest("pk").organization


def test_the_past_one_is_nearly_done_and_somebody_is_late(city):
    past = Campaign.objects.filter(due_on__lt=city.today).get()
    figures = figures_of(whole(past), city.today)

    assert figures.total == city.sizes["branches"]
    assert figures.total > figures.received >= figures.held > figures.behind > 0
    assert figures.reported > 0
    assert rows_of(whole(past), city.today, step="behind").exists()


def test_the_one_under_way_has_branches_on_agendas_and_without(city):
    running = Campaign.objects.filter(due_on__gte=city.today, sent_at__isnull=False)
    steps = {row.step for one in running for row in tracked(whole(one))}

    assert running.count() == 2
    assert {"received", "placed"} <= steps
    assert Campaign.objects.filter(sent_at=None).count() == 1


def test_what_stands_on_an_agenda_is_an_item_of_the_branchs_own_meeting(city):
    placed = CampaignTarget.objects.filter(item__isnull=False).select_related("item__meeting")

    assert placed
    for target in placed:
        assert target.item.meeting.organization_id == target.organization_id
        assert target.item.meeting.starts_at > target.campaign.sent_at
    reported = CampaignTarget.objects.exclude(reported_at=None)
    assert all(one.report and one.reported_at <= timezone.now() for one in reported)
    assert all(one.explanation for one in reported.filter(item=None))
