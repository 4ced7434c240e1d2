"""A branch runs its month through the pages: call, roll, minutes, votes, resolution, approval."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import (
    AttendanceStatus,
    Meeting,
    MeetingKind,
    MeetingState,
    MinutesRevision,
    Paper,
    Task,
)
from meetings.services.meeting import MeetingPlan, plan_meeting
from meetings.services.notice import call_meeting
from members.models import Announcement, Message, Occasion
from tests import factories


@pytest.fixture
def called(branch, secretary, deputy, reader, today, now):
    """A called periodic meeting of this month, tomorrow evening."""
    factories.term(branch)
    starts_at = now + timedelta(hours=20)
    meeting = plan_meeting(
        organization=branch,
        plan=MeetingPlan(
            kind=MeetingKind.PERIODIC,
            month=timezone.localdate(starts_at).replace(day=1),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            place="Nhà văn hoá",
            chair=secretary.member,
            recorder=deputy.member,
        ),
        by=secretary,
        now=now,
    )
    call_meeting(meeting=meeting, by=secretary, now=now)
    return meeting


def url(name, thing):
    return reverse(f"meetings:{name}", args=[thing.public_id])


def entry_form(entry, *, version=None, text="", conclusion="", lines=()):
    prefix = f"c{entry.item_id}"
    form = {
        "version": version or entry.version,
        "text": text,
        "conclusion": conclusion,
        f"{prefix}-TOTAL_FORMS": len(lines),
        f"{prefix}-INITIAL_FORMS": 0,
    }
    for number, (speaker, words) in enumerate(lines):
        form |= {f"{prefix}-{number}-speaker": speaker.pk, f"{prefix}-{number}-text": words}
        form[f"{prefix}-{number}-ORDER"] = number + 1
    return form


def roll_form(meeting, **status):
    """Everyone present but those named: `p12="excused"`."""
    form = {"version": meeting.version, "guests-TOTAL_FORMS": 1, "guests-INITIAL_FORMS": 0}
    form |= {"guests-0-name": "Ông Hồ Văn Khách", "guests-0-office": "Đảng uỷ phường"}
    for row in meeting.attendances.all():
        form[f"status-{row.member_id}"] = "present"
    return form | status


def open_meeting(client, meeting):
    client.post(url("roll_open", meeting))
    meeting.refresh_from_db()
    return meeting


def test_calling_tells_everyone_invited_once(called, reader, secretary):
    messages = Message.objects.filter(announcement__occasion=Occasion.NOTICE_ISSUED)

    assert set(messages.values_list("recipient_id", flat=True)) >= {
        reader.member_id,
        secretary.member_id,
    }
    assert Announcement.objects.filter(occasion=Occasion.NOTICE_ISSUED).count() == 1


def test_a_month_from_roll_call_to_locked_minutes(
    called, secretary, secretary_client, deputy, reader, commit
):
    meeting = open_meeting(secretary_client, called)
    assert meeting.state == MeetingState.OPEN
    assert secretary_client.get(url("rollcall_edit", meeting)).status_code == 200

    absent = {f"status-{reader.member_id}": "excused", f"reason-{reader.member_id}": "Đi công tác"}
    answer = secretary_client.post(url("rollcall_edit", meeting), roll_form(meeting, **absent))
    assert answer.status_code == 302, answer.context["form"].errors
    meeting.refresh_from_db()
    assert meeting.excused_count == 1
    assert meeting.guests.get().office == "Đảng uỷ phường"

    entry = meeting.minutes.entries.first()
    page = secretary_client.get(url("minutes_edit", meeting))
    assert page.status_code == 200
    lines = [(deputy.member, "Đề nghị sửa đèn ngõ 5."), (secretary.member, "Nhất trí.")]
    form = entry_form(entry, text="Nêu tình hình.", conclusion="Giao tổ 2.", lines=lines)
    secretary_client.post(url("entry_save", entry.item), form)
    entry.refresh_from_db()
    assert entry.conclusion == "Giao tổ 2."
    assert [line.text for line in entry.contributions.all()] == [words for _who, words in lines]

    vote = {
        "question": "Thông qua nghị quyết",
        "method": "open",
        "majority": "adopt",
        "votes_for": meeting.voting_base,
        "votes_against": 0,
        "votes_abstain": 0,
    }
    secretary_client.post(url("vote_add", entry.item), vote)
    resolution = {
        "version": 0,
        "kind": "NQ",
        "abstract": "về nhiệm vụ tháng tới",
        "direction": "Sửa đèn ngõ.",
        "vote": entry.votes.get().pk,
        "tasks-TOTAL_FORMS": 1,
        "tasks-INITIAL_FORMS": 0,
        "tasks-0-description": "Sửa đèn ngõ 5",
        "tasks-0-owner": deputy.member_id,
        "tasks-0-due_on": f"{timezone.localdate() + timedelta(days=20):%d/%m/%Y}",
        "tasks-0-ORDER": 1,
    }
    answer = secretary_client.post(url("resolution_edit", meeting), resolution)
    assert answer.status_code == 302, answer.context["form"].errors

    ended_at = timezone.localtime(meeting.began_at + timedelta(minutes=100))
    secretary_client.post(url("meeting_close", meeting), {"ended_at": f"{ended_at:%H:%M}"})
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD
    secretary_client.post(url("minutes_read_back", meeting), {"adoption_note": "Nhất trí."})
    with commit():
        secretary_client.post(url("minutes_approve", meeting), {"is_signed_on_paper": "on"})
    meeting.refresh_from_db()

    assert meeting.state == MeetingState.APPROVED
    assert meeting.minutes.number.number == 1
    task = Task.objects.get()
    assert task.is_assigned
    assert task.resolution.number.number == 1
    assert Message.objects.filter(announcement__occasion=Occasion.TASK_ASSIGNED).exists()
    assert set(Paper.objects.values_list("kind", "is_draft", "state")) == {
        ("minutes", False, "ready"),
        ("resolution", False, "ready"),
    }
    for name, thing in (
        ("minutes_read", meeting),
        ("resolution_detail", task.resolution),
        ("task_detail", task),
    ):
        assert secretary_client.get(url(name, thing)).status_code == 200
    assert secretary_client.get(reverse("meetings:task_list")).status_code == 200


def test_two_editors_lose_nothing(called, secretary_client, deputy_client, secretary, deputy):
    meeting = open_meeting(secretary_client, called)
    entry = meeting.minutes.entries.first()
    address = url("entry_save", entry.item)

    first = secretary_client.post(address, entry_form(entry, text="Chữ của bí thư"))
    second = deputy_client.post(address, entry_form(entry, text="Chữ của phó bí thư"))

    assert first.status_code == 302
    assert second.status_code == 409
    page = second.content.decode()
    assert "Chữ của bí thư" in page
    assert "Chữ của phó bí thư" in page
    kept = MinutesRevision.objects.get(outcome=MinutesRevision.Outcome.CONFLICT)
    assert kept.body["text"] == "Chữ của phó bí thư"
    assert kept.saved_by == deputy
    entry.refresh_from_db()
    assert entry.text == "Chữ của bí thư"


def test_saving_again_after_seeing_both_texts_wins(called, secretary_client, deputy_client):
    meeting = open_meeting(secretary_client, called)
    entry = meeting.minutes.entries.first()
    address = url("entry_save", entry.item)
    secretary_client.post(address, entry_form(entry, text="Một"))
    refused = deputy_client.post(address, entry_form(entry, text="Hai"))
    part = next(p for p in refused.context["parts"] if p["entry"].pk == entry.pk)

    answer = deputy_client.post(
        address, entry_form(entry, version=part["form"]["version"].value(), text="Một và hai")
    )

    assert answer.status_code == 302
    entry.refresh_from_db()
    assert entry.text == "Một và hai"


def test_autosave_answers_with_the_new_version(called, secretary_client):
    meeting = open_meeting(secretary_client, called)
    entry = meeting.minutes.entries.first()
    header = {"X-Requested-With": "autosave"}
    address = url("entry_save", entry.item)

    saved = secretary_client.post(address, entry_form(entry, text="Một"), headers=header)
    stale = secretary_client.post(address, entry_form(entry, text="Hai"), headers=header)

    assert saved.json()["version"] == entry.version + 1
    assert stale.status_code == 409
    assert "Hai" in stale.json()["html"]


def test_a_reason_is_asked_for_and_the_marks_are_kept(called, secretary_client, reader):
    meeting = open_meeting(secretary_client, called)
    marks = roll_form(meeting, **{f"status-{reader.member_id}": "excused"})

    answer = secretary_client.post(url("rollcall_edit", meeting), marks)

    assert answer.status_code == 422
    assert reader.member.full_name in str(answer.context["form"].errors)
    assert answer.context["form"][f"status-{reader.member_id}"].value() == "excused"
    assert not meeting.attendances.filter(status=AttendanceStatus.EXCUSED).exists()


def test_a_resolution_without_an_adopted_vote_stops_the_approval(called, secretary_client, deputy):
    meeting = open_meeting(secretary_client, called)
    secretary_client.post(url("rollcall_edit", meeting), roll_form(meeting))
    form = {"version": 0, "kind": "NQ", "abstract": "về việc chưa biểu quyết"}
    form |= {"tasks-TOTAL_FORMS": 0, "tasks-INITIAL_FORMS": 0}
    secretary_client.post(url("resolution_edit", meeting), form)
    ended_at = timezone.localtime(
        Meeting.objects.get(pk=meeting.pk).began_at + timedelta(minutes=95)
    )
    secretary_client.post(url("meeting_close", meeting), {"ended_at": f"{ended_at:%H:%M}"})
    secretary_client.post(url("minutes_read_back", meeting), {"adoption_note": "Nhất trí."})

    secretary_client.post(url("minutes_approve", meeting))

    meeting.refresh_from_db()
    assert meeting.state == MeetingState.MINUTED
    assert meeting.minutes.number is None


def test_someone_else_may_not_vote_out_of_nowhere(called, secretary_client):
    meeting = open_meeting(secretary_client, called)
    entry = meeting.minutes.entries.first()
    vote = {
        "question": "Thông qua",
        "method": "open",
        "majority": "adopt",
        "votes_for": meeting.voting_base + 1,
        "votes_against": 0,
        "votes_abstain": 0,
    }

    answer = secretary_client.post(url("vote_add", entry.item), vote)

    assert answer.status_code == 422
    assert not entry.votes.exists()


def test_a_task_reported_late_is_late(called, branch, reader, reader_client, today):
    task = factories.task(branch, reader.member, due_on=today - timedelta(days=1))

    reader_client.post(url("task_detail", task), {"text": "Đã xong", "state": "done_on_time"})

    task.refresh_from_db()
    assert task.state == "done_late"
    assert task.done_on == today


def test_a_member_may_not_report_on_the_task_of_another(branch, deputy, reader_client, today):
    task = factories.task(branch, deputy.member, due_on=today)

    assert reader_client.post(url("task_detail", task), {"text": "x"}).status_code == 404


def test_a_resolution_saved_meanwhile_is_not_overwritten(called, secretary_client, deputy_client):
    meeting = open_meeting(secretary_client, called)
    form = {"version": 0, "kind": "NQ", "abstract": "về đèn ngõ"}
    form |= {"tasks-TOTAL_FORMS": 0, "tasks-INITIAL_FORMS": 0}
    secretary_client.post(url("resolution_edit", meeting), form)

    late = deputy_client.post(
        url("resolution_edit", meeting), form | {"abstract": "về vệ sinh ngõ"}
    )

    assert late.status_code == 409
    assert "về đèn ngõ" in late.content.decode()
    assert late.context["form"]["abstract"].value() == "về vệ sinh ngõ"
    assert meeting.resolutions.get().abstract == "về đèn ngõ"
    again = form | {"abstract": "cả hai", "version": late.context["form"]["version"].value()}
    assert deputy_client.post(url("resolution_edit", meeting), again).status_code == 302


def test_two_people_taking_the_roll_see_each_other(called, secretary_client, deputy_client, reader):
    meeting = open_meeting(secretary_client, called)
    late = roll_form(meeting, **{f"status-{reader.member_id}": "unexcused"})
    secretary_client.post(url("rollcall_edit", meeting), roll_form(meeting))

    answer = deputy_client.post(url("rollcall_edit", meeting), late)

    assert answer.status_code == 409
    assert reader.member.full_name in answer.context["conflict"]
    row = meeting.attendances.get(member=reader.member)
    assert row.status == AttendanceStatus.PRESENT
    version = answer.context["form"]["version"].value()
    assert (
        deputy_client.post(url("rollcall_edit", meeting), late | {"version": version}).status_code
        == 302
    )
