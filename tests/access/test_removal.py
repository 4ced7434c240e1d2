"""A right that ends is gone with the next request, in a browser that stays open."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetings.models import Meeting, MeetingState
from members.models import Affiliation, Post, User

from .asking import ALLOWED, ask, expected, targets
from .rules import ROWS

pytestmark = pytest.mark.django_db
ASKS = [name for name in ROWS if ROWS[name].on and ROWS[name].rule.isupper()]
IN_OFFICE = ["secretary", "deputy", "committee_member", "cell_leader", "grassroots_reviewer"]


def opened(world, client, role):
    """The GET pages that the role may open now, at places the role's post opens."""
    for name in ASKS:
        if "GET" in ROWS[name].methods:
            for place, key, url in targets(world, name):
                if expected(name, role, place, key) == ALLOWED:
                    yield f"{name} {key}@{place}", ask(client, "GET", url).status_code


def let_go(member, today):
    """As if everything had ended yesterday."""
    Post.objects.filter(member=member).update(valid_to=today)
    Affiliation.objects.filter(member=member).update(valid_to=today)


@pytest.mark.parametrize("role", IN_OFFICE)
def test_who_lost_post_and_home_finds_nothing(world, clients, today, role):
    client, member = clients[role], world.accounts[role].member
    before = dict(opened(world, client, role))
    assert 200 in before.values()

    let_go(member, today)

    after = dict(opened(world, client, role))
    assert set(after.values()) == {404}


def test_who_lost_the_post_keeps_what_a_member_has(world, clients, today):
    Post.objects.filter(member=world.accounts["secretary"].member).update(valid_to=today)

    wrong = [
        f"{name} {key}@{place}"
        for name in ASKS
        for place, key, url in targets(world, name)
        for method in ROWS[name].methods
        if method == "GET"
        and expected(name, "reader", place, key) != ALLOWED
        and ask(clients["secretary"], "GET", url).status_code not in (403, 404)
    ]

    assert wrong == []


def test_post_that_begins_tomorrow_opens_nothing_today(world, clients, today):
    Post.objects.filter(member=world.accounts["secretary"].member).update(
        valid_from=today + timedelta(days=1)
    )
    page = world.at["branch"]["planned_meeting"].get_absolute_url()

    assert ask(clients["secretary"], "GET", page).status_code == 404


def test_closed_account_is_logged_out(world, clients):
    User.objects.filter(username="secretary").update(is_active=False)

    found = ask(clients["secretary"], "GET", "/")

    assert (found.status_code, found.url) == (302, "/login/?next=%2F")


def test_suspension_closes_every_door(world, clients, today):
    member = world.accounts["secretary"].member
    type(member).objects.filter(pk=member.pk).update(is_suspended=True)

    found = dict(opened(world, clients["secretary"], "secretary"))

    assert set(found.values()) == {404}
    assert timezone.localdate() == today


def test_suspension_closes_the_minutes_one_has_led_or_written(world, clients):
    """A stranger's answer, not a refusal that says that there is something."""
    member = world.accounts["secretary"].member
    type(member).objects.filter(pk=member.pk).update(is_suspended=True)
    unlocked = Meeting.objects.exclude(state=MeetingState.APPROVED)
    unlocked.filter(branch=member.home).update(chair=member, recorder=member)

    found = {
        f"{name} {key}@{place}": ask(clients["secretary"], method, url).status_code
        for name in ASKS
        if name.startswith("meetings:minutes_") or name == "meetings:entry_save"
        for place, key, url in targets(world, name)
        for method in ROWS[name].methods
    }

    assert len(found) > 10
    assert set(found.values()) == {404}, found
