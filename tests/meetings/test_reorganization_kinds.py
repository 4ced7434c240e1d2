"""Each kind of reorganisation, and what is refused before anything changes."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from branches.models import Organization, Reorganization
from branches.reorganizing.plan import Kind, Numbering
from meetings.models import Meeting, MeetingKind, MeetingState
from meetings.services.meeting import MeetingPlan, plan_meeting
from meetings.services.number import issue_number
from members.models import Affiliation, Member, PostKind
from members.services.posts import appoint_post
from tests import factories

from .reorganizing import AFTER, JULY, carry_out, fresh, homes, made, merge, moment, plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


# Terms and numbers


@pytest.mark.parametrize(
    ("numbering", "ordinal", "number", "congress"),
    [
        (Numbering.CONTINUE, None, 8, 10),
        (Numbering.RESTART, None, 1, 1),
        (Numbering.RESTART, 10, 1, 10),
        (Numbering.CONTINUE, 1, 8, 1),
    ],
)
def test_numbers_and_congress_go_on_or_begin_again_as_chosen(
    tree, numbering, ordinal, number, congress
):
    factories.term(tree.branch, ordinal=10)
    factories.issued_number(tree.branch, document_type="NQ", number=7)

    reorganization = carry_out(
        merge(tree.branch, tree.sibling, name="Mới", numbering=numbering, ordinal=ordinal)
    )

    new = made(reorganization)
    term = new.terms.get()
    assert (term.ordinal, term.valid_from, term.name) == (congress, JULY, "2020–2025")
    assert tree.branch.terms.get().valid_to == JULY
    assert issue_number(organization=new, document_type="NQ", on=JULY).number == number


def test_established_branch_begins_with_its_first_congress(tree):
    reorganization = carry_out(
        plan(
            Kind.ESTABLISH,
            name="Chi bộ tổ dân phố 9",
            parent=tree.body,
            organization_kind=tree.branch.kind,
            term_name="2025–2030",
        )
    )

    new = made(reorganization)
    assert (new.parent, new.established_on, new.grassroots) == (tree.body, JULY, tree.body)
    assert new.terms.get().ordinal == 1
    assert new.versions.get().decision == "15-QĐ/TU (16/06/2025)"


# The other kinds


def test_absorbing_keeps_the_one_that_absorbs(tree):
    member = factories.member(home=tree.sibling)
    factories.term(tree.branch, ordinal=10)

    carry_out(plan(Kind.ABSORB, sources=(tree.sibling,), target=tree.branch))

    assert homes(member, JULY) == [tree.branch]
    assert fresh(tree.sibling).succeeded_by == tree.branch
    assert fresh(tree.branch).version_on(JULY).name == tree.branch.name
    assert tree.branch.terms.get().valid_to is None


def test_committee_between_can_be_absorbed_by_the_one_above(tree):
    middle = factories.organization(parent=tree.body, kind_code="sectional_body", name="Bộ phận")
    below = factories.organization(parent=middle)

    carry_out(plan(Kind.ABSORB, sources=(middle,), target=tree.body))

    assert fresh(below).parent == tree.body
    assert fresh(below).path == f"{tree.body.path}{below.pk:07d}/"


def test_successors_are_one_step_away(tree):
    first = made(carry_out(merge(tree.branch, tree.sibling, name="Một")))
    third = factories.organization(parent=tree.body, name="Ba")

    second = made(
        carry_out(merge(first, third, name="Hai", on=date(2025, 9, 1)), moment(date(2025, 9, 1)))
    )

    for old in (tree.branch, tree.sibling, first, third):
        assert fresh(old).succeeded_by == second


def test_moving_takes_everything_below_along(tree):
    cell = tree.cell

    carry_out(plan(Kind.MOVE, sources=(tree.body,), parent=tree.far_district))

    assert fresh(tree.body).parent == tree.far_district
    assert fresh(cell).path.startswith(fresh(tree.body).path)
    assert fresh(cell).superior_id == tree.far_district.pk
    assert fresh(cell).placed_on == JULY
    assert tree.body.version_on(date(2025, 6, 30)).parent == tree.district


def test_renaming_is_found_by_the_new_name_and_printed_by_date(tree):
    carry_out(plan(Kind.RENAME, sources=(tree.branch,), name="Chi bộ tổ dân phố Đông Hồ"))

    branch = fresh(tree.branch)
    assert (branch.name, branch.search_key) == (
        "Chi bộ tổ dân phố Đông Hồ",
        "chi bo to dan pho dong ho",
    )
    assert branch.name_on(date(2025, 6, 30)) == "Chi bộ tổ dân phố 7"


def test_change_of_kind_changes_the_keys_of_those_below(tree):
    cell = tree.cell
    kind = factories.kind("grassroots_branch")

    carry_out(plan(Kind.CHANGE_KIND, sources=(tree.branch,), organization_kind=kind))

    assert fresh(tree.branch).grassroots_id == tree.branch.pk
    assert fresh(cell).grassroots_id == tree.branch.pk
    assert tree.branch.version_on(date(2025, 6, 30)).kind.code == "subordinate_branch"


def test_dissolving_needs_an_empty_organisation(tree):
    member = factories.member(home=tree.branch)
    wanted = plan(Kind.DISSOLVE, sources=(tree.branch,))
    with pytest.raises(ValidationError, match="still belong"):
        carry_out(wanted)
    Affiliation.objects.filter(member=member).update(valid_to=date(2025, 6, 1))

    carry_out(wanted)

    assert fresh(tree.branch).dissolved_on == JULY


# Refused


def refused(wanted, words):
    before = Organization.objects.count(), Reorganization.objects.count()
    with pytest.raises(ValidationError, match=words):
        carry_out(wanted)
    assert (Organization.objects.count(), Reorganization.objects.count()) == before


def test_circles_and_wrong_levels_are_refused(tree):
    refused(plan(Kind.MOVE, sources=(tree.district,), parent=tree.body), "circle")
    refused(plan(Kind.MOVE, sources=(tree.branch,), parent=tree.sibling), "higher level")
    refused(merge(tree.district, tree.far_district, parent=tree.body), "circle")
    refused(plan(Kind.ABSORB, sources=(tree.district,), target=tree.body), "circle")
    refused(merge(tree.district, tree.body), "only one of them")
    refused(merge(tree.branch, tree.cousin_body), "Branches go with branches")


def test_overlaps_and_gaps_of_time_are_refused(tree):
    late = factories.organization(
        parent=tree.district, kind_code="grassroots_body", on=date(2025, 8, 1)
    )
    refused(plan(Kind.MOVE, sources=(tree.branch,), parent=late), "exists only from 01/08/2025")
    refused(merge(late, tree.body, on=date(2025, 8, 1)), "change on 01/08/2025")
    carry_out(plan(Kind.RENAME, sources=(tree.branch,), name="Tên mới"))
    refused(
        plan(Kind.RENAME, sources=(tree.branch,), name="Tên cũ", on=date(2025, 6, 1)), "01/07/2025"
    )


def test_branch_that_has_met_since_cannot_have_ended(tree):
    factories.meeting(tree.branch, state=MeetingState.HELD, starts_at=moment(date(2025, 7, 3)))

    refused(merge(tree.branch, tree.sibling, name="Mới"), "03/07/2025")


def test_dissolved_organisation_is_read_only(tree, secretary):
    factories.member(home=tree.branch)
    carry_out(merge(tree.branch, tree.sibling, name="Mới"))
    old = fresh(tree.branch)
    starts = moment(date(2025, 7, 9))

    with pytest.raises(ValidationError, match="read, not changed"):
        plan_meeting(
            organization=old,
            plan=MeetingPlan(
                kind=MeetingKind.PERIODIC,
                month=JULY,
                starts_at=starts,
                ends_at=starts + timedelta(hours=2),
                place="Nhà văn hoá",
            ),
            by=secretary,
            now=AFTER,
        )
    with pytest.raises(ValidationError, match="read, not changed"):
        appoint_post(
            member=Member.objects.first(),
            organization=old,
            kind=PostKind.SECRETARY,
            on=JULY,
            by=secretary,
            now=AFTER,
        )
    refused(plan(Kind.RENAME, sources=(old,), name="Sống lại"), "cannot change any more")
    assert not Meeting.objects.exists()
