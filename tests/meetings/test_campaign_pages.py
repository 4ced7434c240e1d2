"""The pages of campaigns: the sender's, the branch's, and where they meet meetings and the home."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from meetings.campaigns import whole
from meetings.models import Campaign, CampaignTarget, MeetingState
from meetings.papers.campaign import campaign_paper
from members.models import AuditEntry, PostKind
from tests import factories

from .pages import statuses, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(tree, clerk):
    """The committee's clerk, who reads English."""
    clerk.language = "en"
    clerk.save()
    return clerk


@pytest.fixture
def english(secretary, office):
    secretary.language = "en"
    secretary.save()
    return secretary


@pytest.fixture
def campaign(tree, office):
    return factories.campaign(tree.district, to=[tree.branch, tree.sibling, tree.cousin])


@pytest.fixture
def target(campaign, branch):
    return campaign.targets.get(organization=branch)


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


# The sender


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


# The report


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


# The branch


def test_the_announcement_leads_each_branch_to_its_own(
    campaign, target, secretary_client, stranger_client, reader_client
):
    address = campaign.path_for_branches
    assert secretary_client.get(address).url == target.get_absolute_url()
    assert stranger_client.get(address).url != target.get_absolute_url()
    assert reader_client.get(address).status_code == 404
    assert stranger_client.get(target.get_absolute_url()).status_code == 404


def test_only_the_branchs_own_opening_counts(
    campaign, target, district_reviewer_client, secretary_client
):
    district_reviewer_client.get(target.get_absolute_url())
    target.refresh_from_db()
    assert target.opened_at is None
    secretary_client.get(target.get_absolute_url())
    target.refresh_from_db()
    assert target.opened_at


def test_one_tap_from_the_campaign_and_off_again(target, english, branch, secretary_client):
    meeting = factories.meeting(branch)
    shown = text_of(secretary_client.get(target.get_absolute_url()))
    assert f'name="meeting" value="{meeting.public_id}"' in shown

    done = secretary_client.post(
        url("campaign_place", target), {"meeting": meeting.public_id}, follow=True
    )
    assert "is on the agenda of" in text_of(done)
    assert meeting.items.get().title == target.campaign.title
    done = secretary_client.post(url("campaign_take_off", target), follow=True)
    assert "It is off the agenda." in text_of(done)
    assert not meeting.items.exists()


@pytest.mark.parametrize("back", ["meeting", "agenda"])
def test_one_tap_from_the_pages_of_a_meeting(target, english, branch, secretary_client, back):
    meeting = factories.meeting(branch)
    address = meeting.get_absolute_url() if back == "meeting" else url("agenda_edit", meeting)
    assert url("campaign_place", target) in text_of(secretary_client.get(address))

    tap = {"meeting": meeting.public_id, "back": back}
    answer = secretary_client.post(url("campaign_place", target), tap)
    assert answer.url == address
    assert url("campaign_place", target) not in text_of(secretary_client.get(address))


def test_a_meeting_that_cannot_take_it_is_refused_in_words(
    target, english, branch, tree, secretary_client
):
    held = factories.meeting(branch, state=MeetingState.HELD)
    for wrong in (held.public_id, factories.meeting(tree.sibling).public_id, "x", ""):
        answer = secretary_client.post(
            url("campaign_place", target), {"meeting": wrong}, follow=True
        )
        assert answer.status_code == 200
        assert "alert" in text_of(answer)
    wrong = {"meeting": factories.meeting(branch).public_id, "back": "x"}
    assert secretary_client.post(url("campaign_place", target), wrong).status_code == 302
    target.refresh_from_db()
    assert target.item is None


def test_without_a_meeting_the_page_leads_to_planning_one(target, english, secretary_client):
    assert "No meeting of the branch is planned yet." in text_of(
        secretary_client.get(target.get_absolute_url())
    )


def test_who_writes_the_minutes_reports_and_does_not_plan(
    target, branch, committee_member_client, reader_client
):
    words = {"version": 1, "report": "25 người dự", "explanation": "Ở tổ"}
    meeting = {"meeting": factories.meeting(branch).public_id}
    clients = [committee_member_client, reader_client]
    assert statuses("post", url("campaign_place", target), *clients, data=meeting) == [403, 404]
    assert statuses("post", url("campaign_report", target), *clients, data=words) == [302, 404]
    target.refresh_from_db()
    assert target.report == "25 người dự"


def test_a_report_without_a_meeting_needs_its_why_and_keeps_the_words(
    target, english, secretary_client
):
    answer = secretary_client.post(
        url("campaign_report", target), {"version": 1, "report": "25 người dự"}
    )
    assert answer.status_code == 422
    assert "say how it was done instead" in text_of(answer)
    assert "25 người dự" in text_of(answer)


def test_the_report_begins_with_what_the_minutes_conclude(
    target, english, branch, secretary_client
):
    meeting = factories.meeting(branch, state=MeetingState.HELD)
    target.item = factories.agenda_item(meeting)
    target.save()
    factories.entry(factories.minutes(meeting), target.item, conclusion="Thống nhất ba việc")

    shown = text_of(secretary_client.get(target.get_absolute_url()))
    assert "Thống nhất ba việc" in shown
    assert 'name="explanation"' not in shown
    assert "Report back:" in text_of(secretary_client.get(meeting.get_absolute_url()))


def test_the_first_page_says_what_waits(target, english, branch, secretary_client):
    home = reverse("home")
    assert "Put on an agenda, until" in text_of(secretary_client.get(home))
    target.item = factories.agenda_item(factories.meeting(branch))
    target.save()
    assert target.campaign.title not in text_of(secretary_client.get(home))
    target.item = factories.agenda_item(
        factories.meeting(branch, state=MeetingState.HELD, kind="extraordinary")
    )
    target.save()
    assert "Report back, until" in text_of(secretary_client.get(home))


def test_the_list_of_the_branch_has_what_waits_and_what_is_done(
    tree, target, english, branch, secretary_client
):
    done = factories.campaign(tree.district, to=[branch], title="Đã xong")
    done.targets.update(report="Xong", reported_at=timezone.now(), explanation="Ở tổ")
    factories.campaign(tree.district, to=[branch], title="Đã đóng", closed_at=timezone.now())

    answer = secretary_client.get(reverse("meetings:campaign_inbox"))
    assert [row for row, _step in answer.context["waiting"]] == [target]
    assert {row.campaign.title for row, _step in answer.context["done"]} == {"Đã xong", "Đã đóng"}


def test_a_planned_meetings_title_is_the_branchs_own(
    target, branch, district_reviewer_client, secretary_client
):
    meeting = factories.meeting(branch, title="Việc riêng của chi bộ")
    target.item = factories.agenda_item(meeting)
    target.save()

    address = target.get_absolute_url()
    assert meeting.title in text_of(secretary_client.get(address))
    assert meeting.title not in text_of(district_reviewer_client.get(address))
