"""Two become one: what ends, what goes along, what stays as it was."""

from datetime import date, timedelta

import pytest

from branches.reorganizing.plan import Posts
from meetings.models import MeetingState
from meetings.services.month import compare_branch_months, rebuild_branch_months
from members.models import Affiliation, Post, PostKind
from tests import factories

from .reorganizing import JULY, carry_out, fresh, homes, made, merge, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def wards(tree):
    """Two wards side by side, a branch with a member in each."""
    return tree.district, tree.far_district


def test_merged_wards_end_the_instant_the_new_one_begins(tree, wards):
    branch, far = tree.branch, tree.far

    new = made(carry_out(merge(*wards)))

    for ward in map(fresh, wards):
        assert (ward.dissolved_on, ward.succeeded_by) == (JULY, new)
        assert ward.version_on(JULY) is None
        assert ward.version_on(JULY - timedelta(days=1)).name == ward.name
    assert (new.established_on, new.parent) == (JULY, tree.province)
    for one, body in [(branch, tree.body), (far, tree.far_body)]:
        one = fresh(one)
        assert fresh(body).parent == new
        assert one.path == f"{new.path}{body.pk:07d}/{one.pk:07d}/"
        assert (one.superior_id, one.grassroots_id, one.branch_id) == (new.pk, body.pk, one.pk)
        assert body.version_on(date(2025, 6, 30)).parent in wards
        assert body.version_on(JULY).parent == new


def test_members_of_merged_branches_move_without_a_gap(tree):
    ours = factories.member(home=tree.branch)
    theirs = factories.member(home=tree.sibling)

    new = made(carry_out(merge(tree.branch, tree.sibling, name="Chi bộ 7-8")))

    for member, old in [(ours, tree.branch), (theirs, tree.sibling)]:
        assert homes(member, JULY - timedelta(days=1)) == [old]
        assert homes(member, JULY) == [new]
        member.refresh_from_db()
        assert member.home == new


def test_attendance_of_the_past_stays_and_no_absence_is_made(tree):
    member = factories.member(home=tree.branch)
    held = factories.meeting(
        tree.branch, state=MeetingState.APPROVED, starts_at=moment(date(2025, 6, 30), 19)
    )
    row = factories.attendance(held, member)

    carry_out(merge(tree.branch, tree.sibling, name="Chi bộ 7-8"))

    assert [(a.meeting, a.status) for a in member.attendances.all()] == [(held, row.status)]
    assert fresh(held.organization).dissolved_on == JULY
    held.refresh_from_db()
    assert (held.branch, held.superior) == (tree.branch, tree.district)


def test_open_meetings_of_a_branch_that_moves_carry_its_new_keys(tree, wards):
    past = factories.meeting(
        tree.branch, state=MeetingState.APPROVED, starts_at=moment(date(2025, 6, 30), 19)
    )
    ahead = factories.meeting(
        tree.branch, state=MeetingState.CALLED, starts_at=moment(date(2025, 7, 5))
    )
    task = factories.task(tree.branch, factories.member(home=tree.branch))
    rebuild_branch_months()

    new = made(carry_out(merge(*wards)))

    for row, superior in [(past, tree.district), (ahead, new), (task, new)]:
        row.refresh_from_db()
        assert (row.superior, row.organization) == (superior, tree.branch)
    months = dict(tree.branch.months.values_list("month", "superior"))
    assert months == {date(2025, 6, 1): tree.district.pk, JULY: new.pk}
    assert compare_branch_months() == []


def test_open_meetings_of_a_branch_that_ends_are_called_off_with_the_reason(tree, secretary):
    member = factories.member(home=tree.branch)
    ahead = factories.meeting(
        tree.branch, state=MeetingState.CALLED, starts_at=moment(date(2025, 7, 5))
    )
    task = factories.task(tree.branch, member)

    reorganization = carry_out(merge(tree.branch, tree.sibling, name="Chi bộ 7-8"))

    ahead.refresh_from_db()
    assert ahead.state == MeetingState.CANCELLED
    assert "15-QĐ/TU (16/06/2025)" in ahead.cancel_reason
    assert member.messages.filter(announcement__occasion="meeting_cancelled").exists()
    task.refresh_from_db()
    assert (task.organization, task.branch) == (made(reorganization), made(reorganization))


def test_cells_go_along_with_those_in_them(tree):
    member = factories.member(home=tree.branch, cell=tree.cell)

    new = made(carry_out(merge(tree.branch, tree.sibling, name="Chi bộ 7-8")))

    assert fresh(tree.cell).parent == new
    assert fresh(tree.cell).branch_id == new.pk
    member.refresh_from_db()
    assert (member.home, member.cell) == (new, tree.cell)


def test_posts_end_or_go_on(tree):
    old_committee = factories.post(
        factories.member(home=tree.branch), tree.branch, post=PostKind.COMMITTEE_MEMBER
    )
    secretary = factories.post(factories.member(home=tree.branch), tree.branch)

    new = made(carry_out(merge(tree.branch, tree.sibling, name="Chi bộ 7-8", posts=Posts.CARRY)))

    for post in (old_committee, secretary):
        post.refresh_from_db()
        assert post.valid_to == JULY
    goes_on = Post.objects.get(organization=new)
    assert (goes_on.member, goes_on.kind) == (old_committee.member, PostKind.COMMITTEE_MEMBER)
    assert (goes_on.valid_from, goes_on.decision) == (JULY, "15-QĐ/TU (16/06/2025)")


def test_temporary_transfer_to_the_branch_one_is_merged_with_ends(tree):
    member = factories.member(home=tree.branch)
    factories.affiliate(member, tree.sibling, Affiliation.Kind.TEMPORARY)

    carry_out(merge(tree.branch, tree.sibling, name="Chi bộ 7-8"))

    temporary = Affiliation.objects.get(member=member, kind="temporary")
    assert temporary.valid_to == JULY


def test_facts_entered_for_later_days_lie_with_the_successor(tree):
    """The decision is entered late: somebody joined in between, and moved on."""
    member = factories.member(home=tree.branch, since=date(2025, 7, 10))

    new = made(
        carry_out(merge(tree.branch, tree.sibling, name="Chi bộ 7-8"), moment(date(2025, 8, 1)))
    )

    assert homes(member, date(2025, 7, 10)) == [new]
    assert homes(member, date(2025, 7, 9)) == []
