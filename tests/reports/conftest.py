"""A small world whose figures can be counted by hand, on 24 November 2026."""

from datetime import date

import pytest

from meetings.services.month import rebuild_branch_months
from members.models import Affiliation, PostKind, StandingStatus
from tests import factories

NOVEMBER = date(2026, 11, 1)
NOT_HELD = ("planned", "called", "postponed", "cancelled")


@pytest.fixture(autouse=True)
def late_november(time_machine):
    time_machine.move_to("2026-11-24T09:00+07:00", tick=False)


@pytest.fixture
def hold():
    """A meeting of November in the state; of a base of 10, 8 are present unless said otherwise."""

    def hold(branch, state, *, present=8, base=10, **kwargs):
        if state not in NOT_HELD:
            kwargs["present_in_base"] = present
        return factories.meeting(branch, state=state, base=base, **{"month": NOVEMBER} | kwargs)

    return hold


@pytest.fixture
def world(tree, hold):
    """Below the district: a body with two branches, another with one, and the office.

    branch: filed, 8 of 10 present; sibling: met without minutes, 9 of 20; cousin: called;
    office: nothing. The sibling's combined meeting is the quarter's only thematic one.
    """
    hold(tree.branch, "approved")
    hold(tree.sibling, "held", present=9, base=20, kind="combined")
    hold(tree.cousin, "called")
    assert tree.office
    assert tree.far
    rebuild_branch_months()
    return tree


@pytest.fixture
def overseer(tree, sign_in):
    """`overseer(committee)`: a browser of somebody who reviews there, at home in no branch."""

    def browser(committee):
        person = factories.member()
        factories.post(person, committee, post=PostKind.REVIEWER)
        return sign_in(factories.user(person, language="en"))

    return browser


@pytest.fixture
def rolls(tree):
    """Below the district: body (branch 3, in its cell 1; sibling 1), cousin_body (cousin 2)."""
    factories.member(home=tree.branch, cell=tree.cell)
    factories.member(home=tree.branch, status=StandingStatus.PROBATIONARY)
    factories.member(home=tree.branch, on_top=StandingStatus.EXEMPT)
    factories.member(home=tree.sibling, on_top=StandingStatus.SUSPENDED)
    factories.member(home=tree.cousin)
    factories.member(home=tree.cousin)
    linked = factories.member(home=tree.far)
    factories.affiliate(linked, tree.branch, Affiliation.Kind.RESIDENCE)
    return tree
