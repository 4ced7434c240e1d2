"""The pages of those who send a campaign: drafted, sent, followed, reminded of."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.models import Campaign, CampaignTarget
from tests import factories
from tests.meetings.pages import statuses, text_of, url

pytestmark = pytest.mark.django_db


def typed(**changes):
    due_on = timezone.localdate() + timedelta(days=30)
    return {
        "kind": "document",
        "title": "Học tập nghị quyết",
        "body": "",
        "expected": "Số người dự",
        "due_on": f"{due_on:%d/%m/%Y}",
        **changes,
    }


def queries(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_a_campaign_is_written_shown_and_sent(tree, office, clerk_client):
    for place in (tree.branch, tree.sibling, tree.cousin):
        assert place
    answer = clerk_client.post(
        reverse("meetings:campaign_create", args=[tree.district.public_id]), typed(), follow=True
    )
    draft = Campaign.objects.get()
    assert "Send to 4 branches" in text_of(answer)

    choice = {"place": [str(tree.body.public_id)], "look": "1"}
    shown = clerk_client.post(url("campaign_send", draft), choice)
    assert "Send to 2 branches" in text_of(shown)
    assert "Chi bộ tổ dân phố 7" in text_of(shown)

    choice = {"place": choice["place"], "send": "1", "seen": shown.context["seen"]}
    sent = clerk_client.post(url("campaign_send", draft), choice, follow=True)
    assert "Sent to 2 branches." in text_of(sent)
    assert draft.targets.count() == 2


def test_a_choice_that_changed_is_shown_again(tree, office, clerk_client):
    assert tree.branch
    draft = factories.campaign(tree.district)
    answer = clerk_client.post(url("campaign_send", draft), {"send": "1", "seen": "old"})

    assert answer.status_code == 409
    assert "The choice has changed" in text_of(answer)
    assert "Send to 2 branches" in text_of(answer)
    assert not draft.targets.exists()


def test_bad_choices_are_named_and_kept(tree, office, clerk_client):
    draft = factories.campaign(tree.district)
    wrong = {"at_least": "9", "at_most": "3", "q": "To dan pho", "look": "1"}
    answer = text_of(clerk_client.post(url("campaign_send", draft), wrong))
    assert "This is less than the smallest number of members." in answer
    assert 'value="9"' in answer
    assert 'name="send"' not in answer

    foreign = {"place": [str(tree.far.public_id)], "look": "1"}
    answer = clerk_client.post(url("campaign_send", draft), foreign)
    assert "One of the organisations is not below this one." in text_of(answer)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "Write what the campaign is about."),
        ({"expected": ""}, "Write what the branches are to report back."),
        ({"due_on": "31/02/2026"}, "This is not a day of the calendar."),
        ({"due_on": "01/02/2020"}, "This day has passed."),
        ({"kind": "war"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_with_a_draft_is_said_and_kept(tree, office, clerk_client, changes, words):
    address = reverse("meetings:campaign_create", args=[tree.district.public_id])
    answer = text_of(clerk_client.post(address, typed(**{"body": "Đọc kỹ", **changes})))

    assert words in answer
    assert "Đọc kỹ" in answer
    assert not Campaign.objects.exists()


def test_two_who_change_one_see_both_texts(tree, campaign, clerk_client):
    late = typed(title="Của tôi", version=0)
    answer = clerk_client.post(url("campaign_edit", campaign), late)

    assert answer.status_code == 409
    assert "Someone else has changed this campaign" in text_of(answer)
    assert "Của tôi" in text_of(answer)
    campaign.refresh_from_db()
    assert campaign.title != "Của tôi"
    again = typed(title="Của tôi", version=campaign.version)
    assert clerk_client.post(url("campaign_edit", campaign), again).status_code == 302


def test_figures_open_the_rows_behind_them(tree, campaign, target, clerk_client):
    CampaignTarget.objects.filter(pk=target.pk).update(
        report="25 người dự", reported_at=timezone.now(), explanation="Ở tổ"
    )

    whole = text_of(clerk_client.get(campaign.get_absolute_url()))
    assert "1 of 3" in whole
    assert f"?place={tree.body.public_id}" in whole
    rows = clerk_client.get(campaign.get_absolute_url(), {"step": "reported"})
    assert [row.organization for row in rows.context["page_obj"]] == [tree.branch]
    assert "25 người dự" in text_of(rows)
    below = clerk_client.get(campaign.get_absolute_url(), {"place": tree.body.public_id})
    assert {row.organization for row in below.context["page_obj"]} == {tree.branch, tree.sibling}
    behind = clerk_client.get(campaign.get_absolute_url(), {"step": "behind", "q": "khu tay"})
    assert [row.organization for row in behind.context["page_obj"]] == [tree.cousin]


def test_a_wrong_filter_filters_nothing(campaign, clerk_client):
    wrong = {"step": "x", "place": "y", "page": "z"}
    assert clerk_client.get(campaign.get_absolute_url(), wrong).status_code == 200


def test_those_behind_are_reminded_with_one_click(
    campaign, secretary, stranger, district_reviewer, district_reviewer_client, clerk_client
):
    district_reviewer.language = "en"
    district_reviewer.save()
    shown = text_of(district_reviewer_client.get(campaign.get_absolute_url()))
    assert "Remind 2 branches" in shown
    assert "1 of them has neither a secretary nor a deputy" in shown
    assert "Remind 2 branches" not in text_of(clerk_client.get(campaign.get_absolute_url()))

    done = district_reviewer_client.post(url("campaign_remind", campaign), follow=True)
    assert "2 branches were reminded." in text_of(done)
    assert "Remind 2 branches" not in text_of(done)
    again = district_reviewer_client.post(url("campaign_remind", campaign), follow=True)
    assert "already been reminded today" in text_of(again)


def test_reviewers_see_and_remind_and_do_not_send(
    campaign, grassroots_reviewer_client, district_reviewer_client, clerk_client, auditor_client
):
    clients = [clerk_client, district_reviewer_client, grassroots_reviewer_client, auditor_client]
    assert statuses("get", campaign.get_absolute_url(), *clients) == [200, 200, 404, 404]
    assert statuses("get", url("campaign_edit", campaign), *clients) == [200, 403, 404, 404]
    assert statuses("post", url("campaign_remind", campaign), *clients) == [403, 302, 404, 404]
    assert statuses("post", url("campaign_close", campaign), *clients[1:]) == [403, 404, 404]


def test_pages_ask_as_often_for_many_branches(tree, campaign, clerk_client):
    addresses = [
        campaign.get_absolute_url(),
        f"{campaign.get_absolute_url()}?step=behind",
        reverse("meetings:campaign_list", args=[tree.district.public_id]),
    ]
    few = [queries(clerk_client, address) for address in addresses]
    for number in range(9):
        body = factories.organization(
            parent=tree.district, kind_code="grassroots_body", name=f"Đảng bộ {number}"
        )
        branch = factories.organization(parent=body, name=f"Chi bộ {number}")
        CampaignTarget.objects.create(
            campaign=campaign, organization=branch, **factories.scope_of(branch)
        )
    factories.campaign(tree.district, to=[tree.branch])
    assert [queries(clerk_client, address) for address in addresses] == few
