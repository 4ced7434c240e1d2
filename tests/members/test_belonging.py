from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from members.current import refresh_current
from members.models import Affiliation, AuditEntry, Member, Post, PostKind, Standing, StandingStatus
from members.services import belonging, posts
from tests import factories

MARCH = date(2026, 3, 1)
JUNE = date(2026, 6, 1)
Kind = Affiliation.Kind


@pytest.fixture
def deed(secretary, now):
    """What every verb is told besides its own arguments."""
    return {"by": secretary, "now": now}


@pytest.fixture
def person(branch, deed):
    return belonging.register_member(full_name="Đặng Thị Ước", home=branch, on=MARCH, **deed)


def homes(member):
    rows = Affiliation.objects.filter(member=member, kind=Kind.HOME).order_by("valid_from")
    return list(rows.values_list("organization", "valid_from", "valid_to"))


def test_register_member_enters_the_roll_of_the_branch(branch, deed):
    member = belonging.register_member(
        full_name="  Nguye\u0302\u0303n  Thị   Ước ",
        home=branch,
        on=MARCH,
        status=StandingStatus.PROBATIONARY,
        phone="0912345678",
        **deed,
    )

    assert member.full_name == "Nguyễn Thị Ước"
    assert member.search_key == "nguyen thi uoc"
    assert (member.home, member.is_official) == (branch, False)
    assert homes(member) == [(branch.pk, MARCH, None)]
    assert member.standings.get().status == StandingStatus.PROBATIONARY
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject, entry.branch) == (
        "register_member",
        "Nguyễn Thị Ước",
        branch,
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"home": "body"}, "organization"),
        ({"on": date(2019, 12, 31)}, "organization"),
        ({"status": StandingStatus.EXEMPT}, "status"),
        ({"full_name": " "}, "full_name"),
        ({"email": "không phải thư"}, "email"),
    ],
)
def test_register_member_refuses_and_keeps_nothing(tree, deed, change, field):
    if "home" in change:
        change["home"] = getattr(tree, change["home"])
    before = Member.objects.count()

    with pytest.raises(ValidationError) as refused:
        belonging.register_member(
            **{"full_name": "Đỗ Văn An", "home": tree.branch, "on": MARCH} | change, **deed
        )

    assert field in refused.value.message_dict
    assert Member.objects.count() == before
    assert not AuditEntry.objects.exists()


def test_set_home_ends_the_old_home_and_what_hung_on_it(tree, person, deed):
    belonging.join_cell(member=person, cell=tree.cell, on=MARCH, **deed)
    belonging.transfer_temporarily(
        member=person, organization=tree.sibling, on=MARCH, until=date(2027, 1, 1), **deed
    )

    belonging.set_home(member=person, organization=tree.sibling, on=JUNE, **deed)

    assert homes(person) == [(tree.branch.pk, MARCH, JUNE), (tree.sibling.pk, JUNE, None)]
    assert (person.home, person.cell) == (tree.sibling, None)
    ends = Affiliation.objects.filter(member=person, kind__in=[Kind.CELL, Kind.TEMPORARY])
    assert set(ends.values_list("valid_to", flat=True)) == {JUNE}


def test_set_home_on_the_same_day_again_replaces_it(tree, person, deed):
    belonging.set_home(member=person, organization=tree.cousin, on=JUNE, **deed)
    belonging.set_home(member=person, organization=tree.sibling, on=JUNE, **deed)

    assert homes(person) == [(tree.branch.pk, MARCH, JUNE), (tree.sibling.pk, JUNE, None)]


def test_set_home_refuses_to_pass_by_a_later_entry(tree, person, deed):
    belonging.set_home(member=person, organization=tree.sibling, on=JUNE, **deed)

    with pytest.raises(ValidationError, match="01/06/2026"):
        belonging.set_home(member=person, organization=tree.cousin, on=date(2026, 5, 1), **deed)

    assert len(homes(person)) == 2


def test_join_cell_wants_a_cell_of_the_home_branch(tree, person, deed):
    with pytest.raises(ValidationError):
        belonging.join_cell(member=person, cell=tree.sibling_cell, on=MARCH, **deed)
    with pytest.raises(ValidationError):
        belonging.join_cell(member=person, cell=tree.branch, on=MARCH, **deed)

    belonging.join_cell(member=person, cell=tree.cell, on=MARCH, **deed)
    belonging.join_cell(member=person, cell=tree.other_cell, on=JUNE, **deed)

    assert person.cell == tree.other_cell


@pytest.mark.parametrize("verb", ["transfer_temporarily", "link_residence"])
def test_being_elsewhere_leaves_the_home(tree, person, deed, verb):
    elsewhere = {"member": person, "on": JUNE, "until": date(2026, 9, 1)} | deed

    with pytest.raises(ValidationError):
        getattr(belonging, verb)(organization=tree.branch, **elsewhere)
    getattr(belonging, verb)(organization=tree.far, **elsewhere)

    assert person.home == tree.branch
    assert person.affiliations.get(organization=tree.far).valid_to == date(2026, 9, 1)


def test_standing_membership_replaces_and_exemption_lies_on_top(person, deed):
    belonging.set_standing(member=person, status=StandingStatus.EXEMPT, on=MARCH, **deed)
    assert (person.is_official, person.is_exempt) == (True, True)

    belonging.lift_standing(standing=person.standings.get(status="exempt"), on=JUNE, **deed)
    belonging.set_standing(member=person, status=StandingStatus.PROBATIONARY, on=JUNE, **deed)

    person.refresh_from_db()
    assert (person.is_official, person.is_exempt) == (False, False)
    assert set(person.standings.values_list("status", "valid_from", "valid_to")) == {
        ("official", MARCH, JUNE),
        ("exempt", MARCH, JUNE),
        ("probationary", JUNE, None),
    }


def test_lift_standing_leaves_membership_alone(person, deed):
    with pytest.raises(ValidationError):
        belonging.lift_standing(standing=person.standings.get(), on=JUNE, **deed)


def test_refresh_current_follows_the_facts_of_the_day(tree, person, deed):
    today = timezone.localdate()
    soon = today + timedelta(days=7)
    belonging.set_home(member=person, organization=tree.sibling, on=soon, **deed)
    belonging.set_standing(member=person, status=StandingStatus.SUSPENDED, on=soon, **deed)
    assert (person.home, person.is_suspended) == (tree.branch, False)

    assert refresh_current(today) == 0
    assert refresh_current(soon) == 1
    assert refresh_current(soon) == 0

    person.refresh_from_db()
    assert (person.home, person.is_suspended) == (tree.sibling, True)


def test_refresh_current_is_one_statement_for_everybody(
    tree, secretary, reader, django_assert_num_queries
):
    Member.objects.update(home=None, cell=None, is_official=False)

    with django_assert_num_queries(1):
        assert refresh_current(timezone.localdate()) == 2

    assert set(Member.objects.values_list("home", "is_official")) == {(tree.branch.pk, True)}


def test_refresh_current_of_one_leaves_the_others(tree, person, reader):
    Member.objects.update(home=None)

    assert refresh_current(timezone.localdate(), only=person) == 1

    reader.member.refresh_from_db()
    assert reader.member.home is None


def test_appoint_post_in_the_term_of_the_day(tree, person, deed):
    term = factories.term(tree.branch)

    post = posts.appoint_post(
        member=person, organization=tree.branch, kind=PostKind.DEPUTY_SECRETARY, on=MARCH, **deed
    )

    assert post.term == term
    assert AuditEntry.objects.latest("pk").verb == "appoint_post"


def test_appoint_post_refuses_a_second_secretary_and_names_the_first(tree, person, deed):
    with pytest.raises(ValidationError, match="Nguyễn Thị Quỳnh"):
        posts.appoint_post(
            member=person, organization=tree.branch, kind=PostKind.SECRETARY, on=MARCH, **deed
        )


def test_appoint_post_twice_is_refused(tree, person, deed):
    wanted = {"organization": tree.branch, "kind": PostKind.COMMITTEE_MEMBER, "on": MARCH} | deed
    posts.appoint_post(member=person, **wanted)

    with pytest.raises(ValidationError):
        posts.appoint_post(member=person, **wanted | {"on": JUNE})


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("branch", PostKind.CELL_LEADER),
        ("branch", PostKind.REVIEWER),
        ("cell", PostKind.SECRETARY),
        ("body", PostKind.CELL_DEPUTY),
    ],
)
def test_appoint_post_refuses_posts_that_do_not_exist_there(tree, person, deed, place, kind):
    with pytest.raises(ValidationError):
        posts.appoint_post(
            member=person, organization=getattr(tree, place), kind=kind, on=MARCH, **deed
        )


def test_end_post_makes_room_for_the_next(tree, person, secretary, deed):
    post = Post.objects.get(member=secretary.member)

    posts.end_post(post=post, on=JUNE, **deed)
    posts.appoint_post(
        member=person, organization=tree.branch, kind=PostKind.SECRETARY, on=JUNE, **deed
    )

    assert post.valid_to == JUNE
    with pytest.raises(ValidationError):
        posts.end_post(post=post, on=JUNE, **deed)


def test_end_post_not_before_it_began(secretary, deed):
    post = Post.objects.get(member=secretary.member)

    with pytest.raises(ValidationError):
        posts.end_post(post=post, on=post.valid_from, **deed)


def test_a_verb_that_fails_half_way_leaves_nothing(person, deed):
    """The log cannot be written (no such account): the standing must not have changed either."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    deed["by"].pk = 999_999

    with pytest.raises(Exception, match="members_auditentry"):
        belonging.set_standing(member=person, status=StandingStatus.EXEMPT, on=MARCH, **deed)

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert not Standing.objects.filter(status="exempt").exists()
