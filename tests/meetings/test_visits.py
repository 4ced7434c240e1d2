"""Observers from above: sent, told, they write down the visit, the branch answers; coverage."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import MeetingState, Visit
from meetings.services.visit import assign_visit, log_visit
from members.models import Message, Occasion, PostKind
from tests import factories

from .pages import statuses, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def called(branch, secretary, deputy):
    meeting = factories.meeting(
        branch, state=MeetingState.CALLED, chair=secretary.member, recorder=deputy.member
    )
    factories.agenda_item(meeting)
    return meeting


@pytest.fixture
def observer(tree, district_reviewer):
    """Sits on the committee of the district, at home in its office."""
    person = factories.member(home=tree.office, name="Lương Thị Dự")
    factories.post(person, tree.district, post=PostKind.COMMITTEE_MEMBER)
    return factories.user(person)


@pytest.fixture
def visit(called, observer, district_reviewer, now):
    return assign_visit(meeting=called, observer=observer.member, by=district_reviewer, now=now)


def held(visit, hours=3):
    """The meeting began some hours ago."""
    meeting = visit.meeting
    meeting.starts_at -= timedelta(days=2, hours=hours)
    meeting.ends_at = meeting.starts_at + timedelta(hours=2)
    meeting.save()


def told(step):
    rows = Message.objects.filter(
        announcement__occasion=Occasion.VISIT_STEP, announcement__params__step=step, channel=1
    )
    return {row.recipient for row in rows}


# Sending


def test_committee_sends_an_observer_from_the_page_of_the_meeting(
    grassroots_reviewer_client, called, tree, secretary, deputy
):
    person = factories.member(home=tree.office)
    factories.post(person, tree.body, post=PostKind.DEPUTY_SECRETARY)
    address = url("visit_create", called)
    assert address in text_of(grassroots_reviewer_client.get(called.get_absolute_url()))

    grassroots_reviewer_client.post(address, {"observer": person.public_id})

    assert Visit.objects.get().observer == person
    assert told("assigned") == {person}
    assert told("coming") == {secretary.member, deputy.member}


def test_each_committee_sends_its_own_people(
    grassroots_reviewer_client, district_reviewer_client, called, observer
):
    """The district's people are offered to the district, not to the body below it."""
    address = url("visit_create", called)
    choice = {"observer": observer.member.public_id}

    assert grassroots_reviewer_client.post(address, choice).status_code == 200
    assert not Visit.objects.exists()
    assert district_reviewer_client.post(address, choice).status_code == 302


@pytest.mark.parametrize("state", [MeetingState.HELD, MeetingState.APPROVED])
def test_nobody_is_sent_to_a_meeting_that_is_over(
    district_reviewer_client, observer, branch, state
):
    over = factories.meeting(branch, state=state)

    page = district_reviewer_client.post(
        url("visit_create", over), {"observer": observer.member.public_id}
    )

    assert not page.context["is_possible"]
    assert not Visit.objects.exists()


def test_nobody_is_sent_twice(visit, observer, district_reviewer, now):
    with pytest.raises(Exception, match=r".+"):
        assign_visit(meeting=visit.meeting, observer=observer.member, by=district_reviewer, now=now)


def test_sending_is_for_the_committees_above(
    district_reviewer_client, secretary_client, reader_client, clerk_client, stranger_client, called
):
    address = url("visit_create", called)
    browsers = [district_reviewer_client, secretary_client, reader_client, clerk_client]

    assert statuses("get", address, *browsers, stranger_client) == [200, 403, 403, 403, 404]


# The visit


def test_observer_writes_down_and_branch_answers(
    sign_in, observer, secretary, secretary_client, deputy, visit
):
    held(visit)
    browser = sign_in(observer)

    browser.post(
        url("visit_log", visit), {"version": 1, "attended": "yes", "remarks": "Thảo luận sôi nổi"}
    )
    assert told("logged") == {secretary.member, deputy.member}
    assert "Thảo luận sôi nổi" in text_of(secretary_client.get(url("visit_detail", visit)))

    secretary_client.post(url("visit_answer", visit), {"version": 2, "answer": "Chi bộ tiếp thu"})
    assert told("answered") == {observer.member}
    visit.refresh_from_db()
    assert (visit.attended, visit.answer, visit.answered_by) == (True, "Chi bộ tiếp thu", secretary)

    late = browser.post(
        url("visit_log", visit), {"version": 3, "attended": "yes", "remarks": "Đổi ý"}
    )
    assert late.status_code == 422
    visit.refresh_from_db()
    assert visit.remarks == "Thảo luận sôi nổi"


def test_only_the_observer_writes_and_not_before_the_meeting(
    sign_in, observer, secretary_client, district_reviewer_client, stranger_client, visit
):
    data = {"version": 1, "attended": "yes"}
    early = sign_in(observer).post(url("visit_log", visit), data)

    assert early.status_code == 422
    assert statuses(
        "post",
        url("visit_log", visit),
        secretary_client,
        district_reviewer_client,
        stranger_client,
        data=data,
    ) == [403, 403, 404]


def test_who_did_not_attend_says_why(sign_in, observer, visit):
    held(visit)
    browser = sign_in(observer)

    assert (
        browser.post(url("visit_log", visit), {"version": 1, "attended": "no"}).status_code == 422
    )
    browser.post(url("visit_log", visit), {"version": 1, "attended": "no", "remarks": "Ốm"})

    visit.refresh_from_db()
    assert visit.attended is False


def test_two_answers_at_once_are_both_seen(
    sign_in, observer, secretary_client, deputy_client, visit
):
    held(visit)
    sign_in(observer).post(url("visit_log", visit), {"version": 1, "attended": "yes"})
    secretary_client.post(url("visit_answer", visit), {"version": 2, "answer": "Của bí thư"})

    late = deputy_client.post(url("visit_answer", visit), {"version": 2, "answer": "Của phó"})

    assert late.status_code == 422
    assert "Của phó" in text_of(late)
    visit.refresh_from_db()
    assert visit.answer == "Của bí thư"


def test_visit_is_taken_back_until_it_is_written_down(
    sign_in, observer, district_reviewer_client, visit
):
    held(visit)
    sign_in(observer).post(url("visit_log", visit), {"version": 1, "attended": "yes"})

    district_reviewer_client.post(url("visit_cancel", visit))
    assert Visit.objects.exists()

    Visit.objects.update(logged_at=None)
    district_reviewer_client.post(url("visit_cancel", visit))
    assert not Visit.objects.exists()


def test_suspended_observer_sees_nothing(sign_in, observer, visit):
    observer.member.is_suspended = True
    observer.member.save()
    browser = sign_in(observer)

    for thing in (visit.get_absolute_url(), visit.meeting.get_absolute_url()):
        assert browser.get(thing).status_code == 404


# Coverage


def test_coverage_counts_branches_with_a_visit_attended_this_year(
    district_reviewer_client, district_reviewer, observer, tree, branch, visit, now
):
    page = url_of_list(tree.district)
    assert counted(district_reviewer_client.get(page)) == (0, 2)  # the branch and the office

    held(visit, hours=1)
    log_visit(visit=visit, version=1, attended=True, remarks="", by=observer, now=now)

    context = district_reviewer_client.get(page, {"show": "visited"}).context
    assert (context["coverage"].count, context["coverage"].total) == (1, 2)
    assert [row.pk for row in context["page_obj"]] == [branch.pk]
    never = district_reviewer_client.get(page).context["page_obj"]
    assert branch.pk not in {row.pk for row in never}
    assert len(never) == 1
    last_year = district_reviewer_client.get(page, {"year": now.year - 1})
    assert counted(last_year) == (0, 2)


def test_a_visit_missed_covers_nothing(district_reviewer_client, observer, tree, visit, now):
    held(visit)
    log_visit(visit=visit, version=1, attended=False, remarks="Ốm", by=observer, now=now)

    assert counted(district_reviewer_client.get(url_of_list(tree.district)))[0] == 0


def test_list_leads_to_sending_for_the_next_meeting(district_reviewer_client, tree, called):
    page = text_of(district_reviewer_client.get(url_of_list(tree.district)))

    assert url("visit_create", called) in page


def test_list_is_for_committees(
    district_reviewer_client, secretary_client, clerk_client, stranger_client, tree, branch
):
    browsers = [district_reviewer_client, secretary_client, clerk_client, stranger_client]

    assert statuses("get", url_of_list(branch), *browsers) == [200, 403, 403, 404]


def test_clerk_who_reads_no_minutes_reads_no_remarks_either(
    clerk_client, district_reviewer_client, visit
):
    assert statuses("get", visit.get_absolute_url(), district_reviewer_client, clerk_client) == [
        200,
        404,
    ]


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize("show", ["", "visits"])
def test_list_asks_as_often_for_one_as_for_five(
    district_reviewer_client, tree, branch, now, django_assert_num_queries, count, show
):
    for _ in range(count):
        factories.organization(parent=tree.body)
        meeting = factories.meeting(branch, kind="extraordinary", starts_at=now)
        Visit.objects.create(
            meeting=meeting, observer=factories.member(home=tree.office), assigned_at=now
        )
    page = url_of_list(tree.district)
    district_reviewer_client.get(page, {"show": show})

    with django_assert_num_queries(14):
        district_reviewer_client.get(page, {"show": show})


def url_of_list(organization):
    return reverse("meetings:visit_list", args=[organization.public_id])


def counted(page):
    found = page.context["coverage"]
    return found.count, found.total
