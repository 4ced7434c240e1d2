"""Pages of terms and posts: entering, ending, correcting; rights follow on the next request."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.services.number import issue_number
from members.models import AuditEntry, Post, PostKind
from tests import factories

FEBRUARY = date(2026, 2, 3)


@pytest.fixture(autouse=True)
def english(clerk, secretary):
    for account in (clerk, secretary):
        account.language = "en"
        account.save()


@pytest.fixture
def appoint(clerk_client):
    """Sends the form of a new post at the organisation."""

    def send(organization, person, **typed):
        return clerk_client.post(
            reverse("members:post_appoint", args=[organization.public_id]),
            {
                "kind": PostKind.COMMITTEE_MEMBER,
                "member": person.public_id,
                "on": "03/02/2026",
                "mode": "elected",
            }
            | typed,
        )

    return send


def page(client, name, thing):
    return client.get(reverse(f"members:{name}", args=[thing.public_id]))


def words(answer):
    return answer.content.decode()


def test_clerk_enters_a_post_from_the_roll_of_the_branch(
    clerk_client, appoint, branch, reader, stranger
):
    offered = words(page(clerk_client, "post_appoint", branch))
    assert reader.member.full_name in offered
    assert stranger.member.full_name not in offered

    sent = appoint(branch, reader.member, decision="Biên bản đại hội")

    assert sent.url == reverse("members:post_list", args=[branch.public_id])
    post = reader.member.posts.get()
    assert (post.valid_from, post.decision) == (FEBRUARY, "Biên bản đại hội")
    shown = words(clerk_client.get(sent.url))
    assert "Trần Văn Ước" in shown
    assert "Biên bản đại hội" in shown


def test_a_committee_searches_everybody_below(clerk_client, tree, secretary, appoint):
    url = reverse("members:post_appoint", args=[tree.district.public_id])
    far = factories.member(home=tree.far, name="Nguyễn Thị Quỳnh Xa")

    assert "Save the post" not in words(clerk_client.get(url))
    found = words(clerk_client.get(url, {"q": "quynh"}))
    assert "Nguyễn Thị Quỳnh – Chi bộ tổ dân phố 7" in found
    assert far.full_name not in found
    assert "Nobody below" in words(clerk_client.get(url, {"q": "khong co"}))

    assert appoint(tree.district, secretary.member).status_code == 302
    refused = appoint(tree.district, far)
    assert refused.status_code == 422
    assert "not on the roll here" in words(refused)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"on": ""}, "Type the day"),
        ({"on": "31/02/2026"}, "not a day of the calendar"),
        ({"until": "01/01/2026"}, "later than the beginning"),
        ({"kind": "reviewer"}, "Select a valid choice"),
        ({"mode": "appointed"}, "by which decision"),
        ({"member": ""}, "Choose the member who holds the post."),
        ({"member": "nobody"}, "not on the roll here"),
        ({"kind": "secretary"}, "Nguyễn Thị Quỳnh holds this post"),
    ],
)
def test_what_is_wrong_is_named_and_not_saved(appoint, branch, reader, secretary, typed, said):
    answer = appoint(branch, reader.member, **typed)

    assert answer.status_code == 422
    assert said in words(answer)
    assert not reader.member.posts.exists()


def test_a_probationary_member_holds_no_post(appoint, branch):
    person = factories.member(home=branch, status="probationary")

    answer = appoint(branch, person)

    assert "no official member" in words(answer)
    assert not person.posts.exists()


def test_a_secretary_hands_over_in_one_step(appoint, branch, reader, secretary, today):
    sent = appoint(branch, reader.member, kind=PostKind.SECRETARY, replaces="on")

    assert sent.status_code == 302
    before = secretary.member.posts.get()
    assert (before.valid_to, reader.member.posts.get().valid_to) == (FEBRUARY, None)


def test_rights_end_on_the_next_request_in_every_tab(
    clerk_client, secretary, secretary_client, sign_in, branch, today
):
    """Row 12 of the features."""
    plan = reverse("meetings:meeting_create", args=[branch.public_id])
    other_tab = sign_in(secretary)
    assert secretary_client.get(plan).status_code == other_tab.get(plan).status_code == 200
    post = secretary.member.posts.get()

    clerk_client.post(
        reverse("members:post_end", args=[post.public_id]),
        {"on": f"{today:%d/%m/%Y}", "reason": "Nghị quyết 5-NQ/CB"},
    )

    assert secretary_client.get(plan).status_code == other_tab.get(plan).status_code == 403
    post.refresh_from_db()
    assert (post.valid_to, post.end_reason) == (today, "Nghị quyết 5-NQ/CB")
    assert AuditEntry.objects.latest("pk").reason == "Nghị quyết 5-NQ/CB"


def test_a_hat_comes_off_with_its_post(clerk_client, tree, branch, sign_in, today):
    person = factories.member(home=branch)
    kept = factories.post(person, branch, post=PostKind.DEPUTY_SECRETARY)
    ended = factories.post(person, tree.district, post=PostKind.REVIEWER)
    account = factories.user(person, language="en")
    client = sign_in(account)
    client.post(reverse("members:hat_wear"), {"post": ended.pk})
    month = reverse("reports:committee_month", args=[tree.district.public_id])
    assert client.get(month).status_code == 200

    clerk_client.post(
        reverse("members:post_end", args=[ended.public_id]),
        {"on": f"{today:%d/%m/%Y}", "reason": "Hết nhiệm vụ"},
    )

    assert client.get(month).status_code == 404
    plan = reverse("meetings:meeting_create", args=[branch.public_id])
    assert client.get(plan).status_code == 200
    assert kept.is_in_force(today)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"on": "01/01/2020"}, "begins on 01/01/2020"),
        ({"reason": " "}, "why the post ends"),
        ({"on": "ngày mai"}, "not a day of the calendar"),
    ],
)
def test_an_end_that_cannot_be_is_refused(clerk_client, secretary, today, typed, said):
    post = secretary.member.posts.get()

    answer = clerk_client.post(
        reverse("members:post_end", args=[post.public_id]),
        {"on": f"{today:%d/%m/%Y}", "reason": "Hết nhiệm kỳ"} | typed,
    )

    assert answer.status_code == 422
    assert said in words(answer)
    post.refresh_from_db()
    assert post.valid_to is None


def test_a_clear_mistake_is_corrected_with_a_reason(clerk_client, secretary, branch):
    factories.term(branch)
    post = secretary.member.posts.get()
    typed = {"on": "03/02/2026", "mode": "appointed", "decision": "15-QĐ/ĐU"}
    url = reverse("members:post_correct", args=[post.public_id])

    assert clerk_client.post(url, typed).status_code == 422
    clerk_client.post(url, typed | {"reason": "Gõ nhầm ngày"})

    post.refresh_from_db()
    assert (post.valid_from, post.appointment_mode) == (FEBRUARY, "appointed")
    assert post.term == branch.terms.get()
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.reason) == ("correct_post", "Gõ nhầm ngày")


def test_a_correction_may_not_overlap(clerk_client, secretary, branch, reader):
    earlier = factories.post(reader.member, branch, since=date(2015, 1, 1), until=date(2020, 1, 1))

    answer = clerk_client.post(
        reverse("members:post_correct", args=[earlier.public_id]),
        {"on": "01/01/2015", "until": "", "mode": "elected", "reason": "Thử"},
    )

    assert answer.status_code == 422
    assert "Nguyễn Thị Quỳnh holds this post" in words(answer)


def test_a_post_never_held_is_erased_and_the_log_keeps_it(clerk_client, secretary):
    post = secretary.member.posts.get()

    clerk_client.post(
        reverse("members:post_erase", args=[post.public_id]), {"reason": "Nhập nhầm người"}
    )

    assert not Post.objects.filter(pk=post.pk).exists()
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.member, entry.reason) == (
        "erase_post",
        secretary.member,
        "Nhập nhầm người",
    )


def test_a_new_term_ends_the_one_before_and_restarts_the_numbers(clerk_client, branch, today):
    old = factories.term(branch)
    first = issue_number(organization=branch, document_type="NQ", on=today - timedelta(days=1))
    url = reverse("members:term_open", args=[branch.public_id])
    assert 'value="11"' in words(clerk_client.get(url))

    sent = clerk_client.post(
        url, {"ordinal": 11, "on": f"{today:%d/%m/%Y}", "until": f"{today:%d/%m}/2031"}
    )

    assert sent.status_code == 302
    old.refresh_from_db()
    new = branch.terms.get(ordinal=11)
    assert (old.valid_to, new.name) == (today, f"{today.year}–2031")
    second = issue_number(organization=branch, document_type="NQ", on=today)
    assert (first.number, second.number, second.term) == (1, 1, new)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ordinal": 10}, "must have a higher one"),
        ({"ordinal": ""}, "number of the congress"),
        ({"ordinal": 0}, "greater than or equal to 1"),
        ({"until": "01/02/2026"}, "later than the beginning"),
        ({"until": "", "name": ""}, "Name the term"),
    ],
)
def test_a_wrong_term_is_refused(clerk_client, branch, typed, said):
    old = factories.term(branch)

    answer = clerk_client.post(
        reverse("members:term_open", args=[branch.public_id]),
        {"ordinal": 11, "on": "03/02/2026", "until": "03/02/2031"} | typed,
    )

    assert answer.status_code == 422
    assert said in words(answer)
    old.refresh_from_db()
    assert old.valid_to is None
    assert branch.terms.count() == 1


def test_a_term_is_corrected_but_does_not_overlap(clerk_client, branch):
    before = factories.term(
        branch, ordinal=9, valid_from=date(2015, 1, 1), valid_to=date(2020, 1, 1)
    )
    url = reverse("members:term_correct", args=[factories.term(branch).public_id])
    typed = {"ordinal": 10, "on": "02/01/2020", "name": "2020–2026", "reason": "Gõ nhầm"}

    assert clerk_client.post(url, typed).status_code == 302
    refused = clerk_client.post(url, typed | {"on": "01/01/2019"})

    assert refused.status_code == 422
    assert f"The term {before.name} begins on 01/01/2015" in words(refused)
    assert clerk_client.post(url, typed | {"ordinal": 9}).status_code == 422
    assert branch.terms.get(ordinal=10).name == "2020–2026"


def test_members_see_who_leads_and_who_led_but_not_why_it_ended(
    reader, sign_in, branch, secretary_client
):
    factories.post(
        factories.member(home=branch, name="Hồ Văn Trước"),
        branch,
        since=date(2015, 1, 1),
        until=date(2020, 1, 1),
        decision="Quyết định riêng",
        end_reason="Vì sức khoẻ",
    )
    url = reverse("members:post_list", args=[branch.public_id])

    seen = words(sign_in(reader).get(url))
    assert "Hồ Văn Trước" in seen
    assert "Quyết định riêng" not in seen
    assert "Vì sức khoẻ" not in seen
    assert "Enter a post" not in seen
    assert "Vì sức khoẻ" in words(secretary_client.get(url))


def test_pages_ask_as_much_for_many_posts_as_for_one(clerk_client, branch, tree, today):
    urls = [
        reverse("members:post_list", args=[branch.public_id]),
        reverse("members:post_attention", args=[tree.district.public_id]),
    ]
    counts = []
    for _ in range(2):
        for each in (branch, tree.sibling, tree.cousin):
            for until in (None, today, today + timedelta(days=3)):
                factories.post(
                    factories.member(home=each),
                    each,
                    post=PostKind.COMMITTEE_MEMBER,
                    since=today - timedelta(days=9),
                    until=until,
                )
        for url in urls:
            with CaptureQueriesContext(connection) as asked:
                assert clerk_client.get(url).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 20


def test_after_a_congress_all_posts_are_on_one_page(clerk_client, branch, secretary, today):
    old = factories.term(branch)
    deputy = factories.post(
        factories.member(home=branch), branch, post=PostKind.DEPUTY_SECRETARY, term=old
    )
    seated = factories.post(
        factories.member(home=branch), branch, post=PostKind.COMMITTEE_MEMBER, term=old
    )
    own = secretary.member.posts.get()
    Post.objects.filter(pk=own.pk).update(term=old)
    congress = today - timedelta(days=3)
    address = reverse("members:term_open", args=[branch.public_id])
    clerk_client.post(
        address, {"ordinal": 11, "on": f"{congress:%d/%m/%Y}", "until": f"{today:%d/%m}/2031"}
    )
    url = reverse("members:post_renew", args=[branch.public_id])
    assert url in words(page(clerk_client, "post_list", branch))
    typed = {
        "on": f"{congress:%d/%m/%Y}",
        "decision": "Biên bản đại hội",
        f"p-{own.public_id}": "again",
        f"p-{deputy.public_id}": "end",
        f"p-{seated.public_id}": "stay",
    }

    refused = clerk_client.post(url, typed | {"decision": "", f"p-{seated.public_id}": ""})
    assert refused.status_code == 422
    assert "Say by which decision" in words(refused)
    assert "Choose what becomes of this post" in words(refused)
    assert clerk_client.post(url, typed).status_code == 302

    held = Post.objects.in_force(today).filter(organization=branch)
    again = held.get(kind=PostKind.SECRETARY)
    assert (again.valid_from, again.term.ordinal, again.pk != own.pk) == (congress, 11, True)
    assert not held.filter(kind=PostKind.DEPUTY_SECRETARY).exists()
    deputy.refresh_from_db()
    assert (deputy.valid_to, deputy.end_reason) == (congress, "Biên bản đại hội")
    assert held.get(kind=PostKind.COMMITTEE_MEMBER) == seated
