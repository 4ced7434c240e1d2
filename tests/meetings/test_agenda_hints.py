"""Kinds of units are dated; an agenda suggests what fits the kind of its day."""

import json
from datetime import date, timedelta

import pytest

from branches.models import BranchKind
from branches.reorganizing.plan import Kind
from meetings.hints import DATA, branch_kind_on, hints_for
from meetings.models import Category, MeetingKind, Section
from tests import factories

from .pages import url
from .reorganizing import JULY, carry_out, plan


@pytest.fixture
def street(tree):
    return factories.organization(
        parent=tree.body, kind_code="subordinate_branch", name="Chi bộ phố", branch_kind="street"
    )


@pytest.fixture
def meeting(branch, secretary):
    branch.branch_kind = BranchKind.STREET
    branch.save()
    branch.versions.update(branch_kind=BranchKind.STREET)
    planned = factories.meeting(branch, chair=secretary.member)
    sections = [Section.OPENING, Section.CONTENT, Section.CLOSING]
    for number, section in enumerate(sections, start=1):
        factories.agenda_item(planned, position=number, title=f"Mục {number}", section=section)
    return planned


def sent_as_shown(page, **more):
    """What a browser sends when a button of the page is pressed."""
    rows = page.context["rows"]
    data = {"version": page.context["version"], **more}
    for form in [rows.management_form, *rows.forms]:
        data |= {form.add_prefix(name): form[name].value() for name in form.fields}
    return {name: value for name, value in data.items() if value is not None}


def test_every_kind_of_unit_has_hints_with_a_source():
    entered = json.loads(DATA.read_text(encoding="utf-8"))

    assert {row["branch_kind"] for row in entered} == set(BranchKind.values)
    for row in entered:
        assert row["source"]
        assert row["items"]
        for item in row["items"]:
            assert item["category"] in Category.values
            assert 0 < len(item["title"]) <= 300
            assert item["hint"]


def test_the_kind_is_that_of_the_day(street):
    """Changed by decision; what was before stays what it was."""
    carry_out(
        plan(
            Kind.CHANGE_KIND,
            sources=(street,),
            organization_kind=street.kind,
            branch_kind=BranchKind.AGENCY,
        )
    )

    street.refresh_from_db()
    assert street.branch_kind == BranchKind.AGENCY
    assert branch_kind_on(street, JULY - timedelta(days=1)) == BranchKind.STREET
    assert branch_kind_on(street, JULY) == BranchKind.AGENCY
    assert hints_for(street, MeetingKind.PERIODIC, JULY).label == BranchKind.AGENCY.label


def test_a_cell_has_the_hints_of_its_branch(street):
    cell = factories.organization(parent=street, kind_code="cell", name="Tổ đảng số 1")

    assert branch_kind_on(cell, JULY) == BranchKind.STREET


@pytest.mark.parametrize(
    ("kind", "on"),
    [
        (MeetingKind.CONGRESS, JULY),
        (MeetingKind.COMMITTEE, JULY),
        (MeetingKind.PERIODIC, date(2018, 7, 5)),
    ],
)
def test_no_hints_where_none_fit(street, kind, on):
    street.versions.update(valid_from=date(2010, 1, 1))

    assert hints_for(street, MeetingKind.PERIODIC, date(2018, 7, 6))
    assert hints_for(street, kind, on) is None


def test_a_branch_without_a_kind_has_no_hints(branch):
    assert hints_for(branch, MeetingKind.PERIODIC, JULY) is None


def test_one_tap_adds_a_suggestion_before_the_closing_part(secretary_client, meeting):
    address = url("agenda_edit", meeting)
    page = secretary_client.get(address)
    hint = page.context["hints"].hints[1]
    assert hint.title in page.content.decode()

    added = secretary_client.post(address, sent_as_shown(page, suggest=str(hint.number)))

    assert added.status_code == 200
    assert meeting.items.count() == 3  # nothing is saved by that
    titles = [form["title"].value() for form in added.context["rows"].forms]
    assert titles == ["Mục 1", "Mục 2", hint.title, "Mục 3"]
    offered = {one.title: is_taken for one, is_taken in added.context["offered"]}
    assert offered.pop(hint.title)
    assert not any(offered.values())

    assert secretary_client.post(address, sent_as_shown(added)).status_code == 302
    saved = list(meeting.items.values_list("title", "section"))
    assert saved[2] == (hint.title, Section.CONTENT)
    assert len(saved) == 4


def test_what_was_typed_stays_when_a_suggestion_is_added(secretary_client, meeting):
    address = url("agenda_edit", meeting)
    data = sent_as_shown(secretary_client.get(address), suggest="1")
    data |= {"form-0-title": "Sửa dở", "form-0-ORDER": "3", "form-1-ORDER": "1"}
    data["form-2-ORDER"] = "abc"

    rows = secretary_client.post(address, data).context["rows"].forms

    assert "Sửa dở" in [form["title"].value() for form in rows]
    assert [form["ORDER"].value() for form in rows] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("number", ["99", "", "x"])
def test_a_suggestion_that_is_none_changes_nothing(secretary_client, meeting, number):
    address = url("agenda_edit", meeting)
    data = sent_as_shown(secretary_client.get(address), suggest=number)

    assert len(secretary_client.post(address, data).context["rows"].forms) == 3
