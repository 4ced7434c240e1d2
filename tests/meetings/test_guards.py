"""What the database refuses, whoever asks: moves no verb makes, pairs that do not agree, changes
to what is locked. Each constraint is seen to refuse once; a new one needs a row in `breaks.py`."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from meetings.models import (
    Attendance,
    AttendanceNote,
    Contribution,
    Guest,
    IssuedNumber,
    Meeting,
    MeetingState,
    MinutesEntry,
    MinutesRevision,
    Vote,
)
from meetings.models.meeting import MOVES
from tests import factories

from .breaks import BREAKS

pytestmark = pytest.mark.django_db
LEGAL = {(start, end) for starts, end in MOVES.values() for start in starts}


@pytest.fixture
def approved(branch, reader):
    """An approved meeting with one of everything that hangs on its minutes."""
    meeting = factories.meeting(branch, state="approved")
    item = factories.agenda_item(meeting)
    entry = factories.entry(factories.minutes(meeting), item)
    factories.contribution(entry, speaker=reader.member)
    factories.vote(entry)
    factories.attendance(meeting, reader.member)
    AttendanceNote.objects.create(meeting=meeting, member=reader.member, reason="Ốm")
    Guest.objects.create(meeting=meeting, name="Khách")
    MinutesRevision.objects.create(
        meeting=meeting, part="heading", version=1, body={}, saved_at=timezone.now()
    )
    return meeting


def refused(constraint, change):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        change()


# States


def columns_of(state):
    """The columns that go with a state, so that only the move itself can be refused."""
    at = timezone.now()
    opened = state in factories.OPENED
    return {
        "called_at": None if state == MeetingState.PLANNED else at,
        "opened_at": at if opened else None,
        "attendance_base": 20 if opened else None,
        "voting_base": 20 if opened else None,
        "ended_at": at if state in factories.ENDED else None,
        "approved_at": at if state == MeetingState.APPROVED else None,
        "cancel_reason": "Bão số 5" if state in factories.GIVEN_UP else "",
    }


@pytest.mark.parametrize("start", MeetingState)
def test_database_knows_the_same_moves_as_the_table(branch, start):
    meeting = factories.meeting(branch, state=start)
    row = Meeting.objects.filter(pk=meeting.pk)

    for end in MeetingState:
        if end != start and (start, end) not in LEGAL:
            refused("may not move from", lambda end=end: row.update(state=end, **columns_of(end)))
        else:
            with transaction.atomic():
                assert row.update(state=end, **columns_of(end)) == 1
                transaction.set_rollback(True)


def test_approved_and_cancelled_are_the_end():
    starts = {start for start, _end in LEGAL}

    assert set(MeetingState) - starts == {MeetingState.APPROVED, MeetingState.CANCELLED}


# Locks


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (Attendance, {"status": 4}),
        (AttendanceNote, {"reason": "khác"}),
        (Guest, {"name": "Người khác"}),
        (MinutesEntry, {"text": "khác"}),
        (Contribution, {"text": "khác"}),
        (Vote, {"votes_for": 1}),
        (MinutesRevision, {"body": {"text": "khác"}}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_approved_minutes_are_locked(approved, model, changes):
    rows = model.objects.all()
    assert rows.count() == 1

    refused("approved minutes may not change", lambda: rows.update(**changes))
    refused("approved minutes may not change", lambda: rows.all()._raw_delete(rows.db))


def test_before_approval_only_revisions_are_locked(branch, reader):
    meeting = factories.meeting(branch, state="minuted")
    factories.attendance(meeting, reader.member)
    entry = factories.entry(factories.minutes(meeting), factories.agenda_item(meeting))
    factories.vote(entry)
    MinutesRevision.objects.create(
        meeting=meeting, part="heading", version=1, body={}, saved_at=timezone.now()
    )

    assert Attendance.objects.update(status=4) == 1
    assert MinutesEntry.objects.update(text="Sửa") == 1
    assert Vote.objects.all().delete()[0] == 1
    refused("may not change", lambda: MinutesRevision.objects.update(body={"text": "khác"}))


def test_every_table_of_the_minutes_has_its_lock():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s",
            ["approved_minutes_are_locked"],
        )
        locked = {table for (table,) in cursor.fetchall()}

    hangs_on_minutes = {Attendance, AttendanceNote, Guest, MinutesEntry, Contribution, Vote}
    assert locked >= {model._meta.db_table for model in {*hangs_on_minutes, MinutesRevision}}


# Constraints


def test_every_constraint_of_a_meeting_is_seen_to_refuse():
    constraints = {
        constraint.name
        for model in apps.get_app_config("meetings").get_models()
        for constraint in model._meta.constraints
    }

    assert constraints == set(BREAKS)


@pytest.mark.parametrize("name", BREAKS)
def test_constraint_refuses(branch, reader, name):
    refused(name, BREAKS[name](branch, reader.member))


def test_number_may_be_issued_again_in_another_term(branch):
    first = factories.issued_number(branch)
    first.term.valid_to = date(2025, 1, 1)
    first.term.save()
    later = factories.term(branch, ordinal=11, valid_from=date(2025, 1, 1))

    again = IssuedNumber.objects.create(
        organization=branch, term=later, document_type="NQ", number=1, issued_on=date(2026, 1, 1)
    )

    assert again.number == first.number
