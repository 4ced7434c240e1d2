"""One's own record."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.models import AttendanceStatus, Exclusion, MeetingKind, MeetingState
from reports.queries.record import attendance_counts
from tests import factories

ADDRESS = "/me/record/"


@pytest.fixture(autouse=True)
def english(reader):
    reader.language = "en"
    reader.save()


@pytest.fixture
def attend(branch, reader, today):
    """One more meeting of this year with the reader's row."""
    count = iter(range(1, 50))

    def attended(status=AttendanceStatus.PRESENT, *, place=None, **kwargs):
        starts_at = timezone.now() - timedelta(hours=next(count))
        meeting = factories.meeting(
            place or branch,
            kind=MeetingKind.EXTRAORDINARY,
            starts_at=starts_at,
            state=MeetingState.APPROVED,
        )
        factories.attendance(meeting, reader.member, status=status, **kwargs)
        return meeting

    return attended


def test_record_shows_what_is_held_and_masks_the_identity_number(reader, reader_client, branch):
    person = reader.member
    person.phone, person.card_number, person.identity_tail = "0912 345 678", "30.123456", "789"
    person.save()

    page = reader_client.get(ADDRESS).content.decode()

    for words in ("0912 345 678", "30.123456", "•••••••••789", "Chi bộ tổ dân phố 7", "reader"):
        assert words in page


def test_record_counts_attendance_from_the_rows(reader, attend, today):
    attend()
    attend(AttendanceStatus.ONLINE)
    attend(AttendanceStatus.EXCUSED)
    attend(AttendanceStatus.UNEXCUSED)
    attend(AttendanceStatus.NOT_REQUIRED, exclusion=Exclusion.TEMPORARILY_AWAY)

    counts = attendance_counts(reader.member, today)

    # Meetings of the first hours of January fall into the year before.
    if timezone.localtime().timetuple().tm_yday > 2:
        assert counts == {"expected": 4, "present": 2, "excused": 1, "unexcused": 1}


def test_record_leads_only_to_meetings_one_may_read(reader_client, attend, tree):
    here, elsewhere = attend(), attend(place=tree.far)

    page = reader_client.get(ADDRESS).content.decode()

    assert here.get_absolute_url() in page
    assert elsewhere.title in page
    assert elsewhere.get_absolute_url() not in page


def test_record_says_who_opened_it(reader, reader_client, secretary_client):
    secretary_client.get(f"/members/{reader.member.public_id}/")

    page = reader_client.get(ADDRESS).content.decode()

    assert "Nguyễn Thị Quỳnh" in page
    assert "opened the page of a member" in page


def test_record_shows_nothing_of_others(reader_client, secretary, branch):
    factories.task(branch, secretary.member, description="Việc của người khác")
    factories.correction(secretary.member, text="Không phải của tôi")

    page = reader_client.get(ADDRESS).content.decode()

    assert "Việc của người khác" not in page
    assert "Không phải của tôi" not in page


def test_record_of_an_account_without_member(technical_admin_client):
    assert technical_admin_client.get(ADDRESS).status_code == 200


def test_record_asks_as_much_for_three_as_for_one(reader, reader_client, branch, tree, attend):
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            attend()
            factories.task(branch, reader.member)
            factories.correction(reader.member)
        with CaptureQueriesContext(connection) as asked:
            assert reader_client.get(ADDRESS).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 20
