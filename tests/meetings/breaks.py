"""{constraint: a change that breaks it}, tried on the branch of the cast and one of its people."""

from datetime import date, timedelta

from django.utils import timezone

from meetings.models import (
    AgendaTemplate,
    Answer,
    AttachmentReading,
    AttendanceNote,
    Guest,
    MinutesRevision,
    Opinion,
    Paper,
    Resolution,
    SpeakerRole,
    Task,
)
from tests import factories

from .breaks_of_the_year import BREAKS_OF_THE_YEAR
from .breaks_shared import an_entry, changed, held, twice

BREAKS = {
    "meeting_month_is_a_first": changed(at="planned", month=date(2026, 3, 2)),
    "meeting_ends_after_start": lambda branch, _: (
        lambda: factories.meeting(branch, ends_at=timezone.now() - timedelta(days=9))
    ),
    "meeting_called_pair": changed(at="called", called_at=None),
    "meeting_roll_pair": changed(at="open", voting_base=None),
    "meeting_ended_pair": changed(at="held", ended_at=None),
    "meeting_approved_pair": changed(at="minuted", approved_at=timezone.now()),
    "meeting_cancelled_has_reason": changed(at="cancelled", cancel_reason=""),
    "agenda_item_has_title": lambda branch, _: (
        lambda: factories.agenda_item(held(branch), title="")
    ),
    "agenda_template_ends_after_start": lambda *_: (
        lambda: AgendaTemplate.objects.create(
            kind="review", valid_from=date(2026, 1, 1), valid_to=date(2026, 1, 1)
        )
    ),
    "agenda_template_once": twice(
        lambda *_: AgendaTemplate.objects.create(kind="review", valid_from=date(2026, 1, 1))
    ),
    "one_reply_a_member": twice(
        lambda branch, person: factories.reply(factories.meeting(branch, state="called"), person)
    ),
    "leave_has_reason": lambda branch, person: (
        lambda: factories.reply(
            factories.meeting(branch, state="called"), person, answer=Answer.LEAVE
        )
    ),
    "asked_to_speak_once": twice(
        lambda branch, person: SpeakerRole.objects.create(item=an_entry(branch).item, member=person)
    ),
    "attachment_read_once": twice(
        lambda branch, person: AttachmentReading.objects.create(
            attachment=factories.attachment(held(branch)), member=person, read_at=timezone.now()
        )
    ),
    "opinion_has_text": lambda branch, person: (
        lambda: Opinion.objects.create(
            item=an_entry(branch).item, author=person, text="", written_at=timezone.now()
        )
    ),
    "one_attendance_note": twice(
        lambda branch, person: AttendanceNote.objects.create(meeting=held(branch), member=person)
    ),
    "guest_has_name": lambda branch, _: lambda: Guest.objects.create(meeting=held(branch), name=""),
    "contribution_has_speaker": lambda branch, _: lambda: factories.contribution(an_entry(branch)),
    "vote_counts_within_base": lambda branch, _: (
        lambda: factories.vote(
            an_entry(branch), base=20, votes_for=11, votes_against=9, votes_abstain=1
        )
    ),
    "vote_majority_is_a_fraction": lambda branch, _: (
        lambda: factories.vote(an_entry(branch), numerator=3, denominator=2)
    ),
    "one_saved_revision_a_version": twice(
        lambda branch, _: MinutesRevision.objects.create(
            meeting=held(branch), part="heading", version=1, body={}, saved_at=timezone.now()
        )
    ),
    "document_number_once_a_term": twice(lambda branch, _: factories.issued_number(branch)),
    "document_number_from_one": lambda branch, _: lambda: factories.issued_number(branch, number=0),
    "one_paper_a_revision": twice(lambda branch, _: factories.paper(held(branch))),
    "paper_ready_has_file": lambda branch, _: (
        lambda: Paper.objects.filter(pk=factories.paper(held(branch)).pk).update(sha256="")
    ),
    "one_resolution_of_a_kind": twice(lambda branch, _: factories.resolution(held(branch))),
    "resolution_published_pair": lambda branch, _: (
        lambda: Resolution.objects.filter(pk=factories.resolution(held(branch)).pk).update(
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
} | BREAKS_OF_THE_YEAR
