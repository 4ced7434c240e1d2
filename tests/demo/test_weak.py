"""The list of weak branches says what the records say."""

from datetime import date

import pytest

from branches.models import Organization
from demo import weak
from meetings.models import Meeting, MeetingState, MinutesEntry, Task
from meetings.models.meeting import COUNTS_AS_PERIODIC, COUNTS_AS_THEMATIC

# So that even a run of these tests alone is given a test database.
pytestmark = pytest.mark.django_db


@pytest.fixture
def having(city):
    """[(branch, evidence)] of those that show the sign."""

    def having(sign):
        found = [one for one in city.weak["branches"] if sign in one["signs"]]
        assert found, f"no branch shows {sign}"
        return [
            (Organization.objects.get(public_id=one["public_id"]), one["signs"][sign])
            for one in found
        ]

    return having


def texts_of(public_id):
    entries = MinutesEntry.objects.filter(minutes__meeting__public_id=public_id)
    return set(
        entries.exclude(item__title__startswith="Cử thư ký").values_list("text", "conclusion")
    )


def test_every_sign_appears_and_the_showcase_shows_none(city):
    signs = {sign for one in city.weak["branches"] for sign in one["signs"]}
    listed = {one["code"] for one in city.weak["branches"]}

    assert signs == set(weak.SIGNS)
    assert Organization.objects.branches().exclude(code__in=listed).count() > len(listed)
    assert not Organization.objects.filter(
        code__in=listed, members__user__username="bithu"
    ).exists()


def test_missed_months_have_no_periodic_meeting(having):
    for branch, months in having(weak.MISSED):
        assert len(months) >= 3
        for month in months:
            assert not Meeting.objects.filter(
                organization=branch, month=f"{month}-01", kind__in=COUNTS_AS_PERIODIC
            ).exists()


def test_quarters_without_thematic_meeting(having):
    for branch, quarters in having(weak.NO_THEMATIC):
        for quarter in quarters:
            year, number = int(quarter[:4]), int(quarter[-1])
            months = [date(year, number * 3 - step, 1) for step in range(3)]
            assert not Meeting.objects.filter(
                branch=branch, month__in=months, kind__in=COUNTS_AS_THEMATIC
            ).exists()


@pytest.mark.parametrize("sign", [weak.COPIED_MONTH, weak.COPIED_BRANCH])
def test_copied_minutes_repeat_their_source(having, sign):
    for branch, pairs in having(sign):
        for pair in pairs:
            source = Meeting.objects.get(public_id=pair["from"])
            assert (source.branch_id == branch.pk) == (sign == weak.COPIED_MONTH)
            assert len(texts_of(pair["meeting"]) & texts_of(pair["from"])) >= 8


def test_listed_tasks_are_overdue(city, having):
    for branch, tasks in having(weak.OVERDUE):
        overdue = Task.objects.overdue(city.today).filter(branch=branch, public_id__in=tasks)
        assert overdue.count() == len(tasks) >= 3


def test_attendance_falls(having):
    for branch, rates in having(weak.ABSENCE):
        for rate in rates:
            meeting = Meeting.objects.get(
                branch=branch, organization=branch, month=f"{rate['month']}-01",
                kind__in=COUNTS_AS_PERIODIC, opened_at__isnull=False,
            )  # fmt: skip
            counted = 100 * meeting.present_in_base / meeting.attendance_base
            assert rate["percent"] == round(counted, 1)
        first, last = rates[:4], rates[-4:]
        assert sum(r["percent"] for r in last) < sum(r["percent"] for r in first) - 40


def test_listed_meetings_were_never_filed(having):
    for _branch, meetings in having(weak.NOT_FILED):
        found = Meeting.objects.filter(public_id__in=meetings, state=MeetingState.HELD)
        assert found.count() == len(meetings) >= 3
