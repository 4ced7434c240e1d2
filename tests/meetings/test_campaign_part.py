"""A committee in between follows its own part of what a committee above has sent: only its branches
are shown, counted and reminded, and the campaign itself stays its sender's."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from meetings.campaigns import Part, behind_of, figures_of, groups_of, rows_of, whole
from meetings.models import CampaignTarget, MeetingState
from meetings.papers.campaign import campaign_paper
from meetings.services.campaign import remind_campaign
from members.models import AuditEntry, Message, Occasion, PostKind
from members.wording import wording
from tests import factories

from .pages import statuses, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(grassroots_reviewer):
    """Follows the branches for the committee in between."""
    grassroots_reviewer.language = "en"
    grassroots_reviewer.save()
    return grassroots_reviewer


@pytest.fixture
def campaign(tree):
    """Of the district; two of its branches lie below the body, one below another."""
    return factories.campaign(tree.district, to=[tree.branch, tree.sibling, tree.cousin])


@pytest.fixture
def part(tree, campaign):
    return Part(campaign, tree.body)


def url(name, committee, campaign):
    return reverse(f"meetings:part_{name}", args=[committee.public_id, campaign.public_id])


def report(campaign, *branches):
    campaign.targets.filter(organization__in=branches).update(
        report="Đã bàn kỹ", reported_at=timezone.now(), explanation="Ở tổ"
    )


def told():
    messages = Message.objects.filter(announcement__occasion=Occasion.CAMPAIGN_DUE, channel=1)
    return {message.recipient for message in messages}


# What is counted


def test_every_figure_is_of_its_branches_alone(tree, campaign, part, secretary, stranger, today):
    report(campaign, tree.sibling, tree.cousin)
    held = factories.meeting(tree.cousin, state=MeetingState.HELD)
    campaign.targets.filter(organization=tree.cousin).update(item=factories.agenda_item(held))

    figures = figures_of(part, today)
    assert (figures.total, figures.received, figures.placed, figures.held) == (2, 1, 0, 0)
    assert (figures.reported, figures.behind) == (1, 1)
    assert figures_of(whole(campaign), today).reported == 2
    behind = behind_of(part, today)
    assert (behind.due_count, behind.told_count, behind.nobody_count) == (1, 0, 0)
    for step in ("", "reported", "behind", "sent", "received", "held"):
        assert tree.cousin not in [row.organization for row in rows_of(part, today, step=step)]
    assert not rows_of(part, today, words="khu tay").exists()
    assert not rows_of(part, today, place=tree.cousin_body.pk).exists()


def test_parts_add_up_to_the_whole(tree, campaign, today):
    report(campaign, tree.branch, tree.cousin)

    parts = [
        figures_of(Part(campaign, one), today) for one in (tree.body, tree.cousin_body, tree.office)
    ]
    everything = figures_of(whole(campaign), today)
    for name in ("total", "received", "placed", "held", "reported", "behind"):
        assert sum(getattr(one, name) for one in parts) == getattr(everything, name)


def test_district_follows_its_part_of_what_the_province_sent(tree, today):
    """By grassroots organisation, as a sender does."""
    campaign = factories.campaign(tree.province, to=[tree.branch, tree.cousin, tree.far])

    groups = groups_of(Part(campaign, tree.district), today)

    assert {group.organization for group in groups} == {tree.body, tree.cousin_body}
    assert figures_of(Part(campaign, tree.far_district), today).total == 1


def test_sectional_committee_has_its_part(tree, today):
    """A level for which rows carry no scope key."""
    sectional = factories.organization(
        parent=tree.body, kind_code="sectional_body", name="Đảng bộ bộ phận"
    )
    branch = factories.organization(parent=sectional, name="Chi bộ 9")
    campaign = factories.campaign(tree.district, to=[branch, tree.sibling])

    assert [row.organization for row in rows_of(Part(campaign, sectional), today)] == [branch]


# The pages


def test_page_shows_the_part_and_says_so(
    tree, campaign, reviewer, grassroots_reviewer_client, secretary
):
    report(campaign, tree.branch, tree.cousin)

    page = grassroots_reviewer_client.get(url("detail", tree.body, campaign))

    shown = text_of(page)
    assert f"Your part of the campaign of {tree.district.name}" in shown
    assert "How far 2 branches are" in shown
    assert "1 of 2" in shown
    assert "of 3" not in shown
    assert {row.organization for row in page.context["page_obj"]} == {tree.branch, tree.sibling}
    for name in (tree.cousin.name, tree.cousin_body.name):
        assert name not in shown
    for verb in ("edit", "close", "send", "discard"):
        assert reverse(f"meetings:campaign_{verb}", args=[campaign.public_id]) not in shown


def test_a_place_of_others_opens_nothing(
    tree, campaign, reviewer, grassroots_reviewer_client, secretary
):
    address = url("detail", tree.body, campaign)
    for asked in ({"place": str(tree.cousin_body.public_id)}, {"q": "khu tay"}, {"step": "x"}):
        page = grassroots_reviewer_client.get(address, asked)
        assert tree.cousin not in [row.organization for row in page.context["page_obj"]]
        assert tree.cousin.name not in text_of(page)


def test_rows_behind_a_figure_and_the_way_back(
    tree, campaign, reviewer, grassroots_reviewer_client
):
    report(campaign, tree.sibling)
    address = url("detail", tree.body, campaign)

    rows = grassroots_reviewer_client.get(address, {"step": "reported"})
    assert [row.organization for row in rows.context["page_obj"]] == [tree.sibling]
    target = campaign.targets.get(organization=tree.sibling)
    assert target.get_absolute_url() in text_of(rows)
    assert address in text_of(grassroots_reviewer_client.get(target.get_absolute_url()))


def test_who_sees_the_whole_is_led_to_it(
    tree, campaign, district_reviewer, district_reviewer_client
):
    district_reviewer.language = "en"
    district_reviewer.save()

    page = district_reviewer_client.get(url("detail", tree.body, campaign))

    assert f"The part of {tree.body.name}" in text_of(page)
    assert campaign.get_absolute_url() in text_of(page)
    assert page.context["figures"].total == 2


def test_strangers_find_nothing_and_the_whole_stays_closed(
    tree, campaign, reviewer, grassroots_reviewer_client, stranger_client, secretary_client,
    auditor_client, moved_away_client,
):  # fmt: skip
    here, elsewhere = url("detail", tree.body, campaign), url("detail", tree.cousin_body, campaign)
    strangers = [stranger_client, secretary_client, moved_away_client]
    assert statuses("get", here, grassroots_reviewer_client, *strangers) == [200, 404, 404, 404]
    assert statuses("get", here, auditor_client) == [403]
    assert statuses("get", elsewhere, grassroots_reviewer_client) == [404]
    assert statuses("get", campaign.get_absolute_url(), grassroots_reviewer_client) == [404]
    for name in ("remind", "table"):
        there = url(name, tree.cousin_body, campaign)
        assert statuses("post", there, grassroots_reviewer_client) == [404]
        assert statuses("post", url(name, tree.body, campaign), *strangers) == [404] * 3
    for verb in ("close", "remind", "discard", "table"):
        address = reverse(f"meetings:campaign_{verb}", args=[campaign.public_id])
        assert statuses("post", address, grassroots_reviewer_client) == [404]


def test_only_what_comes_from_above_has_a_part(
    tree, reviewer, grassroots_reviewer_client, district_reviewer_client
):
    own = factories.campaign(tree.body, to=[tree.branch])
    others = factories.campaign(tree.district, to=[tree.cousin])
    draft = factories.campaign(tree.district)
    for campaign in (own, others, draft):
        address = url("detail", tree.body, campaign)
        assert statuses("get", address, grassroots_reviewer_client) == [404]
    # What a committee below has sent is its own; a branch is no committee.
    assert statuses("get", url("detail", tree.district, own), district_reviewer_client) == [404]
    sent = factories.campaign(tree.district, to=[tree.branch])
    assert statuses("get", url("detail", tree.branch, sent), district_reviewer_client) == [404]


def test_part_follows_the_hat(tree, campaign, reviewer, grassroots_reviewer_client):
    """Somebody who also follows another committee sees it with that hat alone."""
    other = factories.post(reviewer.member, tree.cousin_body, post=PostKind.REVIEWER)
    here, there = url("detail", tree.body, campaign), url("detail", tree.cousin_body, campaign)
    assert statuses("get", there, grassroots_reviewer_client) == [200]

    reviewer.hat = other
    reviewer.save()

    assert statuses("get", here, grassroots_reviewer_client) == [404]
    page = grassroots_reviewer_client.get(there)
    assert [row.organization for row in page.context["page_obj"]] == [tree.cousin]


def test_list_has_it_under_from_above(tree, campaign, reviewer, grassroots_reviewer_client):
    own = factories.campaign(tree.body, to=[tree.branch], title="Của đảng bộ khu")
    factories.campaign(tree.district, to=[tree.cousin], title="Của nơi khác")
    report(campaign, tree.branch, tree.cousin)
    address = reverse("meetings:campaign_list", args=[tree.body.public_id])

    page = grassroots_reviewer_client.get(address)

    assert [line[0].campaign for line in page.context["entries"]] == [own]
    assert [(line[0].campaign, *line[1:]) for line in page.context["from_above"]] == [
        (campaign, 2, 1)
    ]
    assert url("detail", tree.body, campaign) in text_of(page)
    assert "1 of 2 branches have reported" in text_of(page)
    assert "Của nơi khác" not in text_of(page)


def test_list_of_what_comes_from_above_has_pages(tree, reviewer, grassroots_reviewer_client):
    for number in range(21):
        factories.campaign(tree.district, to=[tree.branch], title=f"Đợt {number}")
    address = reverse("meetings:campaign_list", args=[tree.body.public_id])

    page = grassroots_reviewer_client.get(address)
    assert len(page.context["from_above"]) == 5
    assert "Show all 21" in text_of(page)
    assert len(grassroots_reviewer_client.get(address, {"from": "above"}).context["entries"]) == 20
    last = grassroots_reviewer_client.get(address, {"from": "above", "page": 2})
    assert len(last.context["entries"]) == 1


def test_pages_ask_as_often_for_many_branches(
    tree, campaign, reviewer, grassroots_reviewer_client, secretary
):
    addresses = [
        url("detail", tree.body, campaign),
        f"{url('detail', tree.body, campaign)}?step=behind",
        reverse("meetings:campaign_list", args=[tree.body.public_id]),
    ]

    def asked():
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert grassroots_reviewer_client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    few = asked()
    for number in range(9):
        branch = factories.organization(parent=tree.body, name=f"Chi bộ {number}")
        CampaignTarget.objects.create(
            campaign=campaign, organization=branch, **factories.scope_of(branch)
        )
    factories.campaign(tree.district, to=[tree.branch])
    assert asked() == few


# Reminding


def test_it_reminds_its_own_alone_and_in_its_name(
    tree, campaign, part, reviewer, secretary, stranger, grassroots_reviewer_client
):
    report(campaign, tree.sibling)
    factories.post(factories.member(home=tree.cousin), tree.cousin)
    shown = text_of(grassroots_reviewer_client.get(part.get_absolute_url()))
    assert "Remind 1 branch" in shown

    done = grassroots_reviewer_client.post(part.remind_url(), follow=True)

    assert "1 branch was reminded." in text_of(done)
    assert told() == {secretary.member}
    announcement = Message.objects.filter(recipient=secretary.member).first().announcement
    with translation.override("en"):
        subject, body = wording(announcement)
        assert subject.startswith(f"Reminder from {tree.body.name}: ")
        assert f"{tree.district.name} expects it by" in body
        # The clock reminds in the name of the sender.
        del announcement.params["reminded_by"]
        assert wording(announcement)[0].startswith(f"Reminder from {tree.district.name}: ")
    assert AuditEntry.objects.get(verb="remind_campaign").organization == tree.body
    again = grassroots_reviewer_client.post(part.remind_url(), follow=True)
    assert "already been reminded today" in text_of(again)


def test_a_branch_is_reminded_once_a_day_whoever_asks(
    tree, campaign, part, clerk, reviewer, secretary, now
):
    factories.post(factories.member(home=tree.cousin), tree.cousin)
    assert remind_campaign(part=part, by=reviewer, now=now) == 1

    assert remind_campaign(part=whole(campaign), by=clerk, now=now) == 1
    assert remind_campaign(part=part, by=reviewer, now=now) == 0
    assert remind_campaign(part=part, by=reviewer, now=now + timedelta(days=1)) == 1


def test_a_closed_campaign_is_not_reminded_of(
    tree, campaign, part, reviewer, secretary, grassroots_reviewer_client
):
    campaign.closed_at = timezone.now()
    campaign.save()

    assert "Remind" not in text_of(grassroots_reviewer_client.get(part.get_absolute_url()))
    grassroots_reviewer_client.post(part.remind_url())
    assert told() == set()


# The report


def test_table_and_paper_are_of_the_part(
    tree, campaign, part, reviewer, grassroots_reviewer_client, now
):
    report(campaign, tree.branch, tree.cousin)

    answer = grassroots_reviewer_client.post(part.table_url())
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert {tree.branch.name, tree.sibling.name} <= set(cells)
    assert f"Only the branches of {tree.body.name}." in cells
    assert not any(name in str(cell) for cell in cells for name in ("21", "khu Tây"))
    assert AuditEntry.objects.get(verb="export_campaign").organization == tree.body

    document = campaign_paper(part, now=now)
    assert (document.total.total, document.total.reported) == (2, 1)
    assert {branch.name for branch in document.branches} == {tree.branch.name, tree.sibling.name}
    assert (document.heading.issuer, document.groups) == (tree.body.name, ())
    assert document.heading.superior == tree.district.name
    assert tree.district.name in document.heading.abstract
    assert tree.district.name in document.recipients
    pdf = grassroots_reviewer_client.get(part.paper_url())
    assert pdf.content.startswith(b"%PDF")
