"""A campaign that the district has drafted, its branches, and a meeting of one of them."""

from datetime import timedelta

import pytest

from meetings.models import Campaign
from meetings.services.campaign import CampaignPlan, draft_campaign
from tests import factories


@pytest.fixture
def deed(clerk, now):
    return {"by": clerk, "now": now}


@pytest.fixture
def answer(secretary, now):
    return {"by": secretary, "now": now}


@pytest.fixture
def plan(today):
    return CampaignPlan(
        kind=Campaign.Kind.DOCUMENT,
        title="Học tập nghị quyết",
        body="Đọc và bàn việc làm ngay",
        expected="Số người dự, một việc cụ thể",
        due_on=today + timedelta(days=20),
    )


@pytest.fixture
def campaign(tree, plan, deed):
    return draft_campaign(organization=tree.district, plan=plan, **deed)


@pytest.fixture
def branches(tree):
    """All that stand below the district; the office is where its clerk is at home."""
    return [tree.branch, tree.sibling, tree.cousin, tree.office]


@pytest.fixture
def meeting(branch, secretary, deputy):
    meeting = factories.meeting(branch, chair=secretary.member, recorder=deputy.member)
    factories.agenda_item(meeting)
    factories.agenda_item(meeting, position=2, title="Kết thúc", section=3)
    return meeting
