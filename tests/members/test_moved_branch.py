"""A branch moves to another committee: each of the two reads the meetings of its own time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from branches.reorganizing.plan import Kind
from meetings.services.reorganization import apply_due_reorganizations
from members.models import PostKind
from tests import factories
from tests.meetings.reorganizing import AFTER, BEFORE, carry_out, fresh, plan

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def meetings(tree):
    """An approved meeting of June, under the old committee, and one called under the new."""
    begins = datetime(2025, 6, 3, 19, tzinfo=HANOI)
    june = factories.meeting(tree.branch, state="approved", starts_at=begins)
    carry_out(plan(Kind.MOVE, sources=(tree.branch,), parent=tree.far_body), BEFORE)
    apply_due_reorganizations(now=AFTER)
    return june, factories.meeting(fresh(tree.branch), state="called")


def page(client, meeting):
    return client.get(reverse("meetings:meeting_detail", args=[meeting.public_id])).status_code


def test_each_committee_reads_the_meetings_of_its_time(tree, meetings, sign_in):
    old, new = meetings
    before = factories.member(home=tree.office)
    factories.post(before, tree.district, post=PostKind.REVIEWER)
    after = factories.member(home=tree.office)
    factories.post(after, tree.far_district, post=PostKind.REVIEWER)
    before, after = sign_in(factories.user(before)), sign_in(factories.user(after))

    assert (page(before, old), page(before, new)) == (200, 404)
    assert (page(after, old), page(after, new)) == (404, 200)


def test_the_branch_itself_reads_both(meetings, secretary_client):
    assert [page(secretary_client, meeting) for meeting in meetings] == [200, 200]
