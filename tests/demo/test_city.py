"""The tree, the people and the posts of a small demo add up, and follow the rules of the Party."""

from datetime import timedelta

import pytest
from django.db.models import Count, F, Q

from branches.models import Organization, Term
from demo.logins import PASSWORD, SHOWCASE, showcase_logins
from meetings.papers.wording import paper_template_for
from members.access import Access
from members.models import Affiliation, Member, Post, Standing, User
from members.permissions import Permission as P
from papers.parts import PARTS
from papers.wording import checked

# So that even a run of these tests alone is given a test database.
pytestmark = pytest.mark.django_db


def branches():
    return Organization.objects.branches()


def test_organisations_are_as_many_as_asked(city):
    grassroots = Organization.objects.filter(kind__is_grassroots=True)

    assert branches().count() == city.sizes["branches"]
    assert grassroots.count() == city.sizes["grassroots"]
    assert grassroots.filter(kind__code="grassroots_branch").count() == 1


def test_paths_and_scope_keys_are_those_of_the_tree(city):
    for unit in Organization.objects.select_related("parent", "kind"):
        above = unit.parent.path if unit.parent else ""
        assert unit.path == f"{above}{unit.pk:07d}/"
        assert (unit.branch_id is not None) == (unit.kind.tier >= 5)
        assert unit.version_on(city.today).name == unit.name


def test_members_of_branches_add_up(city):
    at_home = branches().annotate(own=Count("members")).values_list("own", flat=True)

    assert sum(at_home) == city.sizes["members"]
    assert min(at_home) >= 5


def test_residence_links_are_in_no_total(city):
    links = Affiliation.objects.filter(kind=Affiliation.Kind.RESIDENCE)

    assert links.count() == city.sizes["residence"]
    assert not links.filter(organization=F("member__home")).exists()
    outsiders = Member.objects.filter(home=None, affiliations__kind=Affiliation.Kind.RESIDENCE)
    assert outsiders.exists()
    assert not Affiliation.objects.filter(
        member__in=outsiders, kind=Affiliation.Kind.HOME, valid_to=None
    ).exists()


def test_columns_of_today_say_what_the_dated_facts_say(city):
    here = Affiliation.objects.in_force(city.today)
    standings = Standing.objects.in_force(city.today)
    homes = here.filter(kind=Affiliation.Kind.HOME).values_list("member_id", "organization_id")
    cells = here.filter(kind=Affiliation.Kind.CELL).values_list("member_id", "organization_id")

    at_home = Member.objects.exclude(home=None)
    assert dict(homes) == dict(at_home.values_list("pk", "home_id"))
    assert dict(cells) == dict(at_home.exclude(cell=None).values_list("pk", "cell_id"))
    for status, flag in [
        ("official", "is_official"),
        ("exempt", "is_exempt"),
        ("suspended", "is_suspended"),
    ]:
        found = set(standings.filter(status=status).values_list("member_id", flat=True))
        assert found == set(Member.objects.filter(**{flag: True}).values_list("pk", flat=True))


def test_branches_of_nine_official_members_have_a_committee_of_three_to_seven(city):
    posts = Post.objects.in_force(city.today)
    seats = Q(kind__in=["secretary", "deputy_secretary", "committee_member"])
    sizes = set()
    for branch in branches():
        official = branch.members.filter(is_official=True).count()
        own = posts.filter(seats, organization=branch).count()
        assert official >= 3
        assert posts.filter(organization=branch, kind="secretary").count() == 1
        assert own == 2 if official < 9 else 3 <= own <= 7
        sizes.add(official >= 9)
    assert sizes == {True, False}


def test_posts_belong_to_members_and_terms_of_the_place(city):
    for post in Post.objects.select_related("term", "organization", "member__home"):
        assert post.term is None or post.term.organization_id == post.organization_id
        assert post.organization.path.startswith(post.member.home.path) or (
            post.member.home.path.startswith(post.organization.path)
        )


def test_every_organisation_but_cells_has_a_term(city):
    terms = Term.objects.in_force(city.today).values("organization")

    assert not Organization.objects.exclude(kind__code="cell").exclude(pk__in=terms).exists()


def test_names_have_no_double_account_and_all_leaders_have_one(city):
    holders = Member.objects.filter(posts__in=Post.objects.in_force(city.today))

    assert not holders.filter(user=None).exists()
    assert User.objects.count() > holders.count()


def test_each_role_has_its_login_and_rights(city):
    def may(username, permission, place):
        user = User.objects.select_related("member").get(username=username)
        return Access.of(user, city.today).may(permission, place)

    secretary = User.objects.get(username="bithu").member
    branch = secretary.home
    ward, district = branch.parent, branch.superior
    cell = User.objects.get(username="totruong").member.cell

    assert [login.username for login in showcase_logins()] == list(SHOWCASE)
    assert all(user.check_password(PASSWORD) for user in User.objects.filter(username__in=SHOWCASE))
    assert may("dangvien", P.READ_NOTICES, branch)
    assert not may("dangvien", P.SEE_MEETINGS, branch)
    assert may("totruong", P.PLAN_MEETINGS, cell)
    assert not may("totruong", P.PLAN_MEETINGS, branch)
    assert may("phobithu", P.APPROVE_MINUTES, branch)
    assert not may("phobithu", P.EDIT_MEMBERS, branch)
    assert may("bithu", P.EDIT_MEMBERS, branch)
    assert not may("bithu", P.SEE_FIGURES, ward)
    assert may("danguy", P.SEE_FIGURES, ward)
    assert not may("danguy", P.SEE_FIGURES, district)
    assert may("quanuy", P.SEE_FIGURES, district)
    assert may("kiemtra", P.READ_AUDIT, district)
    assert not may("kiemtra", P.SEE_FIGURES, district)
    administrator = User.objects.get(username="quantri")
    assert administrator.is_staff
    assert Access.of(administrator, city.today).scopes == {}


def test_showcase_branch_has_members_of_every_standing(city):
    branch = User.objects.get(username="bithu").member.home
    here = Affiliation.objects.in_force(city.today).filter(kind=Affiliation.Kind.TEMPORARY)

    assert branch.children.count() >= 2
    assert branch.members.filter(is_official=False).count() >= 3
    assert branch.members.filter(is_exempt=True).count() >= 3
    assert branch.members.filter(is_suspended=True).count() == 1
    assert here.filter(organization=branch).exists()
    assert here.filter(member__home=branch).exists()


def test_the_city_words_its_notices_itself(city):
    branch = branches().order_by("pk").first()
    parts = paper_template_for(branch, "notice", city.today).parts
    coming = paper_template_for(branch, "notice", city.today + timedelta(days=40)).parts

    assert "quy chế làm việc" in parts["opening"]
    assert not parts["closing"]
    assert coming["closing"]
    for key, part in PARTS["notice"].items():
        assert checked(part, coming[key]) == coming[key]
