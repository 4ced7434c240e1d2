"""Topics: offered, chosen, written, commented on, approved, put on a meeting."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from meetings.models import MeetingKind, MeetingState, Topic
from meetings.services.meeting import MeetingPlan, plan_meeting
from meetings.services.states import StaleVersion
from meetings.services.topic import (
    PRESENTATION,
    TopicPlan,
    approve_topic,
    comment_topic,
    drop_topic,
    edit_topic,
    offer_topic,
    open_topic,
    plan_topic,
    put_topic_on_meeting,
    reopen_topic,
    save_topic_paper,
)
from members.models import AuditEntry, Member, Occasion
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def deed(secretary, now):
    return {"by": secretary, "now": now}


@pytest.fixture
def plan(today, reader):
    return TopicPlan(
        today.year,
        "An toàn cháy nổ",
        quarter=(today.month + 2) // 3,
        writer=reader.member,
    )


@pytest.fixture
def topic(branch, plan, deed):
    return plan_topic(organization=branch, plan=plan, **deed)


@pytest.fixture
def thematic(branch, secretary, deputy, now):
    def thematic(days=5, kind=MeetingKind.THEMATIC, place=branch):
        starts_at = now + timedelta(days=days)
        plan = MeetingPlan(
            kind=kind,
            month=timezone.localdate(starts_at).replace(day=1),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            place="Nhà văn hoá",
            chair=secretary.member,
            recorder=deputy.member,
        )
        return plan_meeting(organization=place, plan=plan, by=secretary, now=now)

    return thematic


def written(topic, deed, text="Thực trạng và giải pháp"):
    return save_topic_paper(topic=topic, version=topic.version, text=text, **deed)


def opened(topic, deed):
    open_topic(topic=written(topic, deed), **deed)
    topic.refresh_from_db()
    return topic


def test_offered_topic_is_chosen_by_a_branch_and_counted(tree, branch, plan, clerk, deed, today):
    offer = TopicPlan(today.year, "Nếp sống văn minh")
    offered = offer_topic(organization=tree.body, plan=offer, by=clerk, now=deed["now"])
    assert list(Topic.objects.offered_for(branch, today.year)) == [offered]
    assert not Topic.objects.offered_for(tree.cousin, today.year).exists()

    chosen = plan_topic(
        organization=branch,
        plan=TopicPlan(today.year, offered.title, quarter=1, source=offered),
        **deed,
    )

    assert chosen.source == offered
    assert chosen.state == Topic.State.PLANNED
    drop_topic(topic=offered, by=clerk, now=deed["now"])
    chosen.refresh_from_db()
    assert chosen.state == Topic.State.PLANNED


def test_branches_plan_and_committees_offer(tree, branch, plan, deed):
    for verb, place in [(offer_topic, branch), (plan_topic, tree.body), (plan_topic, tree.cell)]:
        with pytest.raises(ValidationError):
            verb(organization=place, plan=plan, **deed)


def test_paper_is_written_opened_commented_on_and_approved(topic, deed, reader, branch, commit):
    with commit():
        opened(topic, deed)
    assert topic.state == Topic.State.DRAFTED
    told = Member.objects.filter(messages__announcement__occasion=Occasion.TOPIC_OPEN)
    assert reader.member in told
    comment = comment_topic(topic=topic, text=" Nên thêm số liệu ", by=reader, now=deed["now"])
    assert comment.text == "Nên thêm số liệu"

    approve_topic(topic=topic, version=topic.version, **deed)
    topic.refresh_from_db()
    assert topic.approved_by == deed["by"]
    for verb, more in [
        (comment_topic, {"text": "Muộn"}),
        (save_topic_paper, {"version": topic.version, "text": "Muộn"}),
        (open_topic, {}),
    ]:
        with pytest.raises(ValidationError):
            verb(topic=topic, **more, **deed)
    reopen_topic(topic=topic, **deed)
    assert written(Topic.objects.get(), deed, "Bản sửa").text == "Bản sửa"


def test_empty_paper_is_not_opened(topic, deed):
    with pytest.raises(ValidationError):
        open_topic(topic=topic, **deed)


def test_late_save_and_approval_of_another_text_are_refused(topic, deed):
    opened(topic, deed)

    with pytest.raises(StaleVersion):
        save_topic_paper(topic=topic, version=1, text="Đè lên", **deed)
    with pytest.raises(StaleVersion):
        approve_topic(topic=topic, version=1, **deed)
    with pytest.raises(StaleVersion):
        edit_topic(topic=topic, version=1, plan=TopicPlan(2026, "Khác", quarter=1), **deed)

    topic.refresh_from_db()
    assert topic.text == "Thực trạng và giải pháp"


def test_topic_becomes_the_item_its_writer_presents(topic, thematic, reader, deed):
    first, second = thematic(5), thematic(9)

    put_topic_on_meeting(topic=topic, meeting=first, **deed)
    item = first.items.get(title__startswith=PRESENTATION)
    assert item.title == f"{PRESENTATION}: An toàn cháy nổ"
    assert item.presenter == reader.member

    topic.refresh_from_db()
    put_topic_on_meeting(topic=topic, meeting=second, **deed)
    assert first.items.filter(title=PRESENTATION).count() == 1
    assert second.items.filter(title__contains="cháy nổ").count() == 1
    assert topic.pk == second.topics.get().pk


def test_agenda_without_the_standard_item_gets_one_before_the_end(topic, thematic, deed):
    meeting = thematic()
    meeting.items.filter(title=PRESENTATION).delete()

    put_topic_on_meeting(topic=topic, meeting=meeting, **deed)

    titles = [item.title for item in meeting.items.order_by("position")]
    sections = [item.section for item in meeting.items.order_by("position")]
    assert sections == sorted(sections)
    assert sum("cháy nổ" in title for title in titles) == 1


def test_topic_goes_on_thematic_meetings_of_its_branch_only(tree, topic, thematic, deed):
    periodic = thematic(kind=MeetingKind.PERIODIC)
    foreign = thematic(place=tree.sibling)
    begun = factories.meeting(topic.organization, kind="thematic", state=MeetingState.OPEN)

    for meeting in (periodic, foreign, begun):
        with pytest.raises(ValidationError):
            put_topic_on_meeting(topic=topic, meeting=meeting, **deed)


def test_each_deed_is_logged_without_what_was_written(topic, deed):
    opened(topic, deed)

    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"plan_topic", "save_topic_paper", "open_topic"} <= verbs
    assert not AuditEntry.objects.filter(subject__contains="giải pháp").exists()


# Pages


def address(name, thing):
    return reverse(f"meetings:{name}", args=[thing.public_id])


def test_draft_is_the_writers_until_it_is_open(topic, deed, reader_client, sign_in, branch):
    written(topic, deed, "Bản nháp chưa xong")
    member = factories.user(factories.member(home=branch))

    assert "Bản nháp" not in sign_in(member).get(topic.get_absolute_url()).content.decode()
    assert sign_in(member).get(address("topic_paper", topic)).status_code == 404
    assert "Bản nháp" in reader_client.get(address("topic_paper", topic)).content.decode()

    assert reader_client.post(address("topic_open", topic)).status_code == 302
    assert "Bản nháp" in sign_in(member).get(topic.get_absolute_url()).content.decode()


def test_paper_saves_itself_and_keeps_both_texts_of_two_writers(
    topic, reader_client, secretary_client
):
    url = address("topic_paper", topic)
    auto = {"headers": {"X-Requested-With": "autosave"}}

    answer = reader_client.post(url, {"version": 1, "text": "Của người viết"}, **auto)
    assert answer.json()["version"] == 2
    late = secretary_client.post(url, {"version": 1, "text": "Của bí thư"}, **auto)
    assert late.status_code == 409
    assert late.json()["version"] == 2
    assert "Của người viết" in late.json()["html"]
    assert "Của bí thư" in late.json()["html"]
    page = secretary_client.post(url, {"version": 1, "text": "Của bí thư"})
    assert page.status_code == 409
    assert "Của bí thư" in page.content.decode()
    again = secretary_client.post(url, {"version": 2, "text": "Của bí thư"})
    assert again.status_code == 302
    topic.refresh_from_db()
    assert topic.text == "Của bí thư"


def test_branch_chooses_from_its_superiors_list(tree, branch, clerk, secretary_client, deed, today):
    offer = TopicPlan(today.year, "Nếp sống văn minh", summary="Việc cưới, việc tang")
    offered = offer_topic(organization=tree.body, plan=offer, by=clerk, now=deed["now"])
    url = address("topic_create", branch)
    assert offered.title in secretary_client.get(address("topic_list", branch)).content.decode()

    answer = secretary_client.post(url, {"source": offered.public_id, "quarter": 4})

    assert answer.status_code == 302
    chosen = Topic.objects.get(organization=branch)
    assert (chosen.title, chosen.summary) == (offered.title, offered.summary)
    page = secretary_client.get(url, {"quarter": 4}).content.decode()
    assert str(offered.public_id) not in page


def test_of_two_who_change_a_topic_the_later_decides_with_both_before_them(topic, secretary_client):
    url = address("topic_edit", topic)
    honest = {"version": topic.version, "quarter": topic.quarter, "summary": ""}
    secretary_client.post(url, honest | {"title": "Của người trước"})

    late = secretary_client.post(url, honest | {"title": "Của người sau"})

    assert late.status_code == 409
    page = late.content.decode()
    assert "Của người trước" in page
    assert "Của người sau" in page
    again = late.context["form"]["version"].value()
    secretary_client.post(url, honest | {"title": "Của người sau", "version": again})
    topic.refresh_from_db()
    assert topic.title == "Của người sau"


def test_wrong_input_comes_back_with_words(branch, secretary_client):
    url = address("topic_create", branch)

    answer = secretary_client.post(url, {"title": " ", "quarter": 7})

    assert answer.status_code == 200
    assert {"title", "quarter"} <= set(answer.context["form"].errors)
    assert not Topic.objects.exists()


def test_committee_sees_how_many_branches_chose(
    tree, branch, clerk, clerk_client, deed, today, django_assert_max_num_queries
):
    offer = TopicPlan(today.year, "Nếp sống văn minh")
    offered = [
        offer_topic(organization=tree.body, plan=offer, by=clerk, now=deed["now"]) for _ in "12345"
    ]
    for place in (branch, tree.sibling):
        for one in offered:
            chosen = TopicPlan(today.year, one.title, quarter=2, source=one)
            plan_topic(organization=place, plan=chosen, **deed)

    with django_assert_max_num_queries(16):
        page = clerk_client.get(address("topic_list", tree.body))

    assert {topic.chosen for topic in page.context["topics"]} == {2}
