"""Domain rule 1 (9 and 3 official members, 3 to 7 seats), and what is about to end."""

from datetime import timedelta

import pytest
from django.urls import reverse

from branches.rules import rules_for
from members.models import Announcement, PostKind, StandingStatus
from members.services.term_reminders import remind_ending
from members.staffing import concerns_of, needing_attention, posts_ending, staffing_of, terms_ending
from members.wording import wording
from tests import factories

TERM_DAYS, POST_DAYS = 180, 60

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def led(branch):
    """`led(8)`: the branch has so many official members, the first of them its secretary."""

    def fill(official, probationary=0):
        people = [factories.member(home=branch) for _ in range(official)]
        for _ in range(probationary):
            factories.member(home=branch, status=StandingStatus.PROBATIONARY)
        factories.post(people[0], branch, term=factories.term(branch))
        return people

    return fill


@pytest.fixture
def concerns(today):
    def ask(organization):
        rules = rules_for(organization, today)
        staffing = staffing_of([organization], today)[organization.pk]
        found = concerns_of(organization, staffing, rules, today)
        listed = needing_attention(organization, rules, today).filter(pk=organization.pk)
        codes = {concern.code: concern for concern in found}
        # The two ways of asking agree, but for what is held over.
        assert listed.exists() == bool(set(codes) - {"held_over"})
        return codes

    return ask


def seat(people, branch, kind=PostKind.COMMITTEE_MEMBER):
    for person in people:
        factories.post(person, branch, post=kind, term=branch.terms.get())


@pytest.mark.parametrize(("official", "is_asked"), [(8, False), (9, True)])
def test_nine_official_members_elect_a_committee(led, concerns, branch, official, is_asked):
    led(official, probationary=5)

    found = concerns(branch)

    assert ("committee_too_small" in found) == is_asked
    if is_asked:
        concern = found["committee_too_small"]
        assert "9 official members: a branch committee of 3 to 7" in concern.text
        assert "Điều 24" in concern.source


@pytest.mark.parametrize(
    ("seats", "code"),
    [(2, "committee_too_small"), (3, None), (7, None), (8, "committee_too_large")],
)
def test_a_committee_has_three_to_seven_seats(led, concerns, branch, seats, code):
    people = led(12)
    seat(people[1:seats], branch)

    assert list(concerns(branch)) == ([code] if code else [])


def test_a_secretary_who_is_also_a_committee_member_has_one_seat(led, concerns, branch):
    people = led(12)
    seat(people[:2], branch)

    assert "2 members; it needs 3 to 7" in concerns(branch)["committee_too_small"].text


@pytest.mark.parametrize(("official", "is_few"), [(2, True), (3, False)])
def test_three_official_members_make_a_branch(led, concerns, branch, official, is_few):
    led(official, probationary=4)

    found = concerns(branch)

    assert list(found) == (["few_official"] if is_few else [])
    if is_few:
        assert found["few_official"].text == "2 official members; a branch needs at least 3."


def test_a_committee_above_sets_no_other_number(concerns, led, tree, branch, today):
    """The Charter's numbers are locked; how far ahead one looks is not."""
    led(9)
    factories.rule_pack(tree.body, values={"committee.required_from": 20})

    assert "committee_too_small" in concerns(branch)


def test_without_secretary_and_term(concerns, branch, tree):
    assert {"no_secretary", "no_term", "few_official"} == set(concerns(branch))
    assert {"no_secretary", "no_term"} == set(concerns(tree.body))
    assert set(concerns(tree.cell)) == {"no_leader"}


@pytest.mark.parametrize(("left", "is_said"), [(TERM_DAYS, True), (TERM_DAYS + 1, False)])
def test_the_end_of_a_term_is_shown_ahead(led, concerns, branch, today, left, is_said):
    led(3)
    branch.terms.update(valid_to=today + timedelta(days=left))

    assert list(concerns(branch)) == (["term_ending"] if is_said else [])
    rules = rules_for(branch, today)
    assert terms_ending(branch, rules, today).exists() == is_said


@pytest.mark.parametrize(("left", "is_said"), [(POST_DAYS, True), (POST_DAYS + 1, False)])
def test_the_end_of_a_post_is_shown_ahead(led, concerns, branch, today, left, is_said):
    person = led(3)[0]
    until = today + timedelta(days=left)
    person.posts.update(valid_to=until)

    found = concerns(branch)

    assert list(found) == (["post_ending"] if is_said else [])
    if is_said:
        assert f"{person} until {until:%d/%m/%Y}, {left} days left" in found["post_ending"].text
    assert posts_ending(branch, rules_for(branch, today), today).exists() == is_said


def test_posts_of_the_term_before_are_named(led, concerns, branch, today):
    led(3)
    branch.terms.update(valid_to=today)
    factories.term(branch, ordinal=11, valid_from=today)

    assert list(concerns(branch)) == ["held_over"]


def test_a_dissolved_organisation_wants_nothing(led, branch, today):
    branch.dissolved_on = today
    branch.save()
    rules = rules_for(branch, today)

    assert concerns_of(branch, staffing_of([branch], today)[branch.pk], rules, today) == []
    assert not needing_attention(branch, rules, today).exists()


def test_the_committee_sees_below_what_is_to_be_looked_at(clerk, clerk_client, led, branch, tree):
    clerk.language = "en"
    clerk.save()
    led(2)
    tree.far  # noqa: B018 makes it

    shown = clerk_client.get(
        reverse("members:post_attention", args=[tree.district.public_id])
    ).content.decode()

    assert "2 official members; a branch needs at least 3." in shown
    assert branch.name in shown
    assert tree.far.name not in shown


def test_first_page_of_a_committee_counts_what_ends(clerk, clerk_client, led, branch, today):
    clerk.language = "en"
    clerk.save()
    led(3)[0].posts.update(valid_to=today + timedelta(days=POST_DAYS))
    assert "About to end: 0 terms of office, 1 posts" in clerk_client.get("/").content.decode()

    branch.terms.update(valid_to=today + timedelta(days=TERM_DAYS))
    assert "About to end: 1 terms of office, 1 posts" in clerk_client.get("/").content.decode()


def test_page_of_the_organisation_names_what_to_look_at(secretary, secretary_client, branch):
    secretary.language = "en"
    secretary.save()

    page = secretary_client.get(
        reverse("reports:organization_detail", args=[branch.public_id])
    ).content.decode()

    assert "1 official member; a branch needs at least 3." in page
    assert "No term of office is entered" in page


def test_those_who_lead_and_the_holder_are_told_once_ahead(led, branch, secretary, today, now):
    term = factories.term(branch, valid_to=today + timedelta(days=TERM_DAYS + 1))
    person = factories.member(home=branch)
    until = today + timedelta(days=POST_DAYS)
    factories.post(person, branch, post=PostKind.COMMITTEE_MEMBER, until=until)

    assert remind_ending(now=now) == 2  # the holder and the secretary
    assert remind_ending(now=now) == 0
    assert Announcement.objects.get().params["name"] == person.full_name
    assert remind_ending(now=now + timedelta(days=1)) == 1  # the term, to the secretary
    said = Announcement.objects.latest("pk")
    subject, body = wording(said)
    assert subject == f"The term {term.name} ends on {term.valid_to:%d/%m/%Y}"
    assert branch.name in body

    term.valid_to += timedelta(days=1)
    term.save()
    assert remind_ending(now=now + timedelta(days=2)) == 1  # moved, so said anew
