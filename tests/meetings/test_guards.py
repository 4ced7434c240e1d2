"""What the database refuses, whoever asks: moves no verb makes, pairs that do not agree, changes
to what is locked. Each constraint is seen to refuse once; a new one needs a row here."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from meetings.models import (
    AgendaTemplate,
    Answer,
    AttachmentReading,
    Attendance,
    AttendanceNote,
    Contribution,
    Guest,
    IssuedNumber,
    Meeting,
    MeetingState,
    MinutesEntry,
    MinutesRevision,
    Opinion,
    Paper,
    Resolution,
    SpeakerRole,
    Task,
    Vote,
)
from meetings.models.meeting import MOVES
from tests import factories

from .breaks import MORE_BREAKS

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


# Constraints. {name: a change that breaks it}, tried on the branch of the cast.


def _change(**columns):
    """A meeting of that state, changed so."""
    state = columns.pop("at")

    def broken(branch, _person):
        meeting = factories.meeting(branch, state=state)
        return lambda: Meeting.objects.filter(pk=meeting.pk).update(**columns)

    return broken


def _entry(branch):
    meeting = factories.meeting(branch, state="held")
    return factories.entry(factories.minutes(meeting), factories.agenda_item(meeting))


def _held(branch):
    return factories.meeting(branch, state="held")


def _twice(make):
    """The same row a second time."""

    def broken(branch, person):
        first = make(branch, person)
        first.pk = None
        if hasattr(first, "public_id"):
            first.public_id = type(first)().public_id
        first._state.adding = True
        return first.save

    return broken


BREAKS = {
    "meeting_month_is_a_first": _change(at="planned", month=date(2026, 3, 2)),
    "meeting_ends_after_start": lambda branch, _: (
        lambda: factories.meeting(branch, ends_at=timezone.now() - timedelta(days=9))
    ),
    "meeting_called_pair": _change(at="called", called_at=None),
    "meeting_roll_pair": _change(at="open", voting_base=None),
    "meeting_ended_pair": _change(at="held", ended_at=None),
    "meeting_approved_pair": _change(at="minuted", approved_at=timezone.now()),
    "meeting_cancelled_has_reason": _change(at="cancelled", cancel_reason=""),
    "agenda_item_has_title": lambda branch, _: (
        lambda: factories.agenda_item(_held(branch), title="")
    ),
    "agenda_template_ends_after_start": lambda *_: (
        lambda: AgendaTemplate.objects.create(
            kind="review", valid_from=date(2026, 1, 1), valid_to=date(2026, 1, 1)
        )
    ),
    "agenda_template_once": _twice(
        lambda *_: AgendaTemplate.objects.create(kind="review", valid_from=date(2026, 1, 1))
    ),
    "one_reply_a_member": _twice(
        lambda branch, person: factories.reply(factories.meeting(branch, state="called"), person)
    ),
    "leave_has_reason": lambda branch, person: (
        lambda: factories.reply(
            factories.meeting(branch, state="called"), person, answer=Answer.LEAVE
        )
    ),
    "asked_to_speak_once": _twice(
        lambda branch, person: SpeakerRole.objects.create(item=_entry(branch).item, member=person)
    ),
    "attachment_read_once": _twice(
        lambda branch, person: AttachmentReading.objects.create(
            attachment=factories.attachment(_held(branch)), member=person, read_at=timezone.now()
        )
    ),
    "opinion_has_text": lambda branch, person: (
        lambda: Opinion.objects.create(
            item=_entry(branch).item, author=person, text="", written_at=timezone.now()
        )
    ),
    "one_attendance_note": _twice(
        lambda branch, person: AttendanceNote.objects.create(meeting=_held(branch), member=person)
    ),
    "guest_has_name": lambda branch, _: (
        lambda: Guest.objects.create(meeting=_held(branch), name="")
    ),
    "contribution_has_speaker": lambda branch, _: lambda: factories.contribution(_entry(branch)),
    "vote_counts_within_base": lambda branch, _: (
        lambda: factories.vote(
            _entry(branch), base=20, votes_for=11, votes_against=9, votes_abstain=1
        )
    ),
    "vote_majority_is_a_fraction": lambda branch, _: (
        lambda: factories.vote(_entry(branch), numerator=3, denominator=2)
    ),
    "one_saved_revision_a_version": _twice(
        lambda branch, _: MinutesRevision.objects.create(
            meeting=_held(branch), part="heading", version=1, body={}, saved_at=timezone.now()
        )
    ),
    "document_number_once_a_term": _twice(lambda branch, _: factories.issued_number(branch)),
    "document_number_from_one": lambda branch, _: lambda: factories.issued_number(branch, number=0),
    "one_paper_a_revision": _twice(lambda branch, _: factories.paper(_held(branch))),
    "paper_ready_has_file": lambda branch, _: (
        lambda: Paper.objects.filter(pk=factories.paper(_held(branch)).pk).update(sha256="")
    ),
    "one_resolution_of_a_kind": _twice(lambda branch, _: factories.resolution(_held(branch))),
    "resolution_published_pair": lambda branch, _: (
        lambda: Resolution.objects.filter(pk=factories.resolution(_held(branch)).pk).update(
            published_at=timezone.now()
        )
    ),
    "task_done_pair": lambda branch, person: (
        lambda: Task.objects.filter(pk=factories.task(branch, person).pk).update(state="done_late")
    ),
    "task_on_time_means_by_the_deadline": lambda branch, person: (
        lambda: factories.task(
            branch, person, state="done_on_time", due_on=date(2026, 1, 1), done_on=date(2026, 1, 2)
        )
    ),
    "task_cancelled_has_reason": lambda branch, person: (
        lambda: factories.task(branch, person, state="cancelled")
    ),
    "branch_month_is_a_first": lambda branch, _: (
        lambda: factories.branch_month(branch, month=date(2026, 1, 2))
    ),
    **MORE_BREAKS,
}


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
