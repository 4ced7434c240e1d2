"""What was left open comes back on the next agenda by itself, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetings.models import Brought, MeetingKind, MeetingState, Section, TaskState
from meetings.models.agenda import MOST_ITEMS
from meetings.services.agenda import AgendaLine, save_agenda
from meetings.services.approval import close_meeting
from meetings.services.carrying import bring_over, bring_over_everywhere
from meetings.services.cell import plan_by_cells
from meetings.services.floor import mark_unfinished
from meetings.services.meeting import MeetingPlan, cancel_meeting, plan_meeting
from meetings.services.schedule import FixedDay, set_fixed_days
from members.models import AuditEntry
from tests import factories

from .evenings import opened

OLD = "Kết quả thực hiện nhiệm vụ: Thăm gia đình chính sách"


@pytest.fixture
def deed(secretary, now):
    return {"by": secretary, "now": now}


@pytest.fixture
def held(branch, now):
    """Last month's meeting, with one item that was not finished."""
    meeting = factories.meeting(
        branch,
        state=MeetingState.HELD,
        starts_at=now - timedelta(days=20),
        ended_at=now - timedelta(days=20) + timedelta(hours=2),
    )
    factories.agenda_item(meeting, position=1, title="Sửa đường ngõ 12", is_unfinished=True)
    factories.agenda_item(meeting, position=2, title="Đã xong")
    return meeting


@pytest.fixture
def coming(branch, now):
    """The next one, being prepared with its standard agenda."""
    meeting = factories.meeting(branch, starts_at=now + timedelta(days=12))
    factories.agenda_item(meeting, position=1, title="Khai mạc", section=Section.OPENING)
    factories.agenda_item(meeting, position=2, title="Thảo luận")
    return meeting


def titles(meeting):
    return list(meeting.items.values_list("title", flat=True))


def plan(branch, now, *, days=12, kind=MeetingKind.PERIODIC):
    starts_at = now + timedelta(days=days)
    return MeetingPlan(
        kind=kind,
        month=timezone.localdate(starts_at).replace(day=1),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="Nhà văn hoá",
    )


def test_old_business_comes_after_the_opening(held, coming, branch, secretary, now):
    task = factories.task(branch, secretary.member, due_on=timezone.localdate(now))

    assert bring_over(organization=branch, now=now) == 2

    assert titles(coming) == ["Khai mạc", "Sửa đường ngõ 12", OLD, "Thảo luận"]
    _opening, item, work, _rest = coming.items.all()
    assert item.carried_from == held.items.get(position=1)
    assert (work.task, work.presenter) == (task, secretary.member)
    coming.refresh_from_db()
    assert (coming.version, coming.brought_times) == (2, 1)
    assert AuditEntry.objects.get().verb == "bring_over"


def test_a_second_run_brings_nothing(held, coming, branch, secretary, now):
    factories.task(branch, secretary.member, due_on=timezone.localdate(now))
    bring_over(organization=branch, now=now)

    assert bring_over(organization=branch, now=now) == 0
    assert bring_over_everywhere(now=now) == 0


def test_who_takes_it_off_has_the_last_word(held, coming, branch, secretary, now, deed):
    factories.task(branch, secretary.member, due_on=timezone.localdate(now))
    bring_over(organization=branch, now=now)
    line = AgendaLine(
        item=None,
        section=Section.CONTENT,
        title="Chỉ việc này",
        presenter=None,
        category="party",
        planned_minutes=10,
    )

    save_agenda(meeting=coming, version=2, lines=[line], **deed)

    assert bring_over_everywhere(now=now) == 0
    assert titles(coming) == ["Chỉ việc này"]


@pytest.mark.parametrize("state", [MeetingState.CALLED, MeetingState.OPEN, MeetingState.HELD])
def test_an_agenda_that_was_told_stays(held, branch, now, state):
    factories.meeting(branch, state=state, starts_at=now + timedelta(days=3))
    after = factories.meeting(branch, starts_at=now + timedelta(days=33))

    # The one before may still settle everything; once held, the next one's turn has come.
    expected = 1 if state == MeetingState.HELD else 0
    brought = bring_over(organization=branch, now=now + timedelta(days=4 if expected else 0))

    assert (brought, after.items.count()) == (expected, expected)


def test_a_cancelled_meeting_gives_it_to_the_next(held, coming, branch, now, deed):
    bring_over(organization=branch, now=now)
    coming.refresh_from_db()
    cancel_meeting(meeting=coming, reason="Mưa bão", **deed)

    meeting = plan_meeting(organization=branch, plan=plan(branch, now, days=14), **deed)

    assert "Sửa đường ngõ 12" in titles(meeting)
    assert meeting.version == 2


def test_the_end_of_a_meeting_brings_what_was_not_finished(branch, coming, secretary, now, deed):
    meeting = opened(branch, secretary, now)
    item = meeting.items.first()

    mark_unfinished(item=item, is_unfinished=True, **deed)
    assert item.title not in titles(coming)  # it may still be finished tonight
    close_meeting(meeting=meeting, ended_at=now + timedelta(hours=2), **deed)

    assert item.title in titles(coming)


def test_other_peoples_business_stays_theirs(held, coming, tree, secretary, now):
    on = timezone.localdate(now)
    factories.task(tree.sibling, secretary.member, due_on=on)
    factories.task(tree.branch, secretary.member, due_on=on, assigned=False)
    done = {"state": TaskState.DONE_ON_TIME, "done_on": on}
    factories.task(tree.branch, secretary.member, due_on=on, **done)
    factories.task(tree.branch, secretary.member, due_on=on + timedelta(days=60))
    committee = factories.meeting(
        tree.branch,
        kind=MeetingKind.COMMITTEE,
        state=MeetingState.HELD,
        starts_at=now - timedelta(days=22),
        ended_at=now - timedelta(days=22) + timedelta(hours=1),
    )
    factories.agenda_item(committee, title="Việc nội bộ của chi uỷ", is_unfinished=True)

    assert bring_over_everywhere(now=now) == 1
    assert titles(coming) == ["Khai mạc", "Sửa đường ngõ 12", "Thảo luận"]


def test_no_more_than_an_agenda_can_hold(coming, branch, secretary, now):
    for _number in range(MOST_ITEMS):
        factories.task(branch, secretary.member, due_on=timezone.localdate(now))

    bring_over(organization=branch, now=now)

    assert coming.items.count() == MOST_ITEMS


def test_a_new_fixed_day_takes_old_business_along(held, branch, now, deed):
    today = timezone.localdate(now)

    def fix(day):
        days = [FixedDay(kind="periodic", pattern="day", time=now.time(), minutes=90, day=day,
                         place="Nhà văn hoá")]  # fmt: skip
        return set_fixed_days(organization=branch, days=days, starts_on=today, **deed)

    first = fix(3)[0]
    assert Brought.objects.get().meeting == first

    again = fix(5)

    assert Brought.objects.get().meeting == again[0]
    assert "Sửa đường ngõ 12" in titles(again[0])
    assert branch.meetings.filter(state=MeetingState.PLANNED).count() == len(again)


def test_a_cell_that_meets_for_the_branch_keeps_its_own(tree, coming, now, deed):
    old = factories.meeting(
        tree.cell,
        kind=MeetingKind.CELL,
        state=MeetingState.HELD,
        starts_at=now - timedelta(days=20),
        ended_at=now - timedelta(days=20) + timedelta(hours=1),
    )
    factories.agenda_item(old, title="Việc của tổ", is_unfinished=True)

    part = plan_by_cells(meeting=coming, **deed)[0]

    assert titles(part) == ["Khai mạc", "Việc của tổ", "Thảo luận"]
    assert "Việc của tổ" not in titles(coming)
