"""A month by cells: one meeting a cell, one record of the branch, nobody counted twice."""

from datetime import timedelta

import pytest

from meetings.models import (
    Attendance,
    AttendanceStatus,
    BranchMonth,
    Meeting,
    MeetingKind,
    MeetingState,
)
from meetings.papers.cells import cells_items
from meetings.services.approval import close_meeting
from meetings.services.cell import fold_cells, plan_by_cells
from meetings.services.month import compare_branch_months
from meetings.services.rollcall import open_roll
from members.models import PostKind
from tests import factories

from .evenings import again, marked
from .pages import statuses, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def cells(tree):
    return [tree.cell, tree.other_cell]


@pytest.fixture
def people(branch, cells, secretary):
    """Two in each cell, one in both, one (the secretary) in none."""
    first = [factories.member(home=branch, cell=cells[0]) for _ in range(2)]
    second = [factories.member(home=branch, cell=cells[1]) for _ in range(2)]
    both = factories.member(home=branch, cell=cells[0])
    # The database knows one cell a person at a time; a guest in the other is put on its roll.
    return {"first": first, "second": second, "both": both}


@pytest.fixture
def monthly(branch, cells, people, secretary, now):
    meeting = factories.meeting(
        branch, state=MeetingState.CALLED, starts_at=now, chair=secretary.member
    )
    factories.agenda_item(meeting, title="Đánh giá tháng qua", question="Vì sao?")
    return meeting


@pytest.fixture
def parts(monthly, secretary, now):
    return plan_by_cells(meeting=monthly, by=secretary, now=now)


def hold(part, by, now, statuses, conclusion="", also=()):
    """The cell meets: called, opened, marked, concluded, closed."""
    Meeting.objects.filter(pk=part.pk).update(state=MeetingState.CALLED, called_at=now)
    part = open_roll(meeting=part, by=by, now=now)
    for member in also:
        Attendance.objects.create(meeting=part, member=member)
    part = marked(part, by, now, **{f"m{member.pk}": status for member, status in statuses.items()})
    part.minutes.entries.update(conclusion=conclusion)
    return close_meeting(meeting=part, ended_at=now + timedelta(hours=1), by=by, now=now)


def test_one_tap_plans_a_meeting_for_each_cell(secretary_client, monthly, cells, people, secretary):
    leader = people["first"][0]
    factories.post(leader, cells[0], post=PostKind.CELL_LEADER)

    secretary_client.post(url("cells_plan", monthly))

    parts = monthly.parts.order_by("organization__path")
    assert [part.organization for part in parts] == cells
    assert {part.kind for part in parts} == {MeetingKind.CELL}
    assert [part.chair for part in parts] == [leader, secretary.member]
    assert [(i.title, i.question) for i in parts[0].items.all()] == [
        ("Đánh giá tháng qua", "Vì sao?")
    ]


def test_second_tap_plans_only_what_is_missing(secretary_client, monthly, parts, tree):
    Meeting.objects.filter(pk=parts[0].pk).update(state="cancelled", cancel_reason="Bão")

    secretary_client.post(url("cells_plan", monthly))
    secretary_client.post(url("cells_plan", monthly))

    assert monthly.parts.exclude(state="cancelled").count() == 2
    assert monthly.parts.count() == 3


def test_branch_without_cells_and_committee_are_refused(secretary_client, tree, branch, now):
    plain = factories.meeting(branch)
    committee = factories.meeting(branch, kind=MeetingKind.COMMITTEE)

    for meeting in (plain, committee):
        page = secretary_client.post(url("cells_plan", meeting), follow=True)
        assert "error" in [message.level_tag for message in page.context["messages"]]
    assert not Meeting.objects.filter(kind=MeetingKind.CELL).exists()


def test_attendance_of_the_cells_adds_up_to_the_branch(
    monthly, parts, people, secretary, now, branch
):
    one, two = parts
    present, online, excused = 1, 2, 3
    hold(
        one,
        secretary,
        now,
        {people["first"][0]: present, people["first"][1]: 4, people["both"]: present},
    )
    # Somebody of the other cell sat in here as well: still one person.
    hold(
        two,
        secretary,
        now,
        {people["second"][0]: online, people["second"][1]: present, people["both"]: 4},
        also=[people["both"]],
    )

    record = open_roll(meeting=monthly, by=secretary, now=now)

    of = dict(record.attendances.values_list("member", "status"))
    assert of == {
        people["first"][0].pk: AttendanceStatus.PRESENT,
        people["first"][1].pk: AttendanceStatus.UNEXCUSED,
        people["both"].pk: AttendanceStatus.PRESENT,
        people["second"][0].pk: AttendanceStatus.ONLINE,
        people["second"][1].pk: AttendanceStatus.PRESENT,
        secretary.member.pk: AttendanceStatus.UNKNOWN,
    }
    assert (record.attendance_base, record.present_in_base) == (6, 4)
    month = BranchMonth.objects.get(branch=branch, month=record.month)
    assert (month.held, month.base, month.present, month.unexcused) == (1, 6, 4, 1)
    assert excused
    assert compare_branch_months() == []


def test_cells_alone_are_no_meeting_of_the_branch(monthly, parts, people, secretary, now, branch):
    hold(parts[0], secretary, now, {people["first"][0]: 1})

    month = BranchMonth.objects.get(branch=branch, month=monthly.month)
    assert (month.planned, month.held, month.base) == (1, 0, 0)


def test_cell_that_meets_later_is_taken_over_and_corrections_stay(
    secretary_client, monthly, parts, people, secretary, now
):
    record = open_roll(meeting=monthly, by=secretary, now=now)
    marked(record, secretary, now, **{f"m{people['first'][1].pk}": AttendanceStatus.UNEXCUSED})
    hold(parts[0], secretary, now, {people["first"][0]: 1, people["first"][1]: 1})

    secretary_client.post(url("cells_fold", monthly))

    of = dict(monthly.attendances.values_list("member", "status"))
    assert of[people["first"][0].pk] == AttendanceStatus.PRESENT
    assert of[people["first"][1].pk] == AttendanceStatus.UNEXCUSED
    assert again(monthly).present_count == 1
    assert fold_cells(meeting=again(monthly), by=secretary, now=now) == 0


def test_meeting_of_a_cell_still_in_session_says_nothing_yet(
    monthly, parts, people, secretary, now
):
    part = parts[0]
    Meeting.objects.filter(pk=part.pk).update(state=MeetingState.CALLED, called_at=now)
    part = open_roll(meeting=part, by=secretary, now=now)
    marked(part, secretary, now, **{f"m{people['first'][0].pk}": 1})

    record = open_roll(meeting=monthly, by=secretary, now=now)

    assert record.present_count == 0


def test_minutes_of_the_branch_tell_day_count_and_conclusions_of_each_cell(
    monthly, parts, people, secretary, now
):
    hold(parts[0], secretary, now, {people["first"][0]: 1}, conclusion="Sửa đèn ngõ 5")
    open_roll(meeting=monthly, by=secretary, now=now)

    [item] = cells_items(monthly)

    assert "Tổ đảng số 1" in item.title
    assert item.text == "Có mặt 1/3 đồng chí."
    assert item.conclusion == "Sửa đèn ngõ 5"


def test_internal_items_of_a_cell_stay_in_the_cell(monthly, parts, people, secretary, now):
    parts[0].items.update(is_internal=True)
    hold(parts[0], secretary, now, {people["first"][0]: 1}, conclusion="Chuyện riêng")

    assert cells_items(monthly)[0].conclusion == ""


def test_cell_leader_runs_the_own_part_and_the_branch_page_shows_all(
    secretary_client, cell_leader_client, monthly, parts
):
    assert statuses("get", url("meeting_edit", parts[0]), cell_leader_client) == [200]
    assert statuses("get", url("meeting_edit", parts[1]), cell_leader_client) == [404]
    page = text_of(secretary_client.get(monthly.get_absolute_url()))
    assert all(part.get_absolute_url() in page for part in parts)


def test_planning_by_cells_is_for_leaders(
    committee_member_client, reader_client, stranger_client, monthly
):
    browsers = [committee_member_client, reader_client, stranger_client]

    assert statuses("post", url("cells_plan", monthly), *browsers) == [403, 403, 404]
