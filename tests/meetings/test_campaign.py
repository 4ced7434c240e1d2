"""Campaigns: drafted, sent to a chosen set, put on agendas, held, reported, reminded of."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.aims import Aim, branches_of, fingerprint, places_offered
from meetings.campaigns import behind_of, figures_of, groups_of, rows_of, tracked, whole
from meetings.models import AgendaItem, Campaign, CampaignTarget, Directive, MeetingState, Topic
from meetings.reminders import plan_due_reminders
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
from meetings.services.campaign_answer import (
    open_target,
    place_on_agenda,
    report_back,
    take_off_agenda,
)
from meetings.services.states import NotPossibleNow, StaleVersion
from meetings.services.topic import PRESENTATION
from members.models import AuditEntry, Message, Occasion
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


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


def send(campaign, deed, aim=None):
    aim = aim or Aim()
    today = timezone.localdate(deed["now"])
    hit = branches_of(campaign.organization, aim, today)
    seen = fingerprint(list(hit.values_list("pk", flat=True)))
    count = send_campaign(campaign=campaign, aim=aim, seen=seen, **deed)
    campaign.refresh_from_db()
    return count


def target_of(campaign, branch):
    return campaign.targets.get(organization=branch)


def told(occasion):
    messages = Message.objects.filter(announcement__occasion=occasion, channel=1)
    return {message.recipient for message in messages}


def queries(do):
    with CaptureQueriesContext(connection) as asked:
        do()
    return len(asked)


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


# The branch


@pytest.fixture
def meeting(branch, secretary, deputy):
    meeting = factories.meeting(branch, chair=secretary.member, recorder=deputy.member)
    factories.agenda_item(meeting)
    factories.agenda_item(meeting, position=2, title="Kết thúc", section=3)
    return meeting


def test_one_tap_puts_it_before_the_closing_part(tree, campaign, branches, deed, answer, meeting):
    directive = Directive.objects.create(
        organization=tree.district, number="05-NQ/ĐU", issuer="Đảng uỷ",
        issued_on=timezone.localdate(), abstract="về học tập", registered_at=deed["now"],
        superior_id=tree.district.pk,
    )  # fmt: skip
    Campaign.objects.update(directive=directive)
    send(campaign, deed)
    target = target_of(campaign, tree.branch)

    for _tap in range(2):
        place_on_agenda(target=target, meeting=meeting, **answer)

    target.refresh_from_db()
    item = target.item
    titles = list(meeting.items.order_by("position").values_list("title", flat=True))
    assert titles == ["Đánh giá tình hình tháng qua", campaign.title, "Kết thúc"]
    assert item.hint == campaign.body
    assert list(item.directives.all()) == [directive]


def test_those_who_had_the_notice_hear_of_the_new_item(
    tree, campaign, branches, deed, answer, meeting, reader
):
    meeting.state, meeting.called_at, meeting.notice_revision = "called", deed["now"], 1
    meeting.save()
    send(campaign, deed)

    place_on_agenda(target=target_of(campaign, tree.branch), meeting=meeting, **answer)

    meeting.refresh_from_db()
    assert meeting.notice_revision == 2
    assert Message.objects.filter(recipient=reader.member).exists()


def test_it_stands_on_one_agenda_until_taken_off(tree, campaign, branches, deed, answer, meeting):
    later = factories.meeting(tree.branch, kind="extraordinary")
    send(campaign, deed)
    target = target_of(campaign, tree.branch)
    place_on_agenda(target=target, meeting=meeting, **answer)

    with pytest.raises(ValidationError, match="another meeting"):
        place_on_agenda(target=target, meeting=later, **answer)
    take_off_agenda(target=target, **answer)
    target.refresh_from_db()
    assert target.item is None
    assert meeting.items.count() == 2

    place_on_agenda(target=target, meeting=later, **answer)
    assert later.items.get().title == campaign.title


def test_a_cancelled_meeting_gives_it_back(tree, campaign, branches, deed, answer, meeting, today):
    send(campaign, deed)
    target = target_of(campaign, tree.branch)
    place_on_agenda(target=target, meeting=meeting, **answer)
    assert figures_of(whole(campaign), today).placed == 1
    meeting.refresh_from_db()
    meeting.state, meeting.cancel_reason = "cancelled", "Bão"
    meeting.save()
    assert figures_of(whole(campaign), today).placed == 0

    other = factories.meeting(tree.branch, kind="extraordinary")
    place_on_agenda(target=target, meeting=other, **answer)
    assert figures_of(whole(campaign), today).placed == 1


@pytest.mark.parametrize("kind", ["committee", "cell"])
def test_only_meetings_of_the_branch_take_it(tree, campaign, branches, deed, answer, kind):
    send(campaign, deed)
    target = target_of(campaign, tree.branch)
    place = tree.cell if kind == "cell" else tree.branch
    with pytest.raises(ValidationError, match="Choose a meeting"):
        place_on_agenda(target=target, meeting=factories.meeting(place, kind=kind), **answer)
    with pytest.raises(ValidationError, match="Choose a meeting"):
        place_on_agenda(target=target, meeting=factories.meeting(tree.sibling), **answer)


def test_once_the_roll_was_called_the_agenda_stays(tree, campaign, branches, deed, answer, meeting):
    send(campaign, deed)
    target = target_of(campaign, tree.branch)
    held = factories.meeting(tree.branch, state=MeetingState.HELD, kind="extraordinary")
    with pytest.raises(NotPossibleNow):
        place_on_agenda(target=target, meeting=held, **answer)
    target.item = factories.agenda_item(held)
    target.save()
    with pytest.raises(NotPossibleNow):
        take_off_agenda(target=target, **answer)


@pytest.mark.parametrize("is_offered", [True, False])
def test_a_topic_becomes_the_branchs_own(
    tree, branches, plan, deed, answer, is_offered, secretary, today
):
    offered = None
    if is_offered:
        offered = Topic.objects.create(
            organization=tree.district, superior_id=tree.district.pk, year=today.year,
            state="offered", title="Nếp sống văn minh", created_at=deed["now"],
        )  # fmt: skip
    topical = CampaignPlan(**{**plan.__dict__, "kind": Campaign.Kind.TOPIC, "topic": offered})
    campaign = draft_campaign(organization=tree.district, plan=topical, **deed)
    send(campaign, deed)
    thematic = factories.meeting(tree.branch, kind="thematic", chair=secretary.member)
    factories.agenda_item(thematic, title=PRESENTATION)
    target = target_of(campaign, tree.branch)

    place_on_agenda(target=target, meeting=thematic, **answer)

    own = Topic.objects.get(organization=tree.branch)
    assert own.source == offered
    assert own.title == (offered.title if offered else campaign.title)
    assert own.meeting == thematic
    target.refresh_from_db()
    assert target.item.title == f"{PRESENTATION}: {own.title}"
    assert thematic.items.count() == 1

    take_off_agenda(target=target, **answer)
    own.refresh_from_db()
    assert own.meeting is None
    assert thematic.items.get().title == PRESENTATION
    place_on_agenda(target=target, meeting=thematic, **answer)
    assert Topic.objects.filter(organization=tree.branch).count() == 1


def test_a_topic_on_a_periodic_meeting_is_planned_for_the_year(
    tree, branches, plan, deed, answer, meeting
):
    topical = CampaignPlan(**{**plan.__dict__, "kind": Campaign.Kind.TOPIC})
    campaign = draft_campaign(organization=tree.district, plan=topical, **deed)
    send(campaign, deed)

    place_on_agenda(target=target_of(campaign, tree.branch), meeting=meeting, **answer)

    assert Topic.objects.get(organization=tree.branch).meeting is None
    assert meeting.items.filter(title=campaign.title).exists()


def test_what_members_answered_is_not_taken_off(
    tree, campaign, branches, deed, answer, meeting, reader
):
    send(campaign, deed)
    target = target_of(campaign, tree.branch)
    target = place_on_agenda(target=target, meeting=meeting, **answer)
    target.item.opinions.create(author=reader.member, text="Nên", written_at=deed["now"])
    with pytest.raises(ValidationError, match="Members have sent opinions"):
        take_off_agenda(target=target, **answer)
    assert AgendaItem.objects.filter(pk=target.item_id).exists()


def report(target, answer, version=1, explanation=""):
    words = {"report": "25 người dự", "explanation": explanation, "version": version}
    return report_back(target=target, **words, **answer)


def held(branch, target, state=MeetingState.HELD):
    """The branch has met about it."""
    meeting = factories.meeting(branch, state=state, kind="extraordinary")
    CampaignTarget.objects.filter(pk=target.pk).update(item=factories.agenda_item(meeting))


def test_a_report_follows_the_meeting_or_says_how_without(tree, campaign, branches, deed, answer):
    send(campaign, deed)
    own, other = target_of(campaign, tree.branch), target_of(campaign, tree.sibling)
    with pytest.raises(ValidationError) as refused:
        report(own, answer)
    assert set(refused.value.message_dict) == {"explanation"}

    held(tree.branch, own)
    assert report(own, answer, explanation="Không cần").explanation == ""
    assert report(other, answer, explanation="Đã bàn ở tổ").explanation == "Đã bàn ở tổ"
    with pytest.raises(StaleVersion):
        report(own, answer)
    report(own, answer, version=2)
    with pytest.raises(ValidationError) as refused:
        report_back(target=own, version=3, report=" ", explanation="", **answer)
    assert set(refused.value.message_dict) == {"report"}


def test_a_closed_campaign_takes_nothing_more(tree, campaign, branches, deed, answer, meeting):
    send(campaign, deed)
    target = target_of(campaign, tree.branch)
    close_campaign(campaign=campaign, **deed)
    with pytest.raises(ValidationError, match="closed"):
        report(target, answer, explanation="Muộn")
    with pytest.raises(ValidationError, match="closed"):
        place_on_agenda(target=target, meeting=meeting, **answer)


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
