"""A committee's month in figures: each branch once, each figure from its records."""

from datetime import date, timedelta

import pytest

from meetings.services.month import rebuild_branch_months
from reports.queries.committee import Figures, figures_by_child, total
from tests import factories

from .conftest import NOVEMBER
from .months import TODAY

pytestmark = pytest.mark.django_db


def test_figures_add_up_each_branch_once(world, reader):
    overdue = factories.task(world.branch, reader.member, due_on=TODAY - timedelta(days=1))
    factories.task(world.branch, reader.member, due_on=TODAY)
    factories.task(world.far, overdue.owner, due_on=TODAY - timedelta(days=1))

    figures = figures_by_child(world.district, NOVEMBER, today=TODAY)

    assert figures == {
        world.body.pk: Figures(
            branches=2, met=1, filed=1, thematic=1, base=30, present=17, open_tasks=2,
            overdue_tasks=1,
        ),
        world.cousin_body.pk: Figures(branches=1, called=1),
        world.office.pk: Figures(branches=1, not_planned=1),
    }  # fmt: skip


def test_totals_are_computed_from_counts(world):
    figures = total(figures_by_child(world.district, NOVEMBER, today=TODAY).values())

    assert (figures.branches, figures.have_met) == (4, 2)
    assert figures.attendance_percent == pytest.approx(100 * 17 / 30)
    assert sum(length for _state, _start, length in figures.segments) == figures.branches


def test_without_a_base_there_is_no_rate():
    assert Figures(branches=3).attendance_percent is None


def test_thematic_meeting_counts_for_its_quarter_up_to_the_month(world, hold):
    hold(world.branch, "approved", kind="thematic", month=date(2026, 10, 1))
    hold(world.cousin, "approved", kind="thematic", month=date(2026, 9, 1))
    hold(world.office, "approved", kind="thematic", month=date(2026, 12, 1))
    rebuild_branch_months()

    november = total(figures_by_child(world.district, NOVEMBER, today=TODAY).values())
    october = total(figures_by_child(world.district, date(2026, 10, 1), today=TODAY).values())

    assert (november.thematic, october.thematic) == (2, 1)


def test_thematic_meeting_alone_does_not_meet_the_month(world, hold):
    hold(world.office, "approved", kind="thematic")
    hold(world.office, "planned")
    rebuild_branch_months()

    figures = figures_by_child(world.district, NOVEMBER, today=TODAY)[world.office.pk]

    assert (figures.planned, figures.have_met, figures.thematic) == (1, 0, 1)


def test_month_is_filed_when_the_minutes_of_all_its_meetings_are(world, hold):
    hold(world.branch, "held", kind="thematic")
    rebuild_branch_months()

    figures = figures_by_child(world.district, NOVEMBER, today=TODAY)[world.body.pk]

    assert (figures.met, figures.filed) == (2, 0)


def test_branch_counts_from_its_founding_to_its_end(world):
    factories.organization(parent=world.cousin_body, on=date(2026, 12, 1))
    gone = factories.organization(parent=world.cousin_body)
    type(gone).objects.filter(pk=gone.pk).update(dissolved_on=date(2026, 11, 15))

    def count(month):
        return figures_by_child(world.district, month, today=TODAY)[world.cousin_body.pk].branches

    assert [count(date(2026, number, 1)) for number in (11, 12)] == [2, 2]


def test_tasks_of_a_branch_that_is_gone_are_not_asked_of_anybody(world):
    gone = factories.organization(parent=world.district, kind_code="grassroots_branch")
    factories.task(gone, factories.member(home=gone))
    type(gone).objects.filter(pk=gone.pk).update(dissolved_on=date(2026, 10, 1))

    figures = figures_by_child(world.district, NOVEMBER, today=TODAY)

    assert gone.pk not in figures
    assert total(figures.values()).open_tasks == 0


def test_residence_links_and_guests_never_reach_a_figure(world, stranger):
    before = figures_by_child(world.district, NOVEMBER, today=TODAY)

    factories.affiliate(stranger.member, world.branch, "residence", since=date(2026, 1, 1))
    world.branch.meetings.get().guests.create(name="Bà Năm")
    rebuild_branch_months()

    assert figures_by_child(world.district, NOVEMBER, today=TODAY) == before
