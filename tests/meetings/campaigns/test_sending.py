"""Campaigns: drafted, sent to a chosen set, changed, closed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from meetings.aims import Aim, branches_of, fingerprint, places_offered
from meetings.campaigns import whole
from meetings.models import Campaign
from meetings.services.campaign import (
    CampaignPlan,
    ChoiceChanged,
    close_campaign,
    discard_campaign,
    draft_campaign,
    edit_campaign,
    remind_campaign,
    send_campaign,
)
from meetings.services.states import StaleVersion
from members.models import AuditEntry, Occasion
from tests import factories

from .verbs import queries, send, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


# Choosing


def test_all_branches_below_are_chosen_when_nothing_is(tree, branches, today):
    assert set(branches_of(tree.district, Aim(), today)) == {*branches}
    assert set(branches_of(tree.body, Aim(), today)) == {tree.branch, tree.sibling}


def test_the_choice_goes_by_tree_kind_and_size(tree, branches, today):
    tree.sibling.branch_kind = "village"
    tree.sibling.save()
    for _number in range(3):
        factories.member(home=tree.branch)
    factories.member(home=tree.office)

    def hit(**aim):
        return set(branches_of(tree.district, Aim(**aim), today))

    assert hit(places=[tree.cousin_body]) == {tree.cousin}
    assert hit(places=[tree.cousin_body, tree.branch]) == {tree.cousin, tree.branch}
    assert hit(kinds=["village"]) == {tree.sibling}
    assert hit(at_least=3) == {tree.branch}
    assert hit(at_most=2) == {tree.sibling, tree.cousin, tree.office}
    assert hit(at_least=1, at_most=2) == {tree.office}
    assert hit(at_most=0) == {tree.sibling, tree.cousin}
    assert hit(places=[tree.body], at_most=2) == {tree.sibling}


def test_places_are_found_by_name_and_only_below(tree, branches, today):
    tree.far.name = "Chi bộ tổ dân phố 21 xa"
    tree.far.save()

    def offered(**asked):
        return places_offered(tree.district, today=today, **{"chosen": [], "words": ""} | asked)

    assert set(offered()) == {tree.body, tree.cousin_body, tree.office}
    assert tree.cousin in offered(words="to dan pho 21")
    assert tree.far not in offered(words="to dan pho 21", chosen=[str(tree.far.public_id)])
    assert tree.branch in offered(chosen=[str(tree.branch.public_id), "no id"])


# Sending


def test_sent_targets_carry_the_scope_of_their_day(tree, campaign, branches, deed):
    assert send(campaign, deed) == 4

    for target in campaign.targets.all():
        keys = ("superior_id", "grassroots_id", "branch_id")
        assert [getattr(target, key) for key in keys] == [
            getattr(target.organization, key) for key in keys
        ]
    assert campaign.sent_at
    assert AuditEntry.objects.filter(verb="send_campaign", organization=tree.district).exists()


def test_those_who_plan_are_told_once(tree, campaign, branches, deed, secretary, deputy, reader):
    send(campaign, deed, Aim(places=[tree.branch]))

    assert told(Occasion.CAMPAIGN_RECEIVED) == {secretary.member, deputy.member}


def test_sending_asks_as_often_for_many_branches(tree, plan, branches, deed):
    def another():
        campaign = draft_campaign(organization=tree.district, plan=plan, **deed)
        return queries(lambda: send(campaign, deed))

    few = another()
    for number in range(12):
        branch = factories.organization(parent=tree.body, name=f"Chi bộ {number}")
        factories.post(factories.member(home=branch), branch)
    assert another() == few


def test_other_branches_than_were_shown_are_not_sent_to(tree, campaign, branches, deed):
    with pytest.raises(ChoiceChanged):
        send_campaign(campaign=campaign, aim=Aim(), seen=fingerprint([tree.branch.pk]), **deed)

    campaign.refresh_from_db()
    assert not campaign.sent_at


def test_a_campaign_is_sent_once_and_to_somebody(tree, campaign, branches, deed):
    with pytest.raises(ValidationError, match="No branch is chosen"):
        send(campaign, deed, Aim(at_least=1000))
    send(campaign, deed)
    with pytest.raises(ValidationError, match="sent already"):
        send(campaign, deed)
    assert campaign.targets.count() == 4


def test_a_day_that_has_passed_is_refused(tree, plan, deed, today):
    late = CampaignPlan(**{**plan.__dict__, "due_on": today - timedelta(days=1)})
    with pytest.raises(ValidationError) as refused:
        draft_campaign(organization=tree.district, plan=late, **deed)
    assert "due_on" in refused.value.message_dict


@pytest.mark.parametrize("field", ["title", "expected"])
def test_what_is_needed_is_asked_for_by_field(tree, plan, deed, field):
    empty = CampaignPlan(**{**plan.__dict__, field: "  "})
    with pytest.raises(ValidationError) as refused:
        draft_campaign(organization=tree.district, plan=empty, **deed)
    assert set(refused.value.message_dict) == {field}


def test_branches_send_none(branch, plan, deed):
    with pytest.raises(ValidationError, match="Only committees"):
        draft_campaign(organization=branch, plan=plan, **deed)


def test_words_and_a_later_day_may_change_after_sending(campaign, branches, plan, deed):
    send(campaign, deed)
    changed = {**plan.__dict__, "title": "Tên đúng", "due_on": plan.due_on + timedelta(days=5)}

    edit_campaign(campaign=campaign, version=campaign.version, plan=CampaignPlan(**changed), **deed)
    campaign.refresh_from_db()
    assert campaign.title == "Tên đúng"
    assert campaign.due_on == plan.due_on + timedelta(days=5)

    with pytest.raises(StaleVersion):
        edit_campaign(campaign=campaign, version=1, plan=CampaignPlan(**changed), **deed)
    with pytest.raises(ValidationError, match="only become later"):
        edit_campaign(campaign=campaign, version=campaign.version, plan=plan, **deed)
    other = CampaignPlan(**{**changed, "kind": Campaign.Kind.TASK})
    with pytest.raises(ValidationError, match="cannot change once"):
        edit_campaign(campaign=campaign, version=campaign.version, plan=other, **deed)


def test_only_drafts_are_discarded_and_only_running_ones_closed(campaign, branches, deed):
    with pytest.raises(ValidationError, match="Only a campaign that runs"):
        close_campaign(campaign=campaign, **deed)
    send(campaign, deed)
    with pytest.raises(ValidationError, match="only be closed"):
        discard_campaign(campaign=campaign, **deed)
    close_campaign(campaign=campaign, **deed)
    with pytest.raises(ValidationError, match="runs"):
        remind_campaign(part=whole(campaign), **deed)


def test_a_draft_is_discarded(campaign, deed):
    discard_campaign(campaign=campaign, **deed)

    assert not Campaign.objects.exists()
