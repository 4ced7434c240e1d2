"""The report on a campaign, as a table and on paper."""

from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from meetings.campaigns import whole
from meetings.models import CampaignTarget
from meetings.papers.campaign import campaign_paper
from members.models import AuditEntry, PostKind
from tests import factories
from tests.meetings.pages import text_of, url

pytestmark = pytest.mark.django_db


def test_the_table_has_the_rows_and_the_log_knows(tree, campaign, target, clerk_client):
    CampaignTarget.objects.filter(pk=target.pk).update(
        report="=25 người dự", reported_at=timezone.now(), explanation="Ở tổ"
    )

    answer = clerk_client.post(url("campaign_table", campaign))
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert any(row[1] == "Chi bộ tổ dân phố 7" and row[7] == "=25 người dự" for row in rows)
    groups = {row[0]: row[1:] for row in book.worksheets[1].iter_rows(values_only=True)}
    assert groups["Đảng bộ khu Đông"][0] == 2
    assert groups["All"] == (3, 1, 0, 0, 1, 2)
    assert AuditEntry.objects.filter(verb="export_campaign").count() == 1


def test_the_paper_says_how_far_they_are(tree, campaign, target, clerk_client, now):
    CampaignTarget.objects.filter(pk=target.pk).update(
        report="25 người dự <b>", reported_at=now, explanation="Ở tổ"
    )
    leader = factories.member(home=tree.office, name="Lâm Thị Trưởng")
    factories.post(leader, tree.district, post=PostKind.SECRETARY)

    document = campaign_paper(whole(campaign), now=now)

    assert document.total.reported == 1
    assert [line.name for line in document.groups] == ["Đảng bộ khu Đông", "Đảng bộ khu Tây"]
    assert document.signature.name == "Lâm Thị Trưởng"
    answer = clerk_client.get(url("campaign_paper", campaign))
    assert answer.content.startswith(b"%PDF")


def test_paper_of_a_whole_city_leaves_the_branches_to_the_table(campaign, now, monkeypatch):
    assert len(campaign_paper(whole(campaign), now=now).branches) == 3
    monkeypatch.setattr("meetings.papers.campaign.MOST_BRANCHES", 2)
    document = campaign_paper(whole(campaign), now=now)
    assert document.branches == ()
    assert len(document.groups) == 2


def test_a_draft_has_no_report(tree, office, clerk_client):
    draft = factories.campaign(tree.district)
    for method, name in (("get", "campaign_paper"), ("post", "campaign_table")):
        answer = getattr(clerk_client, method)(url(name, draft), follow=True)
        assert "There is no report before" in text_of(answer)
