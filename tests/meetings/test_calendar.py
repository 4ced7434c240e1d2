"""Calendars, read as a calendar program reads them."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from meetings.models import MeetingKind, MeetingState
from meetings.services.meeting import MeetingPlan, cancel_meeting, edit_meeting, postpone_meeting
from members.models import CalendarFeed, PostKind
from members.services.feeds import MOST_FEEDS, digest_of, open_feed
from tests import factories

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def meeting(branch, secretary):
    return factories.meeting(
        branch,
        state=MeetingState.CALLED,
        title="Kiểm điểm đồng chí Lê Văn A",
        place="Nhà văn hoá",
        link="https://hop.example.vn/mat-khau",
        chair=secretary.member,
        recorder=secretary.member,
        notice_text="Chuẩn bị ý kiến về đồng chí A",
        starts_at=datetime(2030, 3, 3, 19, 30, tzinfo=HANOI),
    )


@pytest.fixture
def address(secretary):
    def opened(user=secretary, organization=None):
        secret = open_feed(organization=organization, by=user, now=timezone.now())
        return f"/calendar/{secret}.ics"

    return opened


def events(response):
    assert response.status_code == 200
    calendar = Calendar.from_ical(response.content)
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def only(response):
    (event,) = events(response).values()
    return event


# What a calendar gets


def test_a_meeting_as_a_calendar_reads_it(client, meeting, address):
    response = client.get(address())

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    event = only(response)
    assert event["UID"] == f"{meeting.public_id}@127.0.0.1"
    assert event.decoded("DTSTART") == datetime(2030, 3, 3, 19, 30, tzinfo=HANOI)
    assert event["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=2)
    assert event["LOCATION"] == "Nhà văn hoá"
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 1)
    alarms = [alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")]
    assert alarms == [timedelta(days=-1), timedelta(hours=-1)]
    (zone,) = Calendar.from_ical(response.content).walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Ho_Chi_Minh"


def test_lines_are_folded_and_end_as_the_standard_says(client, meeting, address):
    lines = client.get(address()).content.split(b"\r\n")

    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line for line in lines)


def test_no_title_agenda_name_or_way_in(client, meeting, address):
    factories.agenda_item(meeting, title="Kỷ luật đồng chí Lê Văn A")
    text = client.get(address()).content.replace(b"\r\n ", b"").decode()

    for secret in ("Kiểm điểm", "Kỷ luật", "Lê Văn A", "Quỳnh", "hop.example", "ý kiến"):
        assert secret not in text


def test_one_meeting_as_a_file(secretary_client, meeting):
    response = secretary_client.get(f"/meetings/{meeting.public_id}/meeting.ics")

    assert only(response)["UID"] == f"{meeting.public_id}@127.0.0.1"
    assert (
        f"/meetings/{meeting.public_id}/meeting.ics"
        in secretary_client.get(meeting.get_absolute_url()).content.decode()
    )


# It follows


def test_a_meeting_moved_moves_in_the_calendar(client, meeting, address, secretary, now):
    url = address()
    before = only(client.get(url))
    moved = meeting.starts_at + timedelta(days=1)
    edit_meeting(
        meeting=meeting,
        version=meeting.version,
        plan=MeetingPlan(
            kind=meeting.kind,
            month=meeting.month,
            starts_at=moved,
            ends_at=moved + timedelta(hours=2),
            place=meeting.place,
            link=meeting.link,
            chair=meeting.chair,
            recorder=meeting.recorder,
        ),
        by=secretary,
        now=now,
    )

    after = only(client.get(url))

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("DTSTART") - before.decoded("DTSTART") == timedelta(days=1)


@pytest.mark.parametrize("verb", [cancel_meeting, postpone_meeting])
def test_a_meeting_given_up_is_struck_out(client, meeting, address, secretary, now, verb):
    url = address()
    before = only(client.get(url))
    verb(meeting=meeting, reason="Bão số 5", by=secretary, now=now)

    after = only(client.get(url))

    assert after["STATUS"] == "CANCELLED"
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert not after.walk("VALARM")


def test_who_has_it_already_is_told_so(client, meeting, address):
    url = address()
    etag = client.get(url)["ETag"]

    same = client.get(url, headers={"If-None-Match": etag})
    meeting.place = "Hội trường"
    meeting.save()
    other = client.get(url, headers={"If-None-Match": etag})

    assert (same.status_code, same.content) == (304, b"")
    assert only(other)["LOCATION"] == "Hội trường"


# Whose meetings


def test_a_personal_feed_has_what_the_person_is_asked_to(client, tree, address, secretary):
    cell = factories.meeting(tree.cell, state=MeetingState.CALLED, kind=MeetingKind.CELL)
    whole = factories.meeting(tree.branch, state=MeetingState.CALLED)
    committee = factories.meeting(
        tree.branch, state=MeetingState.CALLED, kind=MeetingKind.COMMITTEE
    )
    factories.meeting(tree.branch, state=MeetingState.PLANNED, kind=MeetingKind.EXTRAORDINARY)
    factories.meeting(tree.sibling, state=MeetingState.CALLED)
    in_cell = factories.user(factories.member(home=tree.branch, cell=tree.cell))

    def seen(user):
        return {uid.partition("@")[0] for uid in events(client.get(address(user)))}

    assert seen(secretary) == {str(whole.public_id), str(committee.public_id)}
    assert seen(in_cell) == {str(whole.public_id), str(cell.public_id)}


def test_a_branch_feed_has_what_its_owner_may_see_of_it(client, tree, address, secretary, reader):
    whole = factories.meeting(tree.branch, state=MeetingState.CALLED)
    committee = factories.meeting(
        tree.branch, state=MeetingState.CALLED, kind=MeetingKind.COMMITTEE
    )

    assert len(events(client.get(address(secretary, tree.branch)))) == 2
    (seen,) = events(client.get(address(reader, tree.branch)))
    assert str(whole.public_id) in seen
    assert str(committee.public_id) not in seen
    assert events(client.get(address(reader, tree.sibling))) == {}


def _leave(user):
    user.member.affiliations.update(valid_to=timezone.localdate())


def _end_post(user):
    user.member.posts.update(valid_to=timezone.localdate())
    _leave(user)


def _suspend(user):
    user.member.is_suspended = True
    user.member.save()


@pytest.mark.parametrize("leave", [_end_post, _suspend])
@pytest.mark.parametrize("whole", [True, False])
def test_rights_are_asked_at_each_reading(
    client, meeting, address, secretary, branch, leave, whole
):
    url = address(secretary, branch if whole else None)
    assert events(client.get(url))

    leave(secretary)

    assert events(client.get(url)) == {}


def test_the_feed_of_an_account_that_is_closed_leads_nowhere(client, meeting, address, secretary):
    url = address()
    secretary.is_active = False
    secretary.save()

    assert client.get(url).status_code == 404


def test_another_hat_does_not_empty_the_calendar(client, tree, meeting, address, secretary):
    other = factories.post(secretary.member, tree.sibling, post=PostKind.COMMITTEE_MEMBER)
    secretary.hat = other
    secretary.save()

    assert events(client.get(address(secretary, tree.branch)))


def test_queries_do_not_grow_with_meetings(
    client, branch, address, secretary, django_assert_num_queries, django_assert_max_num_queries
):
    url = address()
    factories.meeting(branch, state=MeetingState.CALLED)
    with django_assert_max_num_queries(20) as few:
        client.get(url)
    for _number in range(10):
        factories.meeting(branch, state=MeetingState.CALLED, kind=MeetingKind.EXTRAORDINARY)
    CalendarFeed.objects.update(last_used_at=None)
    with django_assert_num_queries(len(few)):
        client.get(url)


# The address


def test_an_address_is_shown_once_and_its_secret_is_kept_nowhere(secretary_client, client):
    page = secretary_client.post("/me/calendar/new/", {"organization": ""}).content.decode()
    start = page.index("http://127.0.0.1:8000/calendar/")
    path = urlsplit(page[start : page.index(".ics", start) + 4]).path
    secret = path.removeprefix("/calendar/").removesuffix(".ics")

    assert client.get(path).status_code == 200
    assert f"webcal://127.0.0.1:8000{path}" in page
    assert secret not in secretary_client.get("/me/calendar/").content.decode()
    assert secret.replace("-", "") not in str(CalendarFeed.objects.values())


def test_secrets_have_all_their_bits(secretary, now):
    secrets = [open_feed(organization=None, by=secretary, now=now) for _ in range(MOST_FEEDS)]

    # Of a uuid by the book, these six bits would be the same in each.
    assert len({secret.bytes[6] >> 4 for secret in secrets}) > 1
    assert len(set(secrets)) == MOST_FEEDS


def test_an_address_taken_back_leads_nowhere(secretary_client, client, address):
    url = address()
    client.get(url)
    row = CalendarFeed.objects.get()
    page = secretary_client.get("/me/calendar/").content.decode()
    assert row.last_used_at is not None
    assert f"/me/calendar/{row.public_id}/close/" in page

    assert secretary_client.post(f"/me/calendar/{row.public_id}/close/").status_code == 302

    assert client.get(url).status_code == 404


def test_ten_addresses_are_enough(secretary_client, secretary, now):
    for _number in range(MOST_FEEDS):
        open_feed(organization=None, by=secretary, now=now)

    page = secretary_client.post("/me/calendar/new/", {"organization": ""})

    assert page.status_code == 422
    assert CalendarFeed.objects.count() == MOST_FEEDS


def test_a_foreign_organization_is_not_offered(secretary_client, tree):
    page = secretary_client.post("/me/calendar/new/", {"organization": str(tree.sibling.public_id)})

    assert page.status_code == 422
    assert not CalendarFeed.objects.exists()


def test_guessing_and_reading_too_often_are_stopped(client, address, secretary, settings):
    settings.LOGIN_LIMITS = settings.LOGIN_LIMITS | {"feed": (3, 3600)}
    url, other = address(), address()
    wrong = f"/calendar/{CalendarFeed.objects.first().public_id}.ics"

    assert [client.get(wrong).status_code for _ in range(4)] == [404, 404, 404, 429]
    assert [client.get(url).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert client.get(other).status_code == 200


def test_the_digest_is_of_the_secret(secretary, now):
    secret = open_feed(organization=None, by=secretary, now=now)

    assert CalendarFeed.objects.get().digest == digest_of(secret)
