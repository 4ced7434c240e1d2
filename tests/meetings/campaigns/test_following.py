"""How far the branches are with a campaign, and reminding those behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetings.aims import Aim, branches_of
from meetings.campaigns import behind_of, figures_of, groups_of, rows_of, tracked, whole
from meetings.models import Campaign, CampaignTarget
from meetings.reminders import plan_due_reminders
from meetings.services.campaign import draft_campaign, remind_campaign
from meetings.services.campaign_answer import open_target, place_on_agenda
from members.models import Message, Occasion
from tests import factories

from .verbs import held, queries, report, send, target_of, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


# How far they are


def test_each_step_is_counted_by_its_record(tree, campaign, branches, deed, answer, meeting, today):
    send(campaign, deed)
    own, other = target_of(campaign, tree.branch), target_of(campaign, tree.sibling)

    def counts():
        figures = figures_of(whole(campaign), today)
        return [figures.received, figures.placed, figures.held, figures.reported, figures.behind]

    assert figures_of(whole(campaign), today).total == 4
    assert counts() == [0, 0, 0, 0, 4]
    Message.objects.filter(recipient=answer["by"].member).update(read_at=deed["now"])
    assert counts() == [1, 0, 0, 0, 4]
    place_on_agenda(target=own, meeting=meeting, **answer)
    assert counts() == [1, 1, 0, 0, 3]
    report(other, answer, explanation="Ở tổ")
    assert counts() == [2, 1, 0, 1, 2]
    held(tree.branch, own)
    assert counts() == [2, 1, 1, 1, 2]


def test_opening_the_page_is_receiving(tree, campaign, branches, deed, committee_member, today):
    send(campaign, deed)
    open_target(
        target=target_of(campaign, tree.branch), member=committee_member.member, now=deed["now"]
    )

    assert figures_of(whole(campaign), today).received == 1
    received = rows_of(whole(campaign), today, step="received")
    assert [row.organization for row in received] == [tree.branch]
    assert {row.step for row in tracked(whole(campaign))} == {"received", "sent"}


def test_after_the_day_everybody_who_has_not_reported_is_behind(
    tree, campaign, branches, deed, answer, meeting, today
):
    send(campaign, deed)
    place_on_agenda(target=target_of(campaign, tree.branch), meeting=meeting, **answer)
    Campaign.objects.update(due_on=today - timedelta(days=1))
    campaign.refresh_from_db()

    assert figures_of(whole(campaign), today).behind == 4


def test_groups_add_up_by_grassroots_organisation(tree, campaign, branches, deed, answer, today):
    send(campaign, deed)
    report(target_of(campaign, tree.cousin), answer, explanation="Ở tổ")

    groups = {group.organization: group.figures for group in groups_of(whole(campaign), today)}
    assert groups[tree.body].total == 2
    assert (groups[tree.cousin_body].total, groups[tree.cousin_body].reported) == (1, 1)
    # A branch that is itself a grassroots organisation.
    assert groups[tree.office].total == 1
    rows = rows_of(whole(campaign), today, place=tree.office.pk)
    assert [row.organization for row in rows] == [tree.office]


def test_figures_ask_as_often_for_many_branches(tree, campaign, branches, deed, today):
    send(campaign, deed)
    part = whole(campaign)
    few = queries(lambda: (figures_of(part, today), groups_of(part, today)))
    for number in range(9):
        body = factories.organization(parent=tree.district, kind_code="grassroots_body",
                                      name=f"Đảng bộ {number}")  # fmt: skip
        branch = factories.organization(parent=body, name=f"Chi bộ {number}")
        CampaignTarget.objects.create(
            campaign=campaign, organization=branch, **factories.scope_of(branch)
        )
    assert queries(lambda: (figures_of(part, today), groups_of(part, today))) == few


# Reminding


def test_exactly_those_behind_are_reminded_once_a_day(
    tree, campaign, branches, deed, answer, secretary, deputy, stranger, meeting, today
):
    send(campaign, deed)
    place_on_agenda(target=target_of(campaign, tree.branch), meeting=meeting, **answer)

    assert remind_campaign(part=whole(campaign), **deed) == 1
    assert told(Occasion.CAMPAIGN_DUE) == {stranger.member}
    assert remind_campaign(part=whole(campaign), **deed) == 0
    assert Message.objects.filter(announcement__occasion=Occasion.CAMPAIGN_DUE).count() == 1

    behind = behind_of(whole(campaign), today)
    # The cousin and the office have nobody in office who could be told.
    assert (behind.due_count, behind.told_count, behind.nobody_count) == (0, 1, 2)
    tomorrow = {**deed, "now": deed["now"] + timedelta(days=1)}
    assert remind_campaign(part=whole(campaign), **tomorrow) == 1


def test_reminding_asks_as_often_for_many_branches(tree, plan, branches, deed):
    def another():
        campaign = draft_campaign(organization=tree.district, plan=plan, **deed)
        send(campaign, deed)
        return queries(lambda: remind_campaign(part=whole(campaign), **deed))

    for branch in branches:
        factories.post(factories.member(home=branch), branch)
    few = another()
    for number in range(12):
        branch = factories.organization(parent=tree.body, name=f"Chi bộ {number}")
        factories.post(factories.member(home=branch), branch)
    assert another() == few


def test_the_clock_reminds_once_when_the_day_is_near(
    tree, campaign, branches, deed, answer, secretary, deputy, stranger, meeting, today
):
    send(campaign, deed)
    place_on_agenda(target=target_of(campaign, tree.branch), meeting=meeting, **answer)
    assert plan_due_reminders(now=deed["now"])["campaign_due"] == 0

    Campaign.objects.update(due_on=today + timedelta(days=1))
    assert plan_due_reminders(now=deed["now"])["campaign_due"] == 1
    assert plan_due_reminders(now=deed["now"] + timedelta(hours=1))["campaign_due"] == 0
    assert told(Occasion.CAMPAIGN_DUE) == {stranger.member}


def test_the_clock_asks_as_often_for_many_branches(tree, branches, deed):
    def another():
        factories.campaign(
            tree.district, to=branches_of(tree.district, Aim(), timezone.localdate()),
            ahead=timedelta(days=1),
        )  # fmt: skip
        asked = queries(lambda: plan_due_reminders(now=deed["now"]))
        Campaign.objects.update(closed_at=deed["now"])
        return asked

    for branch in branches:
        factories.post(factories.member(home=branch), branch)
    few = another()
    for number in range(12):
        branch = factories.organization(parent=tree.body, name=f"Chi bộ {number}")
        factories.post(factories.member(home=branch), branch)
    assert another() == few
