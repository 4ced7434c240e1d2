"""One person, several posts: rights follow the hat on the next request, in every tab."""

import pytest
from django.urls import reverse

from members.models import PostKind
from tests import factories

WEAR = reverse("members:hat_wear")


@pytest.fixture
def two_posts(tree, branch):
    """Deputy secretary of the branch, and reviewer at the district above."""
    person = factories.member(home=branch)
    branch_post = factories.post(person, branch, post=PostKind.DEPUTY_SECRETARY)
    district_post = factories.post(person, tree.district, post=PostKind.REVIEWER)
    return factories.user(person), branch_post, district_post


def test_without_a_hat_all_posts_count(two_posts, sign_in, tree, branch):
    client = sign_in(two_posts[0])

    assert (
        client.get(reverse("meetings:meeting_create", args=[branch.public_id])).status_code == 200
    )
    month = reverse("reports:committee_month", args=[tree.district.public_id])
    assert client.get(month).status_code == 200


def test_a_hat_takes_the_rights_of_the_other_posts_off(two_posts, sign_in, tree, branch):
    user, branch_post, district_post = two_posts
    client, other_tab = sign_in(user), sign_in(user)
    month = reverse("reports:committee_month", args=[tree.district.public_id])
    plan = reverse("meetings:meeting_create", args=[branch.public_id])

    client.post(WEAR, {"post": branch_post.pk})
    assert other_tab.get(month).status_code == 404
    assert other_tab.get(plan).status_code == 200

    client.post(WEAR, {"post": district_post.pk})
    assert other_tab.get(month).status_code == 200
    assert other_tab.get(plan).status_code == 403

    client.post(WEAR, {"post": ""})
    assert other_tab.get(plan).status_code == 200


def test_the_hat_of_another_is_refused(two_posts, sign_in, secretary):
    user = two_posts[0]
    foreign = secretary.member.posts.get()

    sign_in(user).post(WEAR, {"post": foreign.pk})

    user.refresh_from_db()
    assert user.hat is None


def test_a_hat_whose_post_has_ended_is_off(two_posts, sign_in, branch, today):
    user, branch_post, _district_post = two_posts
    client = sign_in(user)
    client.post(WEAR, {"post": branch_post.pk})
    branch_post.valid_to = today
    branch_post.save()

    assert client.get(reverse("home")).status_code == 200
    assert client.get(reverse("members:member_list")).status_code == 200


def test_the_menu_offers_hats_only_to_those_with_several_posts(
    two_posts, sign_in, secretary_client
):
    assert WEAR in sign_in(two_posts[0]).get(reverse("home")).content.decode()
    assert WEAR not in secretary_client.get(reverse("home")).content.decode()
