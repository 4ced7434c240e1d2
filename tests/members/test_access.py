"""Who may: what posts grant, when, and that the SQL and the Python form of a right agree."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from branches.models import Organization, Tier
from meetings.models import Meeting
from members import access as guard
from members.access import Access, Rule, fetch, require_anywhere
from members.models import Affiliation, Member, PostKind, StandingStatus
from members.permissions import Permission
from tests import factories
from tests.cast import Tree

P = Permission


def access_of(user, today):
    return Access.of(user, today)


# What posts grant, and where


def test_secretary_leads_the_branch_and_its_cells(secretary, tree, today):
    access = access_of(secretary, today)

    for place in (tree.branch, tree.cell, tree.other_cell):
        assert access.may(P.APPROVE_MINUTES, place)
        assert access.may(P.EDIT_MEMBERS, place)
    for place in (tree.sibling, tree.body, tree.cousin, tree.far, tree.district, None):
        assert not any(access.may(permission, place) for permission in Permission)


def test_deputy_leads_but_does_not_change_the_roll(deputy, tree, today):
    access = access_of(deputy, today)

    assert access.may(P.PLAN_MEETINGS, tree.branch)
    assert not access.may(P.EDIT_MEMBERS, tree.branch)
    assert not access.may(P.READ_AUDIT, tree.branch)


def test_committee_member_keeps_minutes_but_does_not_approve(committee_member, tree, today):
    access = access_of(committee_member, today)

    assert access.may(P.WRITE_MINUTES, tree.branch)
    assert access.may(P.TAKE_ROLL, tree.cell)
    assert not access.may(P.PLAN_MEETINGS, tree.branch)
    assert not access.may(P.APPROVE_MINUTES, tree.branch)


def test_cell_leader_leads_one_cell(cell_leader, tree, today):
    access = access_of(cell_leader, today)

    assert access.may(P.APPROVE_MINUTES, tree.cell)
    assert access.may(P.READ_NOTICES, tree.branch)
    assert not access.may(P.SEE_MEETINGS, tree.branch)
    assert not access.may(P.SEE_MEETINGS, tree.other_cell)


def test_member_reads_and_replies(reader, tree, today):
    access = access_of(reader, today)

    assert {one for one in Permission if access.may(one, tree.branch)} == {
        P.READ_NOTICES,
        P.REPLY,
        P.READ_MINUTES,
    }


def test_reviewer_oversees_what_lies_below(grassroots_reviewer, tree, today):
    access = access_of(grassroots_reviewer, today)

    assert access.may(P.SEE_FIGURES, tree.body)
    assert access.may(P.REMIND, tree.sibling)
    assert access.may(P.READ_MINUTES, tree.cell)
    assert not access.may(P.SEE_MEETINGS, tree.branch)  # drafts are the branch's own
    assert not access.may(P.SEE_FIGURES, tree.cousin)
    assert not access.may(P.SEE_FIGURES, tree.district)


def test_auditor_reads_the_log_and_nothing_else(auditor, tree, today):
    access = access_of(auditor, today)

    assert {one for one in Permission if access.may(one, tree.branch)} == {P.READ_AUDIT}


def test_technical_administrator_sees_no_content(technical_admin, tree, today):
    access = access_of(technical_admin, today)

    assert not any(access.may_anywhere(permission) for permission in Permission)
    assert not Meeting.objects.visible_to(access).exists()
    assert not Member.objects.visible_to(access).exists()


def test_post_that_exists_at_no_such_organization_grants_nothing(tree, today):
    person = factories.member(home=None)
    factories.post(person, tree.branch, post=PostKind.REVIEWER)
    factories.post(person, tree.body, post=PostKind.CELL_LEADER)

    assert access_of(factories.user(person), today).scopes == {}


# When


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [(0, None, True), (-1, 1, True), (-9, 0, False), (1, None, False), (-9, 1, True)],
)
def test_post_grants_from_its_first_day_until_before_its_end(tree, today, first, last, holds):
    person = factories.member(home=None)
    factories.post(
        person,
        tree.branch,
        since=today + timedelta(days=first),
        until=None if last is None else today + timedelta(days=last),
    )

    assert access_of(factories.user(person), today).may(P.PLAN_MEETINGS, tree.branch) is holds


def test_who_left_yesterday_may_nothing_there_today(moved_away, tree, today):
    yesterday = today - timedelta(days=1)

    assert access_of(moved_away, yesterday).may(P.WRITE_MINUTES, tree.branch)
    assert not access_of(moved_away, today).may(P.WRITE_MINUTES, tree.branch)
    assert not access_of(moved_away, today).may(P.READ_NOTICES, tree.branch)
    assert access_of(moved_away, today).may(P.READ_NOTICES, tree.far)


def test_temporary_host_tells_and_residence_link_does_not(tree, today):
    person = factories.member(home=tree.branch)
    factories.affiliate(person, tree.cousin, Affiliation.Kind.TEMPORARY)
    factories.affiliate(person, tree.far, Affiliation.Kind.RESIDENCE)

    access = access_of(factories.user(person), today)

    assert access.may(P.READ_NOTICES, tree.branch)
    assert access.may(P.READ_NOTICES, tree.cousin)
    assert not access.may(P.READ_NOTICES, tree.far)


def test_suspended_member_is_told_nothing(suspended, tree, today):
    assert access_of(suspended, today).scopes == {}


def test_inactive_account_may_nothing(secretary, today):
    secretary.is_active = False

    assert access_of(secretary, today).scopes == {}


@pytest.mark.parametrize("kind", [PostKind.SECRETARY, PostKind.COMMITTEE_MEMBER])
def test_suspension_rests_the_post_too(tree, today, kind):
    """Who is suspended from meetings does not run them either."""
    person = factories.member(home=tree.branch, on_top=StandingStatus.SUSPENDED)
    factories.post(person, tree.branch, post=kind)

    assert access_of(factories.user(person), today).scopes == {}


# The two forms of a right: `may` in Python, `within` in SQL

PLACES = [
    "province",
    "district",
    "body",
    "branch",
    "cell",
    "other_cell",
    "sibling",
    "sibling_cell",
    "cousin_body",
    "cousin",
    "office",
    "far_body",
    "far",
]
posts = st.lists(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(PostKind)), max_size=4, unique=True
)


@pytest.fixture
def furnished():
    """A tree with a sectional committee in it, a meeting in each organisation, a member at each."""
    tree = Tree()
    section = factories.organization(parent=tree.body, kind_code="sectional_body")
    tree.section = section
    tree.sectional = factories.organization(parent=section)
    for place in PLACES:
        getattr(tree, place)
    for organization in Organization.objects.filter(kind__tier__gte=Tier.BRANCH):
        factories.meeting(organization)
    return tree


@given(chosen=posts, home=st.sampled_from([*PLACES, "sectional", None]), in_section=st.booleans())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_sql_and_python_agree(db, furnished, today, chosen, home, in_section):
    everything = list(Organization.objects.select_related("kind"))
    with transaction.atomic():
        person = factories.member(home=getattr(furnished, home) if home else None)
        for place, kind in chosen:
            factories.post(person, getattr(furnished, place), post=kind)
        if in_section:
            factories.post(person, furnished.section, post=PostKind.REVIEWER)
        access = access_of(factories.user(person), today)

        for permission in {*access.scopes, P.REPLY}:
            by_python = {one for one in everything if access.may(permission, one)}
            meetings = Meeting.objects.filter(access.within(permission)).select_related(
                "organization"
            )
            assert set(access.organizations(permission)) == by_python
            found = {one.organization for one in meetings.filter(access.within(permission))}
            assert found == {one for one in by_python if one.kind.tier >= Tier.BRANCH}
        transaction.set_rollback(True)


# The one way to an object


def request_as(access, rule):
    request = RequestFactory().get("/")
    request.access, request.rule = access, rule
    return request


def test_fetch_answers_a_stranger_as_if_there_were_nothing(stranger, reader, tree, today):
    called = factories.meeting(tree.branch, state="called")
    rule = Rule(("GET",), permission=P.READ_NOTICES)

    mine = fetch(
        request_as(access_of(reader, today), rule), Meeting.objects, public_id=called.public_id
    )
    assert mine == called
    for public_id in (called.public_id, uuid4()):
        with pytest.raises(Http404) as refused:
            fetch(
                request_as(access_of(stranger, today), rule), Meeting.objects, public_id=public_id
            )
        assert str(called.public_id) not in str(refused.value)


def test_fetch_forbids_an_insider_without_the_right(reader, tree, today):
    called = factories.meeting(tree.branch, state="called")
    rule = Rule(("POST",), permission=P.PLAN_MEETINGS)

    with pytest.raises(PermissionDenied):
        fetch(
            request_as(access_of(reader, today), rule), Meeting.objects, public_id=called.public_id
        )


def test_lists_ask_whether_the_right_holds_anywhere(reader, secretary, today):
    rule = Rule(("GET",), permission=P.SEE_MEMBERS)

    assert require_anywhere(request_as(access_of(secretary, today), rule)).was_asked
    with pytest.raises(PermissionDenied):
        require_anywhere(request_as(access_of(reader, today), rule))


def test_every_post_of_the_house_has_its_grants_written_down():
    assert set(guard.COMMITTEE_GRANTS) | set(guard.BRANCH_GRANTS) == set(PostKind)
