"""The figures of a branch's month: each kept row is what its records say, whatever happened."""

from datetime import date, datetime, timedelta
from io import StringIO
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from meetings.models import BranchMonth, Meeting, MeetingState, Resolution, Task
from meetings.models.meeting import TOOK_PLACE
from meetings.services.month import (
    compare_branch_months,
    rebuild_branch_months,
    refresh_branch_month,
)
from tests import factories

pytestmark = pytest.mark.django_db
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MONTHS = [date(2026, number, 1) for number in range(1, 5)]
NEXT_STATES = {
    "planned": ["called", "postponed", "cancelled"],
    "called": ["open", "postponed", "cancelled"],
    "open": ["held"],
    "held": ["minuted"],
    "minuted": ["held", "approved"],
    "postponed": ["called", "cancelled"],
}


def establish(kind, name, parent):
    return factories.organization(kind_code=kind, name=name, parent=parent)


@pytest.fixture
def ward():
    district = establish("superior_body", "Đảng bộ quận", None)
    return establish("grassroots_body", "Đảng bộ phường", district)


@pytest.fixture
def branch(ward):
    return establish("branch", "Chi bộ 1", ward)


def hold(organization, month, *, kind="periodic", state="planned", **figures):
    """A meeting that stands in the state, with the columns the database asks of it."""
    at = datetime(month.year, month.month, 3, 19, tzinfo=HANOI)
    meeting = Meeting(
        organization=organization,
        superior_id=organization.superior_id,
        grassroots_id=organization.grassroots_id,
        branch_id=organization.branch_id,
        kind=kind,
        month=month,
        title="Sinh hoạt chi bộ",
        starts_at=at,
        ends_at=at + timedelta(hours=2),
        created_at=at,
    )
    stamp(meeting, state)
    for name, value in figures.items():
        setattr(meeting, name, value)
    meeting.save()
    return meeting


def stamp(meeting, state):
    at = meeting.starts_at
    meeting.state = state
    if state not in ("planned", "postponed", "cancelled"):
        meeting.called_at = meeting.called_at or at
    if state in ("postponed", "cancelled"):
        meeting.cancel_reason = "Bão"
    if state in TOOK_PLACE:
        meeting.opened_at = at
        meeting.attendance_base = meeting.attendance_base or 0
        meeting.voting_base = meeting.voting_base or 0
    if state in ("held", "minuted", "approved"):
        meeting.ended_at = at
    if state == "approved":
        meeting.approved_at = at


def publish_resolution(meeting, *, tasks, number):
    owner = factories.member(home=meeting.organization)
    issued = factories.issued_number(meeting.organization, number=number)
    resolution = factories.resolution(meeting, published=True, number=issued)
    for _ in range(tasks):
        factories.task(meeting.organization, owner, resolution=resolution)
    return resolution


def row(branch, month=MONTHS[0]):
    return BranchMonth.objects.get(branch=branch, month=month)


def test_month_counts_each_state_once_reached(branch):
    hold(branch, MONTHS[0], state="planned")
    hold(branch, MONTHS[0], state="called")
    hold(branch, MONTHS[0], state="postponed")
    hold(branch, MONTHS[0], state="cancelled")
    hold(branch, MONTHS[0], state="open")
    hold(branch, MONTHS[0], state="approved")

    refresh_branch_month(branch=branch, month=MONTHS[0])

    kept = row(branch)
    assert (kept.planned, kept.called, kept.held, kept.filed) == (5, 3, 2, 1)


def test_combined_meeting_counts_as_periodic_and_thematic(branch):
    hold(branch, MONTHS[0], kind="combined", state="held")

    refresh_branch_month(branch=branch, month=MONTHS[0])

    assert (row(branch).held, row(branch).periodic_held, row(branch).thematic_held) == (1, 1, 1)


def test_attendance_is_summed_over_meetings_that_took_place(branch):
    figures = {"attendance_base": 20, "present_in_base": 17, "excused_count": 2}
    hold(branch, MONTHS[0], state="held", unexcused_count=1, **figures)
    hold(branch, MONTHS[0], kind="thematic", state="open", unexcused_count=4, **figures)
    hold(branch, MONTHS[0], state="called")

    refresh_branch_month(branch=branch, month=MONTHS[0])

    kept = row(branch)
    assert (kept.base, kept.present, kept.excused, kept.unexcused) == (40, 34, 4, 5)


def test_cells_committees_and_extraordinary_meetings_are_not_the_branchs_month(branch):
    cell = establish("cell", "Tổ 1", branch)
    hold(cell, MONTHS[0], state="approved")
    hold(branch, MONTHS[0], kind="committee", state="approved", attendance_base=5)
    hold(branch, MONTHS[0], kind="extraordinary", state="approved", attendance_base=30)

    refresh_branch_month(branch=branch, month=MONTHS[0])

    kept = row(branch)
    assert (kept.planned, kept.held, kept.filed, kept.base) == (0, 0, 0, 0)


def test_resolutions_count_once_published_and_tasks_once_assigned(branch):
    meeting = hold(branch, MONTHS[0], state="approved")
    publish_resolution(meeting, tasks=3, number=1)
    Resolution.objects.create(meeting=meeting, kind="KL", abstract="Chưa ban hành")
    Task.objects.update(is_assigned=True)
    Task.objects.filter(pk=Task.objects.first().pk).update(is_assigned=False)

    refresh_branch_month(branch=branch, month=MONTHS[0])

    assert (row(branch).resolutions, row(branch).tasks_assigned) == (1, 2)


def test_scope_keys_are_those_of_the_meeting_not_of_today(branch, ward):
    meeting = hold(branch, MONTHS[0])
    elsewhere = establish("grassroots_body", "Đảng bộ phường khác", ward.parent)
    type(branch).objects.filter(pk=branch.pk).update(grassroots=elsewhere)

    refresh_branch_month(branch=branch, month=MONTHS[0])

    assert row(branch).grassroots_id == meeting.grassroots_id == ward.pk


def test_month_without_any_meeting_has_no_row(branch):
    meeting = hold(branch, MONTHS[0])
    refresh_branch_month(branch=branch, month=MONTHS[0])
    Meeting.objects.filter(pk=meeting.pk).update(month=MONTHS[1])

    refresh_branch_month(branch=branch, month=MONTHS[0])
    refresh_branch_month(branch=branch, month=MONTHS[1])

    assert [kept.month for kept in BranchMonth.objects.all()] == [MONTHS[1]]


@pytest.mark.parametrize("seed", range(4))
def test_kept_rows_equal_the_rebuilt_after_a_storm_of_edits(ward, seed):
    random = Random(seed)  # noqa: S311  # a repeatable storm, not a secret
    branches = [establish("branch", f"Chi bộ {number}", ward) for number in range(3)]

    for step in range(120):
        edit(random, branches, step)

    assert compare_branch_months() == []
    kept = list(BranchMonth.objects.order_by("branch_id", "month").values())
    assert rebuild_branch_months() == len(kept) > 5
    assert list(BranchMonth.objects.order_by("branch_id", "month").values()) == kept


def edit(random, branches, step):
    """One deed of a random person, followed by the refresh its verb owes."""
    meetings = list(Meeting.objects.order_by("pk"))
    meeting = random.choice(meetings) if meetings and random.random() < 0.75 else None
    if meeting is None:
        kind = random.choice(["periodic", "thematic", "combined", "committee", "extraordinary"])
        meeting = hold(random.choice(branches), random.choice(MONTHS), kind=kind)
    elif random.random() < 0.3 and meeting.is_before_roll_call:
        before, meeting.month = meeting.month, random.choice(MONTHS)
        meeting.save(update_fields=["month"])
        refresh_branch_month(branch=meeting.branch, month=before)
    elif random.random() < 0.2 and meeting.took_place and not meeting.resolutions.exists():
        publish_resolution(meeting, tasks=random.randrange(4), number=step + 1)
    elif random.random() < 0.3 and meeting.took_place:
        meeting.present_in_base = random.randrange(30)
        meeting.unexcused_count = random.randrange(5)
        meeting.save(update_fields=["present_in_base", "unexcused_count"])
    elif meeting.state in NEXT_STATES:
        stamp(meeting, random.choice(NEXT_STATES[meeting.state]))
        meeting.attendance_base = random.randrange(1, 40) if meeting.took_place else None
        meeting.save()
    refresh_branch_month(branch=meeting.branch, month=meeting.month)


def test_comparison_names_wrong_missing_and_superfluous_rows(branch):
    for month in MONTHS[:3]:
        hold(branch, month, state=MeetingState.HELD)
    rebuild_branch_months()
    BranchMonth.objects.filter(month=MONTHS[0]).update(held=7)
    BranchMonth.objects.filter(month=MONTHS[1]).delete()
    BranchMonth.objects.create(branch=branch, month=MONTHS[3])

    wrong, missing, superfluous = compare_branch_months()

    assert (wrong.kept["held"], wrong.derived["held"]) == (7, 1)
    assert (missing.month, missing.kept) == (MONTHS[1], None)
    assert (superfluous.month, superfluous.derived) == (MONTHS[3], None)


def test_rebuild_of_a_scope_leaves_the_others(branch, ward):
    other_ward = establish("grassroots_body", "Đảng bộ phường khác", ward.parent)
    other = establish("branch", "Chi bộ khác", other_ward)
    hold(branch, MONTHS[0])
    hold(other, MONTHS[0])

    assert rebuild_branch_months(scope=ward) == 1

    assert [difference.branch_id for difference in compare_branch_months()] == [other.pk]
    assert compare_branch_months(scope=ward) == []


def test_command_checks_and_mends(branch):
    hold(branch, MONTHS[0])

    with pytest.raises(CommandError, match="1 rows differ"):
        call_command("rebuild_months", "--check", stderr=StringIO())
    call_command("rebuild_months", stdout=StringIO())
    output = StringIO()
    call_command("rebuild_months", "--check", stdout=output)

    assert "agree" in output.getvalue()
