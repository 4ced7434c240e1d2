"""Meetings, minutes and papers of a small demo: every figure recomputed from its records."""

from collections import defaultdict

import pytest
from django.db.models import Count, F, Q
from django.utils import timezone

from branches.models import Organization
from meetings.models import (
    AgendaItem,
    Attendance,
    AttendanceStatus,
    IssuedNumber,
    Meeting,
    MeetingKind,
    MeetingState,
    Minutes,
    MinutesEntry,
    Resolution,
    Task,
    Vote,
)
from meetings.models.meeting import TOOK_PLACE
from meetings.models.rollcall import IN_ATTENDANCE_BASE, PRESENT_STATUSES, Exclusion
from meetings.queries import members_invited
from meetings.services.month import compare_branch_months
from meetings.services.rollcall import _roll_of_the_day
from members.models import Channel, Message, MessageState, User

# So that even a run of these tests alone is given a test database.
pytestmark = pytest.mark.django_db

SAMPLE, FEW = 40, 10


def showcase():
    return User.objects.get(username="bithu").member.home


def held():
    return Meeting.objects.filter(state__in=TOOK_PLACE)


def test_counters_of_meetings_are_those_of_the_roll(city):
    rows = defaultdict(list)
    for row in Attendance.objects.values_list("meeting_id", "status", "exclusion"):
        rows[row[0]].append(row[1:])

    for meeting in held():
        roll = rows.pop(meeting.pk)
        present = [exclusion for status, exclusion in roll if status in PRESENT_STATUSES]
        in_base = [status for status, exclusion in roll if exclusion in IN_ATTENDANCE_BASE]
        voters = [exclusion for _status, exclusion in roll if exclusion == Exclusion.NONE]
        assert meeting.roll_count == sum(e != Exclusion.TEMPORARILY_HERE for _s, e in roll)
        assert meeting.attendance_base == len(in_base)
        assert meeting.voting_base == len(voters) + present.count(Exclusion.EXEMPT)
        assert meeting.present_count == len(present)
        assert meeting.present_in_base == sum(e in IN_ATTENDANCE_BASE for e in present)
        assert meeting.excused_count == in_base.count(AttendanceStatus.EXCUSED)
        assert meeting.unexcused_count == in_base.count(AttendanceStatus.UNEXCUSED)
    assert not rows, "only meetings that took place have a roll"


def test_rolls_are_what_the_app_would_freeze(city):
    meetings = held().select_related("organization__kind", "organization__branch")
    for meeting in meetings.order_by("?")[:SAMPLE]:
        frozen = dict(meeting.attendances.values_list("member_id", "exclusion"))
        assert frozen == _roll_of_the_day(meeting, timezone.localdate(meeting.starts_at))


def test_months_are_what_the_rebuild_gives(city):
    assert compare_branch_months() == []


def test_minutes_follow_the_state(city):
    assert not Minutes.objects.exclude(meeting__state__in=TOOK_PLACE).exists()
    assert Minutes.objects.count() == held().count()
    approved = Minutes.objects.filter(meeting__state=MeetingState.APPROVED)
    assert approved.filter(number=None).count() == 0
    assert Minutes.objects.exclude(pk__in=approved).exclude(number=None).count() == 0
    assert not MinutesEntry.objects.filter(minutes__in=approved, text="").exists()
    assert MinutesEntry.objects.count() == AgendaItem.objects.filter(
        meeting__state__in=TOOK_PLACE
    ).count()  # fmt: skip


def test_speakers_were_on_the_roll(city):
    spoke = MinutesEntry.objects.filter(contributions__speaker__isnull=False).values_list(
        "minutes__meeting_id", "contributions__speaker_id"
    )
    present = Attendance.objects.filter(status__in=PRESENT_STATUSES)

    assert set(spoke) <= set(present.values_list("meeting_id", "member_id"))
    assert len(set(spoke)) > held().count()


def test_numbers_run_from_one_in_each_term_in_order_of_their_days(city):
    series = defaultdict(list)
    for row in IssuedNumber.objects.select_related("term").order_by("number"):
        series[row.organization_id, row.term_id, row.document_type].append(row)

    for rows in series.values():
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        assert [row.issued_on for row in rows] == sorted(row.issued_on for row in rows)
        assert all(row.term.is_in_force(row.issued_on) for row in rows)
    assert {kind for _organization, _term, kind in series} == {"BB", "NQ", "KL"}


def test_votes_stand_on_the_base_of_the_evening(city):
    votes = Vote.objects.select_related("entry__minutes__meeting")

    assert votes.exists()
    assert not votes.exclude(base=F("entry__minutes__meeting__voting_base")).exists()
    published = Resolution.objects.exclude(published_at=None).select_related("vote")
    assert published.exists()
    assert all(resolution.vote.is_adopted for resolution in published)


def test_tasks_are_assigned_with_their_resolution(city):
    tasks = Task.objects.select_related("resolution__meeting")

    assert not tasks.exclude(is_assigned=Q(resolution__published_at__isnull=False)).exists()
    assert all(
        task.due_on >= timezone.localdate(task.resolution.meeting.starts_at) for task in tasks
    )
    assert not tasks.filter(done_on__gt=city.today).exists()
    assert tasks.filter(carried_from__isnull=False).exists()
    assert (
        not tasks.filter(carried_from__isnull=False)
        .exclude(carried_from__state="carried_over")
        .exists()
    )


def test_periodic_meetings_are_never_two_a_month(city):
    periodic = Meeting.objects.filter(kind__in=["periodic", "combined"]).exclude(state="cancelled")
    doubles = periodic.values("organization", "month").annotate(n=Count("pk")).filter(n__gt=1)

    assert not doubles.exists()


def test_showcase_has_something_to_show_on_every_page(city):
    branch = showcase()
    meetings = Meeting.objects.filter(organization=branch)
    tonight = meetings.get(kind=MeetingKind.PERIODIC, month=city.today.replace(day=1))
    last = meetings.filter(kind=MeetingKind.PERIODIC, state=MeetingState.APPROVED).latest(
        "starts_at"
    )

    assert tonight.state == MeetingState.CALLED
    assert timezone.localdate(tonight.starts_at) == city.today
    assert meetings.filter(state=MeetingState.HELD).count() == 1
    assert meetings.filter(state=MeetingState.PLANNED).exists()
    tasks = Task.objects.filter(resolution__meeting=last)
    assert tasks.overdue(city.today).exists()
    assert tasks.still_open().filter(due_on__gte=city.today).exists()
    assert meetings.filter(kind=MeetingKind.COMMITTEE).exists()
    assert Meeting.objects.filter(organization__parent=branch, kind=MeetingKind.CELL).exists()


def test_notice_of_tonight_reached_everyone_invited(city):
    tonight = Meeting.objects.get(
        organization=showcase(), kind=MeetingKind.PERIODIC, state=MeetingState.CALLED
    )
    sent = Message.objects.filter(announcement__path=tonight.get_absolute_url())

    invited = members_invited(tonight.organization, tonight.kind, city.today)
    assert set(sent.values_list("recipient_id", flat=True)) == {one.pk for one in invited}
    assert 0 < sent.filter(read_at=None).count() < sent.count()
    assert tonight.replies.exists()


def test_nothing_waits_to_be_sent(city):
    assert not Message.objects.exclude(state=MessageState.SENT, channel=Channel.IN_APP).exists()


def test_minutes_do_not_read_alike(city):
    copies = [pair for one in city.weak["branches"] for sign, pairs in one["signs"].items()
              if sign.startswith("minutes_copied") for pair in pairs]  # fmt: skip
    copied = {pair["meeting"].replace("-", "") for pair in copies}
    texts = defaultdict(list)
    entries = MinutesEntry.objects.filter(item__title="Thảo luận").exclude(text="")
    for entry in entries.select_related("minutes__meeting"):
        if entry.minutes.meeting.public_id.hex not in copied:
            texts[entry.conclusion].append(entry.pk)

    assert len(texts) > 0.9 * sum(map(len, texts.values()))


@pytest.mark.parametrize("model", [Organization, Meeting, Task, Resolution, Vote, AgendaItem])
def test_rows_are_what_the_forms_would_accept(city, model):
    for row in model.objects.order_by("?")[:FEW]:
        empty = [field.name for field in model._meta.concrete_fields if field.null]
        row.clean_fields(exclude=[name for name in empty if getattr(row, name) is None])
        row.validate_constraints()
