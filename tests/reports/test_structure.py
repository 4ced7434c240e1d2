"""Figures by the structure of the month and of today; the line of events of an organisation."""

from datetime import date

import pytest
from django.urls import reverse

from branches.reorganizing.plan import Kind
from branches.rules import rules_for
from meetings.models import MeetingState, Paper
from meetings.papers.heading import heading
from meetings.services.month import rebuild_branch_months
from members.models import PostKind
from reports.queries.committee import total
from reports.queries.history import history_of
from reports.queries.structure import rows_now, rows_then
from tests import factories
from tests.meetings.reorganizing import carry_out, fresh, made, merge, moment, plan

pytestmark = pytest.mark.django_db
JUNE, JULY = date(2025, 6, 1), date(2025, 7, 1)


def met(branch, day, present):
    return factories.meeting(
        branch,
        state=MeetingState.APPROVED,
        starts_at=moment(day, 19),
        base=20,
        present_in_base=present,
        present_count=present,
    )


@pytest.fixture
def wards(tree):
    """Two wards that have met in June, and one of them in July as part of the merged one."""
    met(tree.branch, date(2025, 6, 30), 10)
    met(tree.sibling, date(2025, 6, 20), 15)
    met(tree.far, date(2025, 6, 30), 20)
    late = met(tree.branch, JULY, 18)
    new = made(carry_out(merge(tree.district, tree.far_district), moment(date(2025, 7, 3))))
    rebuild_branch_months()
    late.refresh_from_db()
    assert late.superior == new
    return tree.district, tree.far_district, new


def shown(rows):
    return [
        (row.name, row.figures.branches, row.figures.have_met, row.figures.present) for row in rows
    ]


def test_june_counts_by_the_old_wards_or_by_the_new_one(tree, wards):
    old, far, new = wards

    assert shown(rows_then(tree.province, JUNE)) == [
        (old.name, 2, 2, 25),
        (far.name, 1, 1, 20),
    ]
    assert shown(rows_now(tree.province, JUNE)) == [(new.name, 3, 3, 45)]
    for rows in (rows_then, rows_now):
        assert shown(rows(tree.province, JULY)) == [(new.name, 3, 1, 18)]


def test_parts_add_up_in_either_structure(tree, wards):
    old, far, new = map(fresh, wards)
    for month in (JUNE, JULY):
        whole = total(row.figures for row in rows_then(tree.province, month))
        assert whole == total(row.figures for row in rows_now(tree.province, month))
        parts = [row.figures for ward in (old, far, new) for row in rows_then(ward, month)]
        assert total(parts) == whole


def test_branch_that_was_merged_away_counts_with_its_successor_today(tree):
    met(tree.branch, date(2025, 6, 30), 10)
    met(tree.cousin, date(2025, 6, 30), 12)
    rebuild_branch_months()
    carry_out(merge(tree.branch, tree.cousin, name="Mới", parent=tree.cousin_body))

    assert shown(rows_then(tree.district, JUNE)) == [
        (tree.body.name, 1, 1, 10),
        (tree.cousin_body.name, 1, 1, 12),
    ]
    assert shown(rows_now(tree.district, JUNE)) == [(tree.cousin_body.name, 2, 2, 22)]


def test_page_shows_both(tree, wards, sign_in):
    person = factories.member(home=tree.branch)
    factories.post(person, tree.province, post=PostKind.REVIEWER)
    browser = sign_in(factories.user(person))
    address = reverse("reports:committee_structures", args=[tree.province.public_id])

    page = browser.get(address, {"month": "2025-06"}).content.decode()

    then, now = page[page.index('id="then"') :].split('id="now"')
    assert tree.district.name in then
    assert wards[2].name not in then
    assert tree.district.name not in now
    assert wards[2].name in now


def test_paper_bears_the_names_of_its_day(tree):
    """domain.md 5: the meeting of 30/6 shows the old header, that of 1/7 the new one."""
    branch = factories.organization(parent=tree.district, kind_code="grassroots_branch")
    june, july = (met(branch, day, 10) for day in (date(2025, 6, 30), JULY))
    carry_out(merge(tree.district, tree.far_district), moment(date(2025, 7, 3)))

    def superior(meeting):
        meeting.refresh_from_db()
        words = {"type_code": "BB", "number": 1, "dated_on": None, "abstract": ""}
        return heading(meeting, **words).superior

    assert superior(june) == tree.district.name
    assert superior(july) == "Đảng bộ phường Hợp Nhất"
    assert not Paper.objects.exists()


def test_rules_of_a_day_are_those_of_the_superiors_of_that_day(tree):
    key = "minutes.filed_within_days"
    branch = tree.branch
    factories.rule_pack(tree.district, values={key: 3})
    new = made(carry_out(merge(tree.district, tree.far_district)))
    factories.rule_pack(new, values={key: 9}, valid_from=date(2025, 1, 1))

    assert rules_for(fresh(branch), date(2025, 6, 30))[key] == 3
    assert rules_for(fresh(branch), JULY)[key] == 9


def test_history_is_a_line_of_events(tree):
    carry_out(plan(Kind.RENAME, sources=(tree.body,), name="Đảng bộ Đông Bắc", on=date(2025, 3, 1)))
    carry_out(merge(tree.district, tree.far_district))

    events = history_of(fresh(tree.body))

    assert [(event.on, event.before, event.after) for event in events] == [
        (JULY, ["Đảng bộ phường Hoa Sữa", "Đảng bộ xã Núi Xa"], ["Đảng bộ phường Hợp Nhất"]),
        (date(2025, 3, 1), ["Đảng bộ khu Đông"], ["Đảng bộ Đông Bắc"]),
    ]
