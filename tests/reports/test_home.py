"""The first page: the step of the month for each role, and what waits."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Answer
from meetings.services.month import rebuild_branch_months
from members.models import Affiliation, PostKind
from tests import factories

pytestmark = pytest.mark.django_db
HOME = reverse("home")
TODAY = date(2026, 11, 24)
TONIGHT = datetime(2026, 11, 24, 19, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


def card(client):
    (found,) = client.get(HOME).context["cards"]
    return found


def states(card):
    return [step["state"] for step in card.steps]


# The step of the month


def test_month_without_a_meeting_is_to_be_planned(branch, secretary_client):
    found = card(secretary_client)

    assert found.step.url == (
        reverse("meetings:meeting_create", args=[branch.public_id]) + "?month=2026-11"
    )
    assert states(found) == ["current", "todo", "todo", "todo", "todo", "todo"]


@pytest.mark.parametrize(
    ("state", "starts_at", "address", "done"),
    [
        ("planned", TONIGHT, "notice_preview", 1),
        ("postponed", TONIGHT, "meeting_edit", 1),
        ("called", TONIGHT, "roll_open", 2),
        ("called", TONIGHT + timedelta(days=1), None, 2),
        ("open", TONIGHT, "floor_edit", 3),
        ("held", TONIGHT, "minutes_edit", 3),
        ("minuted", TONIGHT, "minutes_read", 5),
    ],
)
def test_step_follows_the_state_of_the_meeting(
    branch, secretary_client, state, starts_at, address, done
):
    meeting = factories.meeting(branch, state=state, starts_at=starts_at, present_count=5)

    found = card(secretary_client)

    url = reverse(f"meetings:{address}", args=[meeting.public_id]) if address else None
    assert (found.step.url if found.step else None) == url
    assert states(found).count("done") == done
    assert meeting.title in secretary_client.get(meeting.get_absolute_url()).content.decode()


def test_approved_month_leads_to_the_next(branch, secretary_client):
    factories.meeting(branch, state="approved")

    found = card(secretary_client)

    assert (found.month, found.meeting) == (DECEMBER, None)
    assert found.step.url.endswith("?month=2026-12")


def test_next_month_already_called_is_what_comes(branch, secretary_client):
    factories.meeting(branch, state="approved")
    december = factories.meeting(
        branch, state="called", month=DECEMBER, starts_at=TONIGHT + timedelta(days=9)
    )

    assert card(secretary_client).meeting == december


def test_two_approved_months_leave_nothing_to_do(branch, secretary_client):
    factories.meeting(branch, state="approved")
    factories.meeting(branch, state="approved", month=DECEMBER)

    found = card(secretary_client)

    assert (found.step, states(found)) == (None, ["done"] * 6)


@pytest.mark.parametrize("month", [date(2026, 10, 1), date(2026, 3, 1)])
def test_unfinished_minutes_come_before_this_month(branch, secretary_client, month):
    late = factories.meeting(branch, state="held", month=month)
    factories.meeting(branch, state="called", starts_at=TONIGHT + timedelta(days=1))

    assert card(secretary_client).meeting == late


def test_meeting_of_today_comes_before_unfinished_minutes(branch, secretary_client):
    late = factories.meeting(branch, state="held", month=date(2026, 10, 1))
    tonight = factories.meeting(branch, state="called", starts_at=TONIGHT)

    response = secretary_client.get(HOME)

    assert response.context["cards"][0].meeting == tonight
    assert [each.url for each in response.context["waiting"]][:1] == [late.get_absolute_url()]


def test_thematic_minutes_never_written_wait_for_months(branch, secretary_client):
    late = factories.meeting(branch, kind="thematic", state="held", month=date(2026, 2, 1))

    waiting = secretary_client.get(HOME).context["waiting"]

    assert late.get_absolute_url() in [each.url for each in waiting]


@pytest.mark.parametrize("kind", ["thematic", "committee", "extraordinary"])
def test_other_kinds_do_not_stand_for_the_month(branch, secretary_client, kind):
    factories.meeting(branch, kind=kind, state="called", starts_at=TONIGHT)

    response = secretary_client.get(HOME)

    assert response.context["cards"][0].meeting is None
    assert reverse("meetings:meeting_create", args=[branch.public_id]) in response.content.decode()


def test_called_off_meeting_is_to_be_planned_again(branch, secretary_client):
    factories.meeting(branch, state="cancelled")

    assert card(secretary_client).meeting is None


def test_cell_leader_has_the_month_of_the_cell(tree, cell_leader_client):
    meeting = factories.meeting(tree.cell, kind="cell", state="planned", starts_at=TONIGHT)
    factories.meeting(tree.branch, state="called", starts_at=TONIGHT)

    assert card(cell_leader_client).meeting == meeting


def test_committee_member_waits_for_the_secretary(branch, committee_member_client):
    factories.meeting(branch, state="planned", starts_at=TONIGHT)

    found = card(committee_member_client)

    assert found.step is None
    assert "bí thư" in found.text


def test_committee_member_cannot_plan_the_missing_meeting(branch, committee_member_client):
    found = card(committee_member_client)

    assert (found.meeting, found.step) == (None, None)


def test_plain_member_and_reviewer_have_no_card(tree, reader_client, district_reviewer_client):
    for browser in (reader_client, district_reviewer_client):
        assert "cards" not in browser.get(HOME).context


# What waits


def waiting(client):
    return {each.icon: each.text for each in client.get(HOME).context["waiting"]}


def test_unread_notices_and_leave_are_counted(branch, secretary, secretary_client, reader):
    meeting = factories.meeting(branch, state="called", starts_at=TONIGHT)
    notice = factories.announcement(branch)
    type(notice).objects.update(key=f"notice_issued:meeting:{meeting.pk}:1")
    factories.message(reader.member, notice)
    factories.message(secretary.member, notice, read_at=TONIGHT)
    factories.reply(meeting, reader.member, answer=Answer.LEAVE, reason="Ốm")
    factories.reply(meeting, secretary.member)

    found = waiting(secretary_client)

    assert found["envelope"].startswith("1 ")
    assert found["person-dash"].startswith("1 ")


def test_overdue_tasks_of_the_branch_wait_with_its_cells(tree, reader, secretary_client):
    due = TODAY - timedelta(days=1)
    factories.task(tree.branch, reader.member, due_on=due)
    factories.task(tree.cell, reader.member, due_on=due)
    factories.task(tree.branch, reader.member, due_on=TODAY)
    factories.task(tree.sibling, reader.member, due_on=due)

    assert waiting(secretary_client)["exclamation-triangle"].startswith("2 ")


def test_quarter_without_a_thematic_meeting_waits(branch, secretary_client):
    assert "book" in waiting(secretary_client)

    factories.meeting(branch, kind="thematic", state="approved", month=date(2026, 10, 1))
    rebuild_branch_months()

    assert "book" not in waiting(secretary_client)


def test_page_asks_as_much_for_much(tree, secretary_client, reader, django_assert_num_queries):
    factories.meeting(tree.branch, state="called", starts_at=TONIGHT)
    secretary_client.get(HOME)
    with CaptureQueriesContext(connection) as first:
        secretary_client.get(HOME)

    for number in range(3):
        factories.meeting(tree.branch, kind="thematic", state="held", starts_at=TONIGHT)
        factories.meeting(tree.branch, kind="committee", state="called", starts_at=TONIGHT)
        factories.task(tree.branch, reader.member, due_on=TODAY - timedelta(days=number + 1))

    with django_assert_num_queries(len(first)):
        secretary_client.get(HOME)


# Everybody's own


def test_member_sees_next_meeting_and_answers_with_one_tap(branch, reader, reader_client):
    meeting = factories.meeting(branch, state="called", starts_at=TONIGHT)

    text = reader_client.get(HOME).content.decode()
    assert meeting.title in text
    assert 'name="answer" value="attend"' in text
    reader_client.post(reverse("meetings:reply", args=[meeting.public_id]), {"answer": "attend"})

    answered = reader_client.get(HOME)
    assert [each.answer for each in answered.context["next_meeting"].own_reply] == ["attend"]
    assert 'value="attend"' not in answered.content.decode()


def test_answers_of_others_are_not_shown_as_own(branch, secretary, reader_client):
    factories.reply(factories.meeting(branch, state="called"), secretary.member)

    assert reader_client.get(HOME).context["next_meeting"].own_reply == []


def test_only_meetings_that_concern_the_member_come_next(tree, reader_client, sign_in):
    factories.meeting(tree.branch, kind="committee", state="called", starts_at=TONIGHT)
    factories.meeting(tree.cell, kind="cell", state="called", starts_at=TONIGHT)
    factories.meeting(tree.branch, state="planned", starts_at=TONIGHT)
    linked = factories.member(home=tree.far)
    factories.affiliate(linked, tree.branch, Affiliation.Kind.RESIDENCE)
    factories.meeting(tree.branch, state="called", starts_at=TONIGHT + timedelta(days=3))

    assert reader_client.get(HOME).context["next_meeting"].state == "called"
    assert reader_client.get(HOME).context["next_meeting"].organization == tree.branch
    assert reader_client.get(HOME).context["next_meeting"].kind == "periodic"
    assert sign_in(factories.user(linked)).get(HOME).context["next_meeting"] is None


def test_own_tasks_come_the_longest_overdue_first(branch, reader, secretary, reader_client):
    factories.task(branch, reader.member, description="Sau", due_on=TODAY + timedelta(days=5))
    factories.task(branch, reader.member, description="Trễ", due_on=TODAY - timedelta(days=5))
    factories.task(branch, reader.member, description="Chưa giao", assigned=False)
    factories.task(branch, secretary.member, description="Người khác")
    factories.task(branch, reader.member, description="Xong", state="done_on_time", done_on=TODAY)

    tasks = reader_client.get(HOME).context["tasks"]

    assert [(task.description, late) for task, late in tasks] == [("Trễ", True), ("Sau", False)]


def test_unread_messages_are_said_and_read_ones_not(branch, reader, reader_client):
    params = {"title": "Họp tháng 11", "branch": "CB", "starts_at": TONIGHT.isoformat()}
    for read_at in (None, TONIGHT):
        notice = factories.announcement(branch, params=params)
        factories.message(reader.member, notice, read_at=read_at)

    unread = reader_client.get(HOME).context["unread"]

    assert ["Họp tháng 11" in subject for _message, subject in unread] == [True]


def test_last_resolution_is_the_newest_published_of_ones_branch(tree, reader_client):
    meeting = factories.meeting(tree.branch, state="approved")
    published = factories.resolution(meeting, published=True)
    factories.resolution(meeting, kind="KL", abstract="Chưa ban hành")
    factories.resolution(factories.meeting(tree.sibling, state="approved"), published=True)

    assert reader_client.get(HOME).context["resolution"] == published


# Committees and the rest


def test_reviewer_sees_the_month_of_the_committee_in_five_numbers(world, district_reviewer_client):
    (each,) = district_reviewer_client.get(HOME).context["committees"]

    total = each.total
    assert (total.not_planned, total.planned, total.called, total.met, total.filed) == (
        1, 0, 1, 1, 1,
    )  # fmt: skip
    assert each.behind_count == 1
    assert each.organization == world.district


def test_person_of_two_committees_sees_both(world, sign_in):
    person = factories.member(home=world.office)
    for committee in (world.body, world.cousin_body):
        factories.post(person, committee, post=PostKind.COMMITTEE_MEMBER)

    committees = sign_in(factories.user(person)).get(HOME).context["committees"]

    assert {each.organization for each in committees} == {world.body, world.cousin_body}


def test_auditor_is_sent_to_the_log(auditor_client, reader_client):
    log = reverse("members:audit_list")

    assert f'href="{log}"' in auditor_client.get(HOME).content.decode()
    assert f'href="{log}"' not in reader_client.get(HOME).content.decode()


def test_technical_administrator_is_sent_to_the_administration(world, technical_admin_client):
    response = technical_admin_client.get(HOME)

    assert 'href="/admin/"' in response.content.decode()
    assert response.context["committees"] == []


def test_account_without_member_is_told_whom_to_ask(sign_in):
    assert "empty" in sign_in(factories.user()).get(HOME).content.decode()


def test_stranger_is_sent_to_the_log_in(client, db):
    assert client.get(HOME).url == f"{reverse('members:login')}?next=%2F"
