"""A notice that is out changes: everyone who has it hears of it once, and of nothing that is no
longer true."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.forms.meeting import initial_of
from meetings.models import MeetingKind, MeetingState, SpeakerRole
from meetings.services.agenda import AgendaLine, save_agenda
from meetings.services.document import attach_document
from meetings.services.meeting import MeetingPlan, cancel_meeting, edit_meeting, postpone_meeting
from meetings.services.notice import call_meeting, recall_notice
from meetings.services.speaker import ask_to_speak
from members.models import Announcement, Channel, Message, MessageState, Occasion, PostKind
from members.tasks import send_due_messages
from members.wording import wording
from tests import factories

from .documents import PDF
from .pages import text_of, url

PATIENCE = timedelta(minutes=6)


@pytest.fixture
def deed(secretary, now):
    return {"by": secretary, "now": now}


@pytest.fixture
def planned(branch, secretary, deputy, reader):
    meeting = factories.meeting(branch, chair=secretary.member, recorder=deputy.member)
    factories.agenda_item(meeting)
    return meeting


@pytest.fixture
def called(planned, deed):
    call_meeting(meeting=planned, **deed)
    send_due_messages()
    planned.refresh_from_db()
    return planned


def in_app(occasion, state=MessageState.PENDING):
    rows = Message.objects.filter(
        announcement__occasion=occasion, channel=Channel.IN_APP, state=state
    )
    return sorted(rows.values_list("recipient", flat=True))


def plan_of(meeting, **changes):
    names = ["kind", "month", "starts_at", "ends_at", "title", "form", "place", "link"]
    names += ["chair", "recorder", "notice_text", "dress", "fee_line"]
    return MeetingPlan(**{name: getattr(meeting, name) for name in names} | changes)


def edit(meeting, deed, **changes):
    meeting.refresh_from_db()
    plan = plan_of(meeting, **changes)
    return edit_meeting(meeting=meeting, version=meeting.version, plan=plan, **deed)


def lines_of(meeting, **changes):
    return [
        AgendaLine(
            **{
                "item": item,
                "section": item.section,
                "title": item.title,
                "presenter": item.presenter,
                "category": item.category,
                "planned_minutes": item.planned_minutes,
                "question": item.question,
            }
            | changes
        )
        for item in meeting.items.all()
    ]


def save(meeting, deed, **changes):
    meeting.refresh_from_db()
    lines = lines_of(meeting, **changes)
    return save_agenda(meeting=meeting, version=meeting.version, lines=lines, **deed)


def test_another_agenda_is_told_to_everyone_once_however_often_it_was_saved(called, deed):
    everyone = in_app(Occasion.NOTICE_ISSUED, MessageState.SENT)

    for title in ("Đèn ngõ", "Đèn ngõ 5", "Đèn ngõ 5 và 6"):
        save(called, deed, title=title)

    assert in_app(Occasion.NOTICE_CHANGED) == everyone
    waiting = Message.objects.filter(state=MessageState.PENDING, channel=Channel.IN_APP).first()
    assert waiting.due_at == deed["now"] + timedelta(minutes=5)
    assert waiting.announcement.params["changes"] == ["agenda"]
    assert "chương trình" in wording(waiting.announcement)[1].lower() or (
        "agenda" in wording(waiting.announcement)[1]
    )


def test_saving_the_agenda_untouched_tells_nobody(called, deed):
    save(called, deed, category="other")

    assert in_app(Occasion.NOTICE_CHANGED) == []
    called.refresh_from_db()
    assert called.notice_revision == 1


def test_an_agenda_nobody_has_yet_changes_in_silence(planned, deed):
    save(planned, deed, title="Đèn ngõ")

    assert not Message.objects.exists()


def test_documents_that_come_later_are_told_together(called, deed):
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        attach_document(meeting=called, item=None, upload=SimpleUploadedFile(name, PDF), **deed)

    assert len(in_app(Occasion.NOTICE_CHANGED)) == 3
    assert len(set(in_app(Occasion.NOTICE_CHANGED))) == 3


def test_time_is_told_at_once_and_takes_what_waits_along(called, deed):
    was_at = called.starts_at
    save(called, deed, title="Đèn ngõ")
    edit(called, deed, starts_at=was_at + timedelta(minutes=10))
    edit(called, deed, starts_at=was_at + timedelta(minutes=30))

    waiting = Announcement.objects.filter(messages__state=MessageState.PENDING).distinct()
    params = waiting.get().params
    assert params["changes"] == ["agenda", "time"]
    # The time in between was told to nobody.
    assert params["was_at"] == was_at.isoformat()
    assert Message.objects.filter(state=MessageState.PENDING).first().due_at == deed["now"]


def test_close_to_the_meeting_nothing_waits(called, deed, now):
    soon = {"by": deed["by"], "now": called.starts_at - timedelta(hours=1)}

    save(called, soon, title="Đèn ngõ")

    assert Message.objects.filter(state=MessageState.PENDING).first().due_at == soon["now"]


@pytest.mark.parametrize(
    ("verb", "occasion"),
    [
        (postpone_meeting, Occasion.MEETING_POSTPONED),
        (cancel_meeting, Occasion.MEETING_CANCELLED),
    ],
)
def test_who_got_the_first_notice_hears_the_end_of_it(
    called, deed, reader, branch, verb, occasion, today
):
    """Also one who has moved away since, and one who came."""
    reader.member.affiliations.update(valid_to=today)
    newcomer = factories.member(home=branch)

    verb(meeting=called, reason="Bão số 5", **deed)

    told = in_app(occasion)
    assert len(told) == len(set(told))
    assert set(told) == {*in_app(Occasion.NOTICE_ISSUED, MessageState.SENT), newcomer.pk}


def test_put_off_and_called_again_the_old_message_waits_no_more(called, deed, now):
    postpone_meeting(meeting=called, reason="Bão số 5", **deed)
    called.refresh_from_db()
    called.starts_at = now + timedelta(days=9)
    called.ends_at = now + timedelta(days=9, hours=2)
    called.save()

    call_meeting(meeting=called, **deed)

    assert in_app(Occasion.MEETING_POSTPONED) == []
    assert len(in_app(Occasion.NOTICE_ISSUED)) == 3


def test_cancelled_after_it_was_held_is_refused(branch, deed):
    meeting = factories.meeting(branch, state=MeetingState.HELD)

    with pytest.raises(ValidationError, match=r"."):
        cancel_meeting(meeting=meeting, reason="Nhầm", **deed)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD
    assert not Message.objects.exists()


# The committee above


@pytest.fixture
def follower(tree, branch):
    person = factories.member(home=tree.office, name="Mai Văn Dõi")
    factories.post(person, tree.body, post=PostKind.REVIEWER)
    return person


def test_who_follows_the_branch_hears_what_the_members_hear(follower, called, deed, tree):
    far = factories.member(home=tree.far)
    factories.post(far, tree.district, post=PostKind.REVIEWER)
    edit(called, deed, place="Nhà văn hoá 2")

    assert follower.pk in in_app(Occasion.NOTICE_ISSUED, MessageState.SENT)
    assert follower.pk in in_app(Occasion.NOTICE_CHANGED)
    assert far.pk not in in_app(Occasion.NOTICE_CHANGED)
    cancel_meeting(meeting=called, reason="Bão", **deed)
    assert in_app(Occasion.MEETING_CANCELLED).count(follower.pk) == 1


def test_who_follows_is_no_reader_of_the_branch(follower, called, secretary_client):
    readers = secretary_client.get(called.get_absolute_url()).context["readers"]

    assert readers.told == 3


def test_a_member_who_follows_as_well_is_told_once(planned, reader, tree, deed):
    factories.post(reader.member, tree.body, post=PostKind.REVIEWER)

    call_meeting(meeting=planned, **deed)

    assert in_app(Occasion.NOTICE_ISSUED).count(reader.member.pk) == 1


def test_the_committees_own_meeting_is_nobodys_above(branch, follower, secretary, deputy, deed):
    meeting = factories.meeting(
        branch, kind=MeetingKind.COMMITTEE, chair=secretary.member, recorder=deputy.member
    )
    factories.agenda_item(meeting)

    call_meeting(meeting=meeting, **deed)

    assert follower.pk not in in_app(Occasion.NOTICE_ISSUED)


# Taken back


def test_notice_waits_ten_seconds_and_can_be_taken_back(planned, secretary_client, reader):
    page = secretary_client.post(url("notice_send", planned), follow=True)
    send_due_messages()
    assert in_app(Occasion.NOTICE_ISSUED, MessageState.SENT) == []
    assert url("notice_recall", planned) in text_of(page)

    secretary_client.post(url("notice_recall", planned))

    planned.refresh_from_db()
    assert (planned.state, planned.called_at) == (MeetingState.PLANNED, None)
    assert not Message.objects.filter(state=MessageState.PENDING).exists()
    # And sent for good.
    secretary_client.post(url("notice_send", planned))
    assert len(in_app(Occasion.NOTICE_ISSUED)) == 3


def test_those_asked_to_speak_hear_nothing_of_a_notice_taken_back(planned, deed, reader):
    ask_to_speak(item=planned.items.get(), member=reader.member, **deed)
    call_meeting(meeting=planned, hold=timedelta(seconds=10), **deed)

    recall_notice(meeting=planned, **deed)

    assert SpeakerRole.objects.get().asked_at is None
    assert in_app(Occasion.ASKED_TO_SPEAK) == []


def test_a_notice_that_has_left_is_not_taken_back(called, deed, secretary_client):
    with pytest.raises(ValidationError):
        recall_notice(meeting=called, **deed)
    page = secretary_client.post(url("notice_recall", called), follow=True)

    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    called.refresh_from_db()
    assert called.state == MeetingState.CALLED


def test_changed_before_it_left_it_is_still_the_first_notice(planned, deed):
    call_meeting(meeting=planned, hold=timedelta(seconds=10), **deed)

    edit(planned, deed, place="Nhà văn hoá 2")

    assert in_app(Occasion.NOTICE_CHANGED) == []
    assert len(in_app(Occasion.NOTICE_ISSUED)) == 3
    waiting = Announcement.objects.filter(messages__state=MessageState.PENDING).distinct().get()
    assert waiting.params["place"] == "Nhà văn hoá 2"


def test_form_knows_dress_and_fee(called):
    called.dress, called.fee_line = "Áo trắng", "Nộp đảng phí tháng 11"

    assert initial_of(called)["dress"] == "Áo trắng"
    assert initial_of(called)["fee_line"] == "Nộp đảng phí tháng 11"
