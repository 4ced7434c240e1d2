"""Calling, replying, reminding, documents: what is written, and what is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.models import Answer, Attachment, MeetingKind, MeetingState, Reply
from meetings.services import notice as service
from meetings.services.document import (
    attach_document,
    remove_attachment,
    restore_attachment,
)
from meetings.services.notice import call_meeting, missing_for_notice, remind_unread
from meetings.services.reply import reply_to_notice
from meetings.services.states import NotPossibleNow
from members.models import Affiliation, AuditEntry, Channel, Message, Occasion, StandingStatus
from members.services.inbox import read_about
from members.tasks import send_due_messages
from tests import factories

from .documents import PDF


@pytest.fixture
def deed(secretary, now):
    return {"by": secretary, "now": now}


@pytest.fixture
def planned(branch, secretary, deputy):
    meeting = factories.meeting(branch, chair=secretary.member, recorder=deputy.member)
    factories.agenda_item(meeting)
    return meeting


def in_app(occasion):
    rows = Message.objects.filter(announcement__occasion=occasion, channel=Channel.IN_APP)
    return sorted(rows.values_list("recipient", flat=True))


def test_notice_reaches_those_who_belong_that_day(planned, tree, branch, deed, secretary, deputy):
    guest = factories.member(home=tree.sibling)
    factories.affiliate(guest, branch, Affiliation.Kind.TEMPORARY)
    linked = factories.member(home=tree.sibling)
    factories.affiliate(linked, branch, Affiliation.Kind.RESIDENCE)
    factories.member(home=branch, on_top=StandingStatus.SUSPENDED)

    count = call_meeting(meeting=planned, **deed)

    assert in_app(Occasion.NOTICE_ISSUED) == sorted(
        [secretary.member.pk, deputy.member.pk, guest.pk]
    )
    assert count == 3


def test_meeting_of_the_committee_calls_the_committee(
    branch, deed, secretary, deputy, committee_member, reader
):
    meeting = factories.meeting(
        branch, kind=MeetingKind.COMMITTEE, chair=secretary.member, recorder=deputy.member
    )
    factories.agenda_item(meeting)

    assert call_meeting(meeting=meeting, **deed) == 3
    assert reader.member.pk not in in_app(Occasion.NOTICE_ISSUED)


def test_second_call_is_refused_and_tells_nobody(planned, deed):
    call_meeting(meeting=planned, **deed)
    before = Message.objects.count()

    with pytest.raises(NotPossibleNow):
        call_meeting(meeting=planned, **deed)
    assert Message.objects.count() == before


def test_postponed_meeting_is_called_anew_and_told_anew(branch, secretary, deputy, deed):
    meeting = factories.meeting(
        branch,
        state=MeetingState.POSTPONED,
        chair=secretary.member,
        recorder=deputy.member,
        notice_revision=2,
    )
    factories.agenda_item(meeting)

    assert call_meeting(meeting=meeting, **deed) == 2
    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancel_reason, meeting.notice_revision) == ("called", "", 3)


def test_everything_missing_is_said_at_once(branch, now):
    meeting = factories.meeting(branch, starts_at=now - timedelta(hours=1))

    # time, chair, recorder, agenda, people
    assert len(missing_for_notice(meeting, now)) == 5


def test_failure_half_way_leaves_the_meeting_planned(planned, deed, monkeypatch):
    def broken(**kwargs):
        raise RuntimeError

    monkeypatch.setattr(service, "record", broken)

    with pytest.raises(RuntimeError):
        call_meeting(meeting=planned, **deed)
    planned.refresh_from_db()
    assert planned.state == MeetingState.PLANNED
    assert not Message.objects.exists()


def test_last_answer_counts(planned, deed, deputy, now):
    call_meeting(meeting=planned, **deed)

    for answer, reason in [(Answer.LEAVE, " Đi viện "), (Answer.ATTEND, "")]:
        reply_to_notice(
            meeting=planned, member=deputy.member, answer=answer, reason=reason, now=now
        )

    assert Reply.objects.get().answer == Answer.ATTEND


@pytest.mark.parametrize("state", [state for state in MeetingState if state != "called"])
def test_answers_are_taken_only_while_the_meeting_is_called(branch, reader, now, state):
    meeting = factories.meeting(branch, state=state)

    with pytest.raises(ValidationError):
        reply_to_notice(meeting=meeting, member=reader.member, answer="attend", reason="", now=now)
    assert not Reply.objects.exists()


def test_stranger_does_not_answer(planned, deed, stranger, now):
    call_meeting(meeting=planned, **deed)

    with pytest.raises(ValidationError):
        reply_to_notice(
            meeting=planned, member=stranger.member, answer="attend", reason="", now=now
        )


def test_reminding_reaches_the_unread_once_a_day(planned, deed, deputy, secretary, now, commit):
    with commit():
        call_meeting(meeting=planned, **deed)
    send_due_messages()
    read_about(member=secretary.member, path=planned.get_absolute_url(), now=now)

    assert remind_unread(meeting=planned, **deed) == 1
    assert remind_unread(meeting=planned, **deed) == 0
    assert remind_unread(meeting=planned, by=secretary, now=now + timedelta(days=1)) == 1
    assert set(in_app(Occasion.NOTICE_UNREAD)) == {deputy.member.pk}
    assert AuditEntry.objects.filter(verb="remind_unread").count() == 2


def test_nobody_to_remind_writes_nothing(planned, deed):
    call_meeting(meeting=planned, **deed)
    Message.objects.update(read_at=deed["now"])
    before = AuditEntry.objects.count()

    assert remind_unread(meeting=planned, **deed) == 0
    assert AuditEntry.objects.count() == before


def test_page_opened_before_the_message_arrives_is_read_all_the_same(planned, deed, deputy, now):
    call_meeting(meeting=planned, **deed)  # nothing is delivered yet

    assert read_about(member=deputy.member, path=planned.get_absolute_url(), now=now) == 1
    assert read_about(member=deputy.member, path=planned.get_absolute_url(), now=now) == 0
    send_due_messages()
    mine = Message.objects.get(recipient=deputy.member, channel=Channel.IN_APP)
    assert mine.read_at == now


def test_document_is_kept_with_what_identifies_it(planned, secretary, deed):
    upload = SimpleUploadedFile("Báo cáo.pdf", PDF)

    kept = attach_document(meeting=planned, item=None, upload=upload, **deed)

    kept.refresh_from_db()
    assert (kept.name, kept.size, kept.uploaded_by) == ("Báo cáo.pdf", len(PDF), secretary)
    assert kept.file.read() == PDF
    kept.file.close()
    assert "Báo" not in kept.file.name


def test_document_goes_to_an_item_of_its_own_meeting(planned, branch, deed):
    other = factories.agenda_item(factories.meeting(branch, kind=MeetingKind.THEMATIC))

    with pytest.raises(ValidationError):
        attach_document(
            meeting=planned, item=other, upload=SimpleUploadedFile("a.pdf", PDF), **deed
        )
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("state", ["minuted", "approved", "cancelled"])
def test_documents_are_closed_in_the_end(branch, deed, state):
    meeting = factories.meeting(branch, state=state)
    document = factories.attachment(meeting)

    for verb in (remove_attachment, restore_attachment):
        with pytest.raises(NotPossibleNow):
            verb(attachment=document, **deed)
    with pytest.raises(NotPossibleNow):
        attach_document(meeting=meeting, item=None, upload=SimpleUploadedFile("a.pdf", PDF), **deed)


def test_removing_and_restoring_can_be_repeated(planned, deed):
    document = factories.attachment(planned)

    for verb, is_there in [(remove_attachment, False), (restore_attachment, True)]:
        for _again in range(2):
            verb(attachment=document, **deed)
        document.refresh_from_db()
        assert (document.removed_at is None) == is_there
