"""What a branch does with a campaign: puts it on an agenda, reports back."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from meetings.campaigns import figures_of, whole
from meetings.models import AgendaItem, Campaign, Directive, MeetingState, Topic
from meetings.services.campaign import CampaignPlan, close_campaign, draft_campaign
from meetings.services.campaign_answer import place_on_agenda, report_back, take_off_agenda
from meetings.services.states import NotPossibleNow, StaleVersion
from meetings.services.topic import PRESENTATION
from members.models import Message
from tests import factories

from .verbs import held, report, send, target_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


# The agenda


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


# The report


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
